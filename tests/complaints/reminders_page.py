"""How tests read the page of reminders and press its buttons, and how a mail gets into trouble."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from complaints.models import Message
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.story import HOUR, Story

Browsing = Callable[[Story], Any]


def page(browsing: Browsing, story: Story, show: str = "planned", number: int = 1) -> str:
    """Return the page with one of its lists, as the freelancer sees it."""
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
    """Let the first reminder of an open complaint go out."""
    story.to(State.OPEN).later(5 * HOUR)
    dispatch(story.now)
    return story


def refused_letter(story: Story) -> Message:
    """Let the first letter be refused and return it."""
    story.to(State.ACKNOWLEDGED)
    in_trouble(story, "failed", kind="E1")
    return story.complaint.messages.get(letter="E1")


def send_to(browsing: Browsing, story: Story, address: str) -> Any:
    """Write another address beside the first mail that needs a look."""
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
        return browser.post(reverse("new_address", args=[token]), {"address": address}, follow=True)
