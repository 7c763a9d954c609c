"""How tests open the links of a reminder and press the buttons behind them."""

from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from complaints.models import Reminder
from complaints.reminders import links
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.story import HOUR, Story


def the(story: Story, kind: str, firing: int = 0) -> Reminder:
    """Return the reminder of this kind that goes to the freelancer."""
    return story.complaint.reminders.get(kind=kind, firing=firing, dedupe_key__endswith="owner")


def path(row: Reminder, action: str = "") -> str:
    """Return where the link of a reminder leads on our own site."""
    return links.url_for(row, action).removeprefix("http://127.0.0.1:8000")


def ask(row: Reminder, action: str, story: Story, **answers: Any) -> HttpResponse:
    """Press the button of a link's page, as somebody who has not signed in."""
    with time_machine.travel(story.now, tick=False):
        return Client().post(path(row, action), answers)


def sent_first(story: Story) -> Reminder:
    """Let the first reminder of an open complaint go out and return it."""
    story.to(State.OPEN).later(5 * HOUR)
    dispatch(story.now)
    return the(story, "R1")
