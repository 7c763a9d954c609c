"""What every verb shares: one transaction, the guarded UPDATE, the event, and the reminders."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.formats import moment
from complaints import gates
from complaints.letters.release import Letter, release
from complaints.models import Complaint, Event
from complaints.reminders import due, schedule
from complaints.workflow import MOVES, STATE_WORDS, M, State
from outbox import queue

YOU = Event.Actor.YOU


class IllegalMoveError(Exception):
    """Raised when a move cannot start from the state the complaint is in; carries a sentence."""

    def __init__(self, complaint: Complaint) -> None:
        self.state = State(complaint.state)
        self.sentence = _(
            "This was already done, perhaps in another window. %(ref)s now stands at “%(state)s”."
        ) % {"ref": complaint.ref, "state": STATE_WORDS[self.state]}
        super().__init__(self.sentence)


@contextmanager
def transition(complaint: Complaint, *, now: datetime) -> Iterator[Complaint]:
    """Yield the complaint's fresh, locked row; then make its due date and reminders match it.

    Everything inside, the reminders and the queued mails commit together or not at all.
    """
    with transaction.atomic():
        row = (
            Complaint.objects.select_for_update(of=("self",))
            .select_related("owner__preferences", "client", "project", "contact")
            .get(pk=complaint.pk)
        )
        yield row
        due.refresh(row)
        schedule.replan(row, now=now)
        transaction.on_commit(queue.ring)


def advance(
    complaint: Complaint,
    move: M,
    *,
    by: str,
    now: datetime,
    title: str,
    detail: str = "",
    client_saw: bool = False,
    target: State | None = None,
    happened_at: datetime | None = None,
    **fields: Any,
) -> Event:
    """Make one move: check its gates, change the state where it still allows it, write the event.

    Raises GateClosedError when a gate is shut and IllegalMoveError when somebody was first.
    """
    row = MOVES[move]
    still_may(complaint, move)
    for gate in row.gates:
        if gate != "G5":  # asked with the type of round, in the verb that delivers
            gates.require(gate, complaint, now)
    before = complaint.state
    # A move that stays where it is writes the state it found: the guard needs a change to count.
    # Settling the last open thing resolves too: the one move whose target depends on the rest.
    target = row.target or target
    moved = {"state": target, "turn_since": now} if target else {"state": before}
    changes = fields | moved
    won = Complaint.objects.filter(pk=complaint.pk, state__in=row.sources).update(**changes)
    complaint.refresh_from_db()
    if not won:
        raise IllegalMoveError(complaint)
    return note(
        complaint,
        row.code.name.lower(),
        by=by,
        now=happened_at or now,
        title=title,
        detail=detail,
        client_saw=client_saw,
        move=move,
        from_state=before,
    )


def note(
    complaint: Complaint,
    verb: str,
    *,
    by: str,
    now: datetime,
    title: str,
    detail: str = "",
    client_saw: bool = False,
    move: M | None = None,
    from_state: str = "",
) -> Event:
    """Add one line to the trail."""
    return Event.objects.create(
        complaint=complaint,
        at=now,
        actor=by,
        move=move or "",
        verb=verb,
        from_state=from_state,
        to_state=complaint.state,
        title=title,
        detail=detail,
        client_saw=client_saw,
    )


def send_off(complaint: Complaint, letter: Letter, *, by: str, now: datetime) -> None:
    """Let the letter go; a call is a line of the trail, with when it was and what was noted."""
    message = release(complaint, letter, now=now)
    if letter.is_said:
        title = _("You said it in a call, %(when)s") % {"when": moment(message.sent_at, now)}
        note(complaint, "call", by=by, now=now, title=title, detail=letter.call_note)


def still_may(complaint: Complaint, move: M) -> None:
    """Pass when `move` may start from where the complaint is, else raise IllegalMoveError.

    A verb that reads the plan asks this first: in another state there may be no plan to read.
    """
    still_open(complaint, MOVES[move].sources)


def still_open(complaint: Complaint, allowed: frozenset[State]) -> None:
    """Pass when the complaint is in one of `allowed` states, else raise IllegalMoveError."""
    if State(complaint.state) not in allowed:
        raise IllegalMoveError(complaint)
