"""The page of reminders: each by state and why, what needs a look and what can be decided."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import Message, Reminder
from complaints.reminders import projects
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import health
from outbox.models import OutgoingEmail, Suppression
from tests.complaints.mail import read, to_the_client
from tests.complaints.reminding import WED
from tests.complaints.story import HOUR, MINUTE, Story, another_project, begin, everything
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

Browsing = Callable[[Story], Any]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def page(browsing: Browsing, story: Story, show: str = "planned", number: int = 1) -> str:
    with browsing(story) as browser:
        answer = browser.get(reverse("reminders"), {"show": show, "page": number})
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(browsing: Browsing, story: Story, action: str, which: int = 0) -> Any:
    """Press a button beside the mail that needs a look."""
    with browsing(story) as browser:
        shown = browser.get(reverse("reminders"))
        token = shown.context["troubled"][which]["token"]
        return browser.post(reverse("decide_mail", args=[token, action]), follow=True)


def in_trouble(story: Story, state: str, kind: str = "R1") -> OutgoingEmail:
    """Let the first reminder go out and this become of its mail."""
    row = OutgoingEmail.objects.filter(kind=kind).earliest("created_at")
    row.state, row.uncertain_since = state, story.now if state == "uncertain" else None
    row.handoff_at = row.frozen_at = story.now if state == "uncertain" else None
    row.smtp_text = "5.1.1 No such person here"
    row.save()
    return row


def told(story: Story) -> Story:
    story.to(State.OPEN).later(5 * HOUR)
    dispatch(story.now)
    return story


def test_what_is_planned_is_listed_with_its_reason_the_next_first(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.IN_PROGRESS)
    words = page(browsing, story)
    assert "Due today for Rye &amp; Co" not in words
    assert words.index("Due Thursday") < words.index("Due Friday")
    assert "You get this because you promised this date in C-0001." in words
    assert "Snooze or stop" in words


def test_what_went_out_says_when_and_how(browsing: Browsing, story: Story) -> None:
    told(story)
    assert "By itself: waiting to go out." in page(browsing, story, "told")
    OutgoingEmail.objects.update(state="sent", sent_at=story.now)
    assert "By itself: Tuesday" in page(browsing, story, "told")


def test_what_was_called_off_says_why(browsing: Browsing, story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    words = page(browsing, story, "closed")
    assert "No longer needed." in words
    assert "Rye &amp; Co is waiting to hear from you" in words


def test_a_reminder_that_cannot_be_worded_is_listed_all_the_same(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.ACKNOWLEDGED)
    Reminder.objects.filter(kind="R2").update(subject="promise:999999")
    assert "It cannot be worded" in page(browsing, story)


def test_a_list_that_is_long_is_cut_into_pages_and_asks_no_more_of_the_database(
    browsing: Browsing, story: Story
) -> None:
    numbers = []
    for count in (1, 12):
        for _each in range(count):
            other = Story(story.user, another_project(story), story.contact, story.now)
            other.to(State.IN_PROGRESS)
        with browsing(story) as browser:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(reverse("reminders")).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 16
    assert "Page 1 of 1" not in page(browsing, story)


def test_nonsense_in_the_address_shows_what_is_planned(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        for query in ({"show": "\x00"}, {"show": "all"}, {"page": "9" * 50}, {"page": "-1"}):
            assert browser.get(reverse("reminders"), query).context["show"] == "planned"


def test_opening_the_page_changes_nothing(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "uncertain")
    with browsing(story) as browser:
        before = everything()
        browser.get(reverse("reminders"))
    after = everything()
    assert after == before


def test_nobody_sees_the_reminders_of_others(browsing: Browsing, story: Story) -> None:
    told(story)
    email = in_trouble(story, "uncertain")
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
    stranger = Client()
    stranger.force_login(UserFactory())
    answer = stranger.get(reverse("reminders"), {"show": "told"})
    assert "Rye" not in answer.content.decode()
    for action in ("arrived", "again", "dismiss"):
        assert stranger.post(reverse("decide_mail", args=[token, action])).status_code == 404
    assert stranger.get(reverse("new_address", args=[token])).status_code == 404
    email.refresh_from_db()
    assert email.state == "uncertain"


# What needs a look.


def test_a_mail_in_doubt_is_shown_with_what_can_be_done(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "uncertain")
    words = page(browsing, story)
    assert "Needs a look" in words
    for button in ("It arrived", "Send it again", "Dismiss"):
        assert button in words
    assert "What it said comes once more with the next daily mail." in words


def test_it_arrived_settles_it(browsing: Browsing, story: Story) -> None:
    told(story)
    email = in_trouble(story, "uncertain")
    assert "Noted: it arrived." in press(browsing, story, "arrived").content.decode()
    email.refresh_from_db()
    assert (email.state, email.resolution, email.sent_at) == ("sent", "user", story.now)
    dispatch(WED)
    assert not OutgoingEmail.objects.filter(kind="digest").exists()


def test_send_again_queues_it_once_more(browsing: Browsing, story: Story) -> None:
    told(story)
    email = in_trouble(story, "dead")
    assert "It is on its way once more." in press(browsing, story, "again").content.decode()
    email.refresh_from_db()
    assert email.state == "queued"


def test_dismissed_is_shown_no_more_and_not_carried(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "dead")
    press(browsing, story, "dismiss")
    assert "Needs a look" not in page(browsing, story)
    dispatch(WED)
    assert not OutgoingEmail.objects.filter(kind="digest").exists()


def test_what_was_settled_in_another_window_is_said_so(browsing: Browsing, story: Story) -> None:
    told(story)
    email = in_trouble(story, "uncertain")
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
        OutgoingEmail.objects.filter(pk=email.pk).update(state="sent", sent_at=story.now)
        for action in ("arrived", "again", "dismiss"):
            answer = browser.post(reverse("decide_mail", args=[token, action]), follow=True)
            assert "settled meanwhile" in answer.content.decode()
        assert browser.post(reverse("decide_mail", args=[token, "burn"])).status_code == 404
        assert browser.get(reverse("decide_mail", args=[token, "again"])).status_code == 405


def test_an_address_that_does_not_exist_is_changed_not_tried_again(
    browsing: Browsing, story: Story
) -> None:
    told(story)
    email = in_trouble(story, "failed")
    Suppression.objects.create(address=email.rcpt, reason="550 5.1.1 nobody", at=story.now)
    words = page(browsing, story)
    assert "Send it again" not in words
    assert "Change my address" in words
    assert "No mail goes to this address" in words
    press(browsing, story, "again")
    email.refresh_from_db()
    assert email.state == "failed"


def refused_letter(story: Story) -> Message:
    story.to(State.ACKNOWLEDGED)
    in_trouble(story, "failed", kind="E1")
    return story.complaint.messages.get(letter="E1")


def send_to(browsing: Browsing, story: Story, address: str) -> Any:
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
        return browser.post(reverse("new_address", args=[token]), {"address": address}, follow=True)


def test_a_letter_that_was_refused_goes_to_another_address(
    browsing: Browsing, story: Story
) -> None:
    letter = refused_letter(story)
    words = page(browsing, story)
    assert "Letter to Greta Baker (greta@rye.example)" in words
    assert "Edit the address" in words

    answer = send_to(browsing, story, "greta@rye-and-co.example")

    assert "The letter is on its way to greta@rye-and-co.example." in answer.content.decode()
    assert "Needs a look" not in answer.content.decode()
    first, second = to_the_client()
    assert (second.to, second.subject, second.text) == (
        "greta@rye-and-co.example",
        first.subject,
        first.text,
    )
    letter.refresh_from_db()
    assert letter.to_email == "greta@rye-and-co.example"
    story.contact.refresh_from_db()
    assert story.contact.email == "greta@rye-and-co.example"
    assert story.events()[-1].title == "You sent “Letter E1” to greta@rye-and-co.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "x" * 400 + "@rye.example",
        "greta@rye.example\r\nBcc: all@rye.example",
        "greta@" + "r" * 300 + ".example",
        "\x00@rye.example",
    ],
)
def test_an_address_that_is_none_is_answered_and_nothing_goes_out(
    browsing: Browsing, story: Story, address: str
) -> None:
    refused_letter(story)
    answer = send_to(browsing, story, address)
    if answer.status_code == 422:
        assert len(to_the_client()) == 1
        return
    # A line break is a space: what is left may be an address after all, but only one.
    assert all(mail.to.count("@") == 1 for mail in to_the_client())


def test_deciding_about_a_letter_is_a_line_on_the_trail(browsing: Browsing, story: Story) -> None:
    refused_letter(story)
    OutgoingEmail.objects.filter(kind="E1").update(state="uncertain", uncertain_since=story.now)
    press(browsing, story, "arrived")
    assert story.events()[-1].title == "You noted that “Letter E1” arrived"


# Whether mail is moving.


def test_the_light_says_when_somebody_last_looked(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    assert "Reminders are not running" in page(browsing, story)
    assert "never" in page(browsing, story)
    health.beat("materialise", story.now - MINUTE)
    words = page(browsing, story)
    assert "Reminders are running" in words
    assert "1 minute ago" in words
    health.beat("materialise", story.now - 4 * MINUTE)
    words = page(browsing, story)
    assert "Nothing is lost; they go out when the worker is back." in words


def test_a_test_mail_says_that_mail_arrives_and_what_became_of_it(
    browsing: Browsing, story: Story
) -> None:
    with browsing(story) as browser:
        for _press in range(2):
            answer = browser.post(reverse("test_mail"), follow=True)
    words = answer.content.decode()
    assert f"A test mail is on its way to {story.user.email}." in words
    assert "The last test mail, today" in words
    [row] = OutgoingEmail.objects.filter(kind="test")
    mail = read(row)
    for part in (mail.text, mail.html):
        assert "If you can read this, reminders reach you." in part
    assert mail.to == story.user.email


def test_five_test_mails_are_enough(browsing: Browsing, story: Story) -> None:
    for _press in range(6):
        with browsing(story.later(MINUTE)) as browser:
            answer = browser.post(reverse("test_mail"), follow=True)
    assert "Five test mails in ten minutes are enough." in answer.content.decode()
    assert OutgoingEmail.objects.filter(kind="test").count() == 5


def test_a_test_mail_takes_no_room_from_reminders(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    for _press in range(5):
        with browsing(story.later(MINUTE)) as browser:
            browser.post(reverse("test_mail"))
    row = story.complaint.reminders.filter(kind="R1").earliest("due_at")
    Reminder.objects.filter(pk=row.pk).update(due_at=story.now)
    assert dispatch(story.now)["emitted"] == 1


def test_a_reminder_is_put_off_from_the_page(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        rows = browser.get(reverse("reminders")).context["rows"]
        url = reverse("reminder_action", args=[rows[0].token, "snooze"])
        assert "Remind you later?" in browser.get(url).content.decode()
        browser.post(url, {"until": "tomorrow"})
    assert ("R1", 0, "Wed 11 Mar 08:30", 20) in story.planned()


def test_what_was_carried_says_so(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "uncertain")
    dispatch(story.now + 20 * MINUTE)
    assert "Said once more today" in page(browsing, story, "told")


def test_a_project_is_listed_by_its_name(browsing: Browsing, story: Story) -> None:
    story.project.agreements.all().delete()
    story.project.started_on = story.today
    story.project.save()
    projects.plan(story.now)
    assert "Order form has no agreed policy yet" in page(browsing, story)


def test_two_freelancers_see_each_their_own(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    other = begin()
    other.project.client.name = "Somebody else"
    other.project.client.save()
    Story(other.user, other.project, other.contact, story.now).to(State.OPEN)
    assert "Somebody else" not in page(browsing, story)


def test_the_workspace_forgets_a_letter_somebody_decided_about(
    browsing: Browsing, story: Story
) -> None:
    refused_letter(story)
    url = reverse("complaint", args=[story.complaint.ref])
    with browsing(story) as browser:
        assert "This letter may not have arrived." in browser.get(url).content.decode()
    press(browsing, story, "dismiss")
    with browsing(story) as browser:
        assert "This letter may not have arrived." not in browser.get(url).content.decode()
