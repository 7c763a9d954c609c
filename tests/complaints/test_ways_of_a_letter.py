"""How a letter leaves: by mail, copied or said in a call; to whom, and from whom."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.formats import plain
from complaints.models import Message
from complaints.workflow import State
from outbox.message import BadAddress
from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_client
from tests.complaints.page import form_on, post, send, url_of, words_of
from tests.complaints.story import HOUR, MINUTE, Story, everything
from tests.factories import ClientFactory, ContactFactory

pytestmark = pytest.mark.django_db

CALLS = {
    "without a moment": (
        {"said_at_day": "", "said_at_time": "", "call_note": "I said I heard."},
        "Enter when you said it",
    ),
    "tomorrow": (
        {"said_at_day": "2026-03-11", "call_note": "I said I heard."},
        "Enter a day and time that is not in the future",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_says_when(story: Story, browsing: Any, name: str) -> None:
    answers, sentence = CALLS[name]
    story.to(State.OPEN)
    with browsing(story) as browser:
        page = send(
            browser,
            story.complaint,
            "acknowledge",
            own_part="result",
            send_mode="call",
            **answers,
        )
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_what_was_said_in_a_call_is_kept_and_not_mailed(story: Story, browsing: Any) -> None:
    story.to(State.OPEN).later(2 * HOUR)
    with browsing(story) as browser:
        response = send(
            browser,
            story.complaint,
            "acknowledge",
            own_part="result",
            send_mode="call",
            said_at_time="12:30",
            call_note="I said I heard. A plan comes on Thursday.",
        )
    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.send_mode, message.email) == ("call", None)
    assert message.call_note == "I said I heard. A plan comes on Thursday."
    assert message.sent_at == story.calendar.at(story.today, message.sent_at.time()).replace(
        hour=11, minute=30
    )
    assert to_the_client() == []
    assert story.fresh().state == "acknowledged"
    # The words that stood on the screen were not sent.
    assert (message.subject, message.body) == ("", "")
    trail = [(event.title, event.detail) for event in story.events()]
    assert [(plain(title), detail) for title, detail in trail][-1] == (
        "You said it in a call, Tuesday 10 March 12:30",
        "I said I heard. A plan comes on Thursday.",
    )
    with browsing(story) as browser:
        page = words_of(browser.get(url_of(story.complaint, "acknowledge")))
        assert "I said I heard. A plan comes on Thursday." in page
        assert "What I understood" not in page
        seen = browser.get(reverse("complaint", args=[story.complaint.ref]), {"saw": "client"})
        assert "You said it in a call" not in words_of(seen)


@pytest.mark.parametrize("body", ["", "Hi [what is yours to own]", "One"])
def test_a_call_needs_no_note_and_no_letter(story: Story, browsing: Any, body: str) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        sent = post(
            browser,
            story.complaint,
            "acknowledge",
            own_part="result",
            send_mode="call",
            call_note="",
            body=body,
        )
        page = browser.get(sent["Location"])
    assert "Your reply is noted. The likely cause is next." in words_of(page)
    assert "on its way" not in words_of(page)
    assert Message.objects.get().body == ""


def test_the_button_of_a_letter_says_what_it_does(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        page = words_of(browser.get(url_of(story.complaint, "acknowledge")))
    for words in ("Send the reply", "I have sent it myself", "Note the call"):
        assert f"{words}</span>" in page
    assert 'data-copy="#id_body"' in page


def test_a_plan_that_was_told_is_not_called_sent(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        send(browser, story.complaint, "send-plan", send_mode="call")
    titles = [event.title for event in story.events()]
    assert "You told them the plan" in titles
    assert "You sent the plan" not in titles


def test_a_copied_letter_is_marked_as_sent_and_not_mailed(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        send(browser, story.complaint, "acknowledge", own_part="result", send_mode="copy")
    assert Message.objects.get().send_mode == "copy"
    assert to_the_client() == []
    assert story.fresh().state == "acknowledged"


def test_without_an_address_it_is_copied_or_said_and_the_page_says_so(
    story: Story, browsing: Any
) -> None:
    story.project.client.contacts.update(email="")
    story.contact.refresh_from_db()
    story.to(State.OPEN)
    with browsing(story) as browser:
        first = form_on(browser.get(url_of(story.complaint, "acknowledge")))
        assert first.values["send_mode"] == ["copy"]
        page = send(browser, story.complaint, "acknowledge", own_part="result", send_mode="email")
    assert page.status_code == 422
    assert "There is no email address for Greta." in page.content.decode()


def test_two_letters_of_one_kind_are_two_mails(story: Story) -> None:
    story.to(State.PROPOSED).later(MINUTE).decline().later(MINUTE)
    story.options().dates().send_plan()
    keys = [row.dedupe_key for row in OutgoingEmail.objects.filter(kind="E2")]
    assert len(set(keys)) == 2


def test_the_letter_goes_to_the_person_who_is_unhappy_not_to_the_main_contact(
    story: Story,
) -> None:
    client = story.project.client
    helper = ContactFactory(client=client, name="Ida", email="ida@rye.example", is_main=False)
    story.contact = helper
    story.to(State.ACKNOWLEDGED)
    assert [mail.to for mail in to_the_client()] == ["ida@rye.example"]


def test_without_an_address_for_answers_they_reach_the_account(story: Story) -> None:
    preferences = story.user.preferences
    preferences.reply_to, preferences.sender_name = "", "Tess of the Forms"
    preferences.save()
    story.to(State.ACKNOWLEDGED)
    [mail] = to_the_client()
    assert mail.headers["Reply-To"] == story.user.email
    assert mail.headers["From"] == "Tess of the Forms <amends@127.0.0.1>"


def test_the_move_and_its_letter_happen_together_or_not_at_all(story: Story) -> None:
    contact = story.contact
    story.to(State.OPEN)
    type(contact).objects.filter(pk=contact.pk).update(email="no address")
    before = everything()
    with pytest.raises(BadAddress):
        story.acknowledge()
    assert everything() == before


def test_strangers_of_the_same_name_are_not_mixed_up(story: Story) -> None:
    ContactFactory(client=ClientFactory(owner=story.user), name="Greta Baker")
    story.to(State.ACKNOWLEDGED)
    assert [mail.to for mail in to_the_client()] == ["greta@rye.example"]
