"""A letter that waits because its writer has written a lot: what the pages say and what can be
done."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from complaints.models import Message
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import delivery, held
from outbox.models import MailAllowance, MailState, OutgoingEmail
from tests.complaints.page import send, words_of
from tests.complaints.reminders_page import Browsing, send_to
from tests.complaints.story import DAY, HOUR, MINUTE, Story
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_numbers(settings: Any, tmp_path: Any, story: Story) -> None:
    settings.VAR_DIR = tmp_path
    settings.MAIL_LIMITS = {"first_week_hour": 10, "first_week_day": 40}
    User.objects.filter(pk=story.user.pk).update(date_joined=story.now)
    story.user.refresh_from_db()


@pytest.fixture
def full(story: Story) -> Story:
    """A story whose freelancer has just written to two strangers, before its first reply."""
    people = [ContactFactory(client=story.project.client, is_main=False) for _ in range(2)]
    for person in people:
        other = Story(story.user, story.project, person, story.now)
        other.to(State.ACKNOWLEDGED)
    story.to(State.OPEN).later(5 * MINUTE)
    return story


def read(browsing: Browsing, story: Story, url: str) -> str:
    with browsing(story) as browser:
        answer = browser.get(url)
    assert answer.status_code == 200
    # Texts of a page are read as one line.
    return " ".join(re.sub(r"<[^>]+>", " ", words_of(answer)).split())


def workspace(browsing: Browsing, story: Story) -> str:
    return read(browsing, story, reverse("complaint", args=[story.complaint.ref]))


def reply(browsing: Browsing, story: Story) -> str:
    """Send the first reply by its screen and return the page that opens next, as one line."""
    with browsing(story) as browser:
        answer = send(browser, story.complaint, "acknowledge", own_part="result")
        page = browser.get(answer["Location"]) if answer.status_code == 302 else answer
    return " ".join(words_of(page).split())


def press(browsing: Browsing, story: Story, decision: str) -> str:
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["unsent"][0]["token"]
        answer = browser.post(reverse("decide_mail", args=[token, decision]), follow=True)
    return str(answer.content.decode())


def letter(story: Story) -> Message:
    return Message.objects.select_related("email").get(complaint=story.complaint)


WHY = "You have sent two letters in the last 24 hours, all to new addresses."


def test_the_move_succeeds_and_every_page_says_why_the_letter_waits_and_until_when(
    full: Story, browsing: Browsing
) -> None:
    said = reply(browsing, full)

    assert full.fresh().state == State.ACKNOWLEDGED
    mail = letter(full).email
    assert mail is not None
    assert mail.state == MailState.HELD
    # Berlin is an hour ahead of what is stored; the story begins at ten there.
    at = mail.next_attempt_at + HOUR
    leaves = f"It leaves by itself at about {at + -at.minute % 5 * MINUTE:%H:%M}."
    assert f"This letter waits. {WHY} {leaves}" in said
    assert "Your reply is on its way" not in said
    for page in (workspace(browsing, full), read(browsing, full, reverse("reminders"))):
        assert f"This letter waits. {WHY} {leaves}" in page
    assert letter(full).how == "By email, waiting for its turn"


def test_it_leaves_by_itself_and_the_pages_forget_it(full: Story, browsing: Browsing) -> None:
    reply(browsing, full)
    full.later(HOUR)
    dispatch(full.now)
    delivery.deliver(full.now)

    mail = letter(full).email
    assert mail is not None
    assert (mail.state, mail.handoffs) == (MailState.SENT, 1)
    assert (letter(full).how, letter(full).went_at) == ("Sent by email", full.now)
    assert "This letter waits" not in workspace(browsing, full)


@pytest.mark.parametrize(
    ("wait", "words"), [(HOUR, "at about"), (DAY, "tomorrow"), (2 * DAY, "on Thursday")]
)
def test_the_moment_is_said_as_the_reader_lives(
    full: Story, browsing: Browsing, wait: timedelta, words: str
) -> None:
    reply(browsing, full)
    OutgoingEmail.objects.filter(state="held").update(next_attempt_at=full.now + wait)
    assert words in workspace(browsing, full)


def test_the_words_can_be_copied_and_noted_as_sent_by_hand(full: Story, browsing: Browsing) -> None:
    reply(browsing, full)
    with browsing(full) as browser:
        token = browser.get(reverse("reminders")).context["unsent"][0]["token"]
    words = read(browsing, full, reverse("letter_words", args=[token]))
    assert " ".join(letter(full).body.split())[:200] in words

    assert "Noted: you sent it yourself." in press(browsing, full, "by-hand")

    assert (letter(full).how, letter(full).went_at) == ("Copied, marked as sent", full.now)
    assert full.events()[-1].title.startswith("You sent “")
    assert "This letter" not in workspace(browsing, full)
    delivery.deliver(full.now + 2 * DAY)
    assert OutgoingEmail.objects.get(pk=letter(full).email_id).handoffs == 0


def test_a_letter_that_was_stopped_never_leaves_and_stays_in_view_until_it_is_settled(
    full: Story, browsing: Browsing
) -> None:
    reply(browsing, full)
    assert "They have not been told" in press(browsing, full, "stop")
    assert "You stopped it. They have not been told." in workspace(browsing, full)
    delivery.deliver(full.now + 2 * DAY)
    assert OutgoingEmail.objects.get(pk=letter(full).email_id).handoffs == 0

    press(browsing, full, "leave")
    assert "You stopped it" not in workspace(browsing, full)
    assert [event.title.split("“")[0] for event in full.events()[-2:]] == [
        "You stopped ",
        "You left ",
    ]


def test_what_just_left_can_no_longer_be_stopped(full: Story, browsing: Browsing) -> None:
    reply(browsing, full)
    with browsing(full) as browser:
        token = browser.get(reverse("reminders")).context["unsent"][0]["token"]
        delivery.deliver(full.now + HOUR)
        for decision in ("stop", "by-hand", "leave"):
            url = reverse("decide_mail", args=[token, decision])
            answer = browser.post(url, follow=True)
            assert "This mail was settled meanwhile" in answer.content.decode()
    assert letter(full).how == "Sent by email"


def test_why_whoever_runs_the_server_refused_it_stands_on_the_pages(
    full: Story, browsing: Browsing
) -> None:
    reply(browsing, full)
    mail = letter(full).email
    assert mail is not None
    held.take_back(mail, full.now, resolution="refused", why="This looks like advertising.")
    for page in (workspace(browsing, full), read(browsing, full, reverse("reminders"))):
        assert "Whoever runs this server stopped it: “This looks like advertising.”" in page


def test_a_letter_does_not_leave_after_the_day_it_promises(full: Story, browsing: Browsing) -> None:
    reply(browsing, full)
    promised = full.complaint.promises.get().due_at
    mail = letter(full).email
    assert mail is not None
    assert mail.not_after == promised
    OutgoingEmail.objects.filter(pk=mail.pk).update(next_attempt_at=promised + DAY)
    assert "It does not leave by itself: by then it would come too late" in workspace(
        browsing, full
    )
    full.now = promised + HOUR
    delivery.deliver(full.now)
    assert OutgoingEmail.objects.get(pk=mail.pk).state == MailState.EXPIRED
    assert "This letter may not have arrived." in workspace(browsing, full)


def test_an_account_that_may_send_nothing_reads_so_wherever_a_letter_would_be_sent(
    full: Story, browsing: Browsing
) -> None:
    MailAllowance.objects.update(is_suspended=True, reason="Somebody complained about you.")
    held.rearrange(full.user, full.now)
    off = "Sending mail to clients is switched off for this account. Somebody complained about you."
    screen = reverse("screen", args=[full.complaint.ref, "acknowledge"])
    assert off in read(browsing, full, screen)
    assert off in read(browsing, full, reverse("reminders"))
    assert f"This letter waits. {off}" in reply(browsing, full)
    assert f"This letter waits. {off}" in workspace(browsing, full)
    delivery.deliver(full.now + DAY)
    assert not OutgoingEmail.objects.filter(audience="client", state="sent").exists()


def test_a_letter_that_goes_elsewhere_counts_again(full: Story, browsing: Browsing) -> None:
    reply(browsing, full)
    OutgoingEmail.objects.filter(pk=letter(full).email_id).update(state=MailState.FAILED)
    answer = send_to(browsing, full, "somebody@new.example")
    assert "This letter waits." in answer.content.decode()
    assert letter(full).to_email == "somebody@new.example"


def test_an_address_of_the_server_is_refused_beside_the_field(
    story: Story, browsing: Browsing, settings: Any
) -> None:
    story.contact.email = "postmaster@server.example"
    story.contact.save()
    story.to(State.OPEN)
    settings.DEFAULT_FROM_EMAIL = "amends@server.example"
    said = reply(browsing, story)
    assert "postmaster@server.example belongs to this server" in said
    assert story.fresh().state == State.OPEN


def test_reminders_to_the_freelancer_do_not_wait_for_the_letters(
    full: Story, browsing: Browsing
) -> None:
    reply(browsing, full)
    full.later(4 * DAY)
    dispatch(full.now)
    mine = OutgoingEmail.objects.filter(audience="owner")
    assert mine.exists()
    assert not mine.filter(state=MailState.HELD).exists()
    assert set(mine.values_list("weight", flat=True)) == {0}
