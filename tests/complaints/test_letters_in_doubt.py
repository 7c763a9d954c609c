"""Letters that came too late or were decided about: what is shown of them and what can be done."""

import pytest
from django.urls import reverse

from complaints.models import Message
from complaints.workflow import State
from tests.complaints.mail import to_the_client
from tests.complaints.reminders_page import (
    Browsing,
    in_trouble,
    page,
    press,
    refused_letter,
    send_to,
    told,
)
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db


def too_late(story: Story) -> Message:
    story.to(State.ACKNOWLEDGED)
    in_trouble(story, "expired", kind="E1")
    return story.complaint.messages.get(letter="E1")


def test_a_letter_that_came_too_late_is_shown_and_can_go_out_after_all(
    browsing: Browsing, story: Story
) -> None:
    letter = too_late(story)
    words = page(browsing, story)
    assert "Letter to Greta Baker" in words
    assert "too late to be useful" in words
    with browsing(story) as browser:
        url = reverse("complaint", args=[story.complaint.ref])
        assert "This letter may not have arrived." in browser.get(url).content.decode()

    assert "It is on its way once more." in press(browsing, story, "again").content.decode()
    assert letter.email is not None
    letter.email.refresh_from_db()
    assert letter.email.state == "queued"


def test_today_says_that_a_letter_may_not_have_arrived(browsing: Browsing, story: Story) -> None:
    refused_letter(story)
    with browsing(story) as browser:
        assert "A mail may not have arrived." in browser.get(reverse("today")).content.decode()
    press(browsing, story, "dismiss")
    with browsing(story) as browser:
        assert "may not have arrived" not in browser.get(reverse("today")).content.decode()


def test_a_letter_that_came_too_late_can_be_left(browsing: Browsing, story: Story) -> None:
    too_late(story)
    assert "It is left as it is." in press(browsing, story, "dismiss").content.decode()
    assert "Needs a look" not in page(browsing, story)


def test_a_letter_that_came_too_late_goes_to_another_address(
    browsing: Browsing, story: Story
) -> None:
    too_late(story)
    send_to(browsing, story, "greta@rye-and-co.example")
    assert [mail.to for mail in to_the_client()][-1] == "greta@rye-and-co.example"
    assert "Needs a look" not in page(browsing, story)


def test_a_reminder_that_came_too_late_needs_no_look(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "expired")
    assert "Needs a look" not in page(browsing, story)


@pytest.mark.parametrize("decided", ["elsewhere", "dismiss"])
def test_a_letter_that_was_decided_about_does_not_go_out_again(
    browsing: Browsing, story: Story, decided: str
) -> None:
    letter = refused_letter(story)
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
    if decided == "dismiss":
        press(browsing, story, "dismiss")
    else:
        send_to(browsing, story, "greta@rye-and-co.example")
    with browsing(story) as browser:
        answer = browser.post(reverse("decide_mail", args=[token, "again"]), follow=True)
    assert "settled meanwhile" in answer.content.decode()
    assert letter.email is not None
    letter.email.refresh_from_db()
    assert letter.email.state == "failed"
