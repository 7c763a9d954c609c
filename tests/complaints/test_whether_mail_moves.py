"""Whether mail is moving: the light on the page of reminders, and the test mail."""

import pytest
from django.urls import reverse

from complaints.models import Reminder
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import health
from outbox.models import OutgoingEmail
from tests.complaints.mail import read
from tests.complaints.reminders_page import Browsing, page
from tests.complaints.story import MINUTE, Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


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
