"""The trail as the workspace shows it: events with their marks, and the records of one stage."""

from dataclasses import dataclass
from datetime import datetime

from complaints.models import Complaint, Event, Message
from complaints.workflow import Stage

EVENTS_SHOWN = 50
LETTER_STAGES = {
    Stage.ACKNOWLEDGE: ("E1",),
    Stage.PLAN: ("E2",),
    Stage.PUT_RIGHT: ("E5",),
    Stage.MONEY: ("E7",),
    Stage.CLOSE: ("E8",),
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline; `mark` is the class of its mark."""

    at: datetime
    title: str
    detail: str
    mark: str
    is_private: bool


def lines(complaint: Complaint, *, only_seen: bool) -> list[Line]:
    """Return the latest events first; with `only_seen`, those the client saw."""
    events = complaint.events.order_by("-at", "-pk")
    if only_seen:
        events = events.filter(client_saw=True)
    return [_line(event) for event in events[:EVENTS_SHOWN]]


def record_of(complaint: Complaint, stage: Stage) -> list[Message]:
    """Return the letters that went out in one stage, the latest first."""
    codes = LETTER_STAGES.get(stage, ())
    return list(
        complaint.messages.filter(letter__in=codes).select_related("email").order_by("-sent_at")
    )


def _line(event: Event) -> Line:
    theirs = {"save", "accept", "decline", "confirm", "not_enough", "agree_in_a_call"}
    if event.verb in theirs:
        mark = "mark-theirs"
    else:
        mark = "mark-yours" if event.client_saw else "mark-todo"
    return Line(
        at=event.at,
        title=event.title,
        detail=event.detail,
        mark=mark,
        is_private=not event.client_saw,
    )
