"""The mails of one complaint hang together in a mail program, and answers reach the freelancer."""

import re

import pytest

from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import read
from tests.complaints.reminder_link import sent_first
from tests.complaints.reminding import WED
from tests.complaints.story import HOUR, Story

pytestmark = pytest.mark.django_db


def test_the_mails_of_one_complaint_share_a_thread(story: Story) -> None:
    sent_first(story)
    first = OutgoingEmail.objects.get(kind="R1")
    OutgoingEmail.objects.filter(pk=first.pk).update(state="sent", sent_at=story.now)
    dispatch(WED + HOUR)
    [one, two] = [read(row) for row in OutgoingEmail.objects.order_by("created_at")]
    root = one.headers["References"]
    assert re.fullmatch(r"<r\.[0-9a-f]{32}@127\.0\.0\.1>", root)
    assert one.headers["In-Reply-To"] == root
    assert two.headers["References"].split() == [root, first.message_id]
    assert two.headers["In-Reply-To"] == first.message_id
    for mail in (one, two):
        assert mail.headers["Auto-Submitted"] == "auto-generated"
        assert mail.headers["X-Auto-Response-Suppress"] == "All"
        assert "Reply-To" not in mail.headers


def test_a_mail_that_did_not_go_out_is_not_named_in_the_thread(story: Story) -> None:
    sent_first(story)
    dispatch(WED + HOUR)
    [_one, two] = [read(row) for row in OutgoingEmail.objects.order_by("created_at")]
    assert len(two.headers["References"].split()) == 1


def test_letters_share_a_thread_of_their_own_and_answers_reach_the_freelancer(
    story: Story,
) -> None:
    story.to(State.PROPOSED)
    [first, second] = [
        read(row) for row in OutgoingEmail.objects.filter(audience="client").order_by("created_at")
    ]
    assert first.headers["References"] == second.headers["References"]
    assert first.headers["Reply-To"] == "answers@tester.example"
