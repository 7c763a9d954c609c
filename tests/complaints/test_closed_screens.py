"""What a finished letter and a shut gate say on the pages."""

from typing import Any

import pytest
from django.urls import reverse

from complaints.workflow import State
from outbox.models import MailState, OutgoingEmail
from tests.complaints.page import url_of
from tests.complaints.shut_gates import without_finding, without_their_answer
from tests.complaints.steps import letter
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db


def page_of(story: Story, browsing: Any, url: str) -> str:
    with browsing(story) as browser:
        page = browser.get(url)
    assert page.status_code == 200
    return page.content.decode()


# The foot of a letter that was kept.

FEET = {
    MailState.SENT: "Sent by email, ",
    MailState.QUEUED: "By email, waiting to go out, ",
    MailState.FAILED: "By email, refused by the mail server, ",
}


@pytest.mark.parametrize("state", FEET)
def test_a_kept_letter_says_whether_it_was_sent(story: Story, browsing: Any, state: str) -> None:
    story.to(State.ACKNOWLEDGED)
    sent_at = story.now if state == MailState.SENT else None
    OutgoingEmail.objects.update(state=state, sent_at=sent_at)
    page = page_of(story, browsing, url_of(story.complaint, "acknowledge"))
    assert f'<div class="sheet-foot"><span>{FEET[state]}' in page
    assert "Send email" not in page


@pytest.mark.parametrize(
    ("mode", "words"), [("copy", "Copied, marked as sent, "), ("call", "Said in a call, ")]
)
def test_a_kept_letter_says_how_it_reached_them(
    story: Story, browsing: Any, mode: str, words: str
) -> None:
    story.to(State.OPEN).acknowledge(letter=letter("E1", mode))
    page = page_of(story, browsing, url_of(story.complaint, "acknowledge"))
    assert f'<div class="sheet-foot"><span>{words}' in page


# What a shut gate says stands in the way.


def test_closing_is_not_sending(story: Story, browsing: Any) -> None:
    story.to(State.RESOLVED)
    without_their_answer(story)
    for url in (
        url_of(story.complaint, "close"),
        reverse("override", args=[story.complaint.ref, "G7"]),
    ):
        page = page_of(story, browsing, url)
        assert "Before this can be closed" in page
        assert "Before this can go out" not in page


def test_a_letter_that_is_held_back_has_not_gone_out(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    without_finding(story)
    assert "Before this can go out" in page_of(
        story, browsing, url_of(story.complaint, "send-plan")
    )


@pytest.mark.parametrize(
    ("gate", "words"), [("G6", "Before money opens"), ("G6b", "Before a full refund opens")]
)
def test_money_opens(story: Story, browsing: Any, gate: str, words: str) -> None:
    story.to(State.ACKNOWLEDGED)
    page = page_of(story, browsing, reverse("override", args=[story.complaint.ref, gate]))
    assert words in page
    assert "Before this can go out" not in page
