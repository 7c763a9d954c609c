"""A mail that needs a look: what is shown of it, and what can be decided about it."""

import pytest
from django.urls import reverse

from complaints.reminders.dispatch import dispatch
from outbox.models import OutgoingEmail, Suppression
from tests.complaints.reminders_page import Browsing, in_trouble, page, press, told
from tests.complaints.reminding import WED
from tests.complaints.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


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
