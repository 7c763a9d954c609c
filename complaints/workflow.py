"""The map of a complaint: its states, the 22 moves between them, its stages and screens. Read this
first.

Pure tables without queries. Screens, verbs and tests all read them, so that no button offers what
the
server refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    """Where a complaint stands."""

    DRAFT = "draft"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PROPOSED = "proposed"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[State, Lazy] = {
    State.DRAFT: _("Draft"),
    State.OPEN: _("To acknowledge"),
    State.ACKNOWLEDGED: _("To plan"),
    State.PROPOSED: _("Waiting for their answer"),
    State.IN_PROGRESS: _("Putting it right"),
    State.DELIVERED: _("Waiting for their check"),
    State.RESOLVED: _("Ready to close"),
    State.CLOSED: _("Closed"),
    State.WITHDRAWN: _("Withdrawn"),
}

ENDED = frozenset({State.CLOSED, State.WITHDRAWN})
LIVE = frozenset(State) - ENDED
THEIR_TURN = frozenset({State.PROPOSED, State.DELIVERED})
YOUR_TURN = LIVE - THEIR_TURN
# A complaint that was logged and can still be taken back as an error.
_OPEN_WORK = frozenset({State.OPEN, State.ACKNOWLEDGED, State.PROPOSED, State.IN_PROGRESS})


class M(StrEnum):
    """The 22 moves, by the code that the catalogue and the trail use."""

    START = "T1"
    SAVE = "T2"
    DISCARD = "T3"
    ACKNOWLEDGE = "T4"
    FIX_ON_THE_SPOT = "T5"
    SEND_PLAN = "T6"
    AGREE_IN_A_CALL = "T7"
    ACCEPT = "T8"
    DECLINE = "T9"
    LAPSE = "T10"
    UPDATE = "T11"
    DELIVER = "T12"
    CONFIRM = "T13"
    CONFIRM_BY_SILENCE = "T14"
    NOT_ENOUGH = "T15"
    CLOSE = "T16"
    END_WITHOUT_AGREEMENT = "T17"
    REOPEN = "T18"
    WITHDRAW = "T19"
    HOLD = "T20"
    SETTLE = "T21"
    OVERRIDE = "T22"


@dataclass(frozen=True)
class Confirm:
    """What is asked before a move that cannot be taken back, and what it will do.

    `what` may hold %(name)s, the first name of the person who is unhappy.
    """

    question: Lazy
    what: Lazy
    button: Lazy


@dataclass(frozen=True)
class Move:
    """One row of the table: from which states, to which one, and the gates on the way.

    `target` None means that the state stays. `sources` empty means that the move starts a
    complaint. `confirm` is asked before the move, where it cannot be taken back.
    """

    code: M
    words: Lazy
    sources: frozenset[State]
    target: State | None
    gates: tuple[str, ...] = ()
    confirm: Confirm | None = None


def _row(
    code: M,
    words: Lazy,
    sources: set[State] | frozenset[State],
    target: State | None,
    *gates: str,
    confirm: Confirm | None = None,
) -> tuple[M, Move]:
    return code, Move(code, words, frozenset(sources), target, gates, confirm)


_DISCARD = Confirm(
    _("Discard this draft?"),
    _("Their words and what you wrote are put away with it. Nothing was sent to %(name)s."),
    _("Discard it"),
)
_END_OFFER = Confirm(
    _("End this offer?"),
    _(
        "An answer to it can’t be noted any more, and it is your turn again. Nothing is sent to"
        " %(name)s: if they should know, tell them yourself."
    ),
    _("End the offer"),
)
_CLOSE = Confirm(
    _("Close it with this record?"),
    _("Closing can’t be taken back. Its reminders stop, and the record stays as it is here."),
    _("Close it"),
)


MOVES: dict[M, Move] = dict(
    [
        _row(M.START, _("Logged"), set(), State.DRAFT),
        _row(M.SAVE, _("Saved"), {State.DRAFT}, State.OPEN, "G1"),
        _row(M.DISCARD, _("Discarded"), {State.DRAFT}, State.WITHDRAWN, confirm=_DISCARD),
        _row(M.ACKNOWLEDGE, _("Replied"), {State.OPEN}, State.ACKNOWLEDGED, "G1"),
        _row(M.FIX_ON_THE_SPOT, _("Fixed on the spot"), {State.OPEN}, State.DELIVERED),
        _row(M.SEND_PLAN, _("Plan sent"), {State.ACKNOWLEDGED}, State.PROPOSED, "G2", "G3", "G4"),
        _row(M.AGREE_IN_A_CALL, _("Agreed in a call"), {State.ACKNOWLEDGED}, State.IN_PROGRESS),
        _row(M.ACCEPT, _("Option accepted"), {State.PROPOSED}, State.IN_PROGRESS),
        _row(M.DECLINE, _("Answered otherwise"), {State.PROPOSED}, State.ACKNOWLEDGED),
        _row(
            M.LAPSE,
            _("No answer in time"),
            {State.PROPOSED},
            State.ACKNOWLEDGED,
            confirm=_END_OFFER,
        ),
        _row(M.UPDATE, _("Update sent"), {State.IN_PROGRESS}, None),
        _row(M.DELIVER, _("Delivered"), {State.IN_PROGRESS}, State.DELIVERED, "G5"),
        _row(M.CONFIRM, _("Confirmed"), {State.DELIVERED}, State.RESOLVED),
        _row(M.CONFIRM_BY_SILENCE, _("No reply"), {State.DELIVERED}, State.RESOLVED),
        _row(M.NOT_ENOUGH, _("Not right yet"), {State.DELIVERED}, State.ACKNOWLEDGED),
        _row(M.CLOSE, _("Closed"), {State.RESOLVED}, State.CLOSED, "G7", confirm=_CLOSE),
        _row(
            M.END_WITHOUT_AGREEMENT,
            _("Ended without agreement"),
            {State.ACKNOWLEDGED, State.PROPOSED, State.IN_PROGRESS, State.DELIVERED},
            State.CLOSED,
            "G7",
        ),
        _row(M.REOPEN, _("Reopened"), {State.CLOSED}, State.ACKNOWLEDGED),
        _row(M.WITHDRAW, _("Withdrawn"), _OPEN_WORK, State.WITHDRAWN),
        _row(M.HOLD, _("Put on hold"), LIVE, None),
        # Settling the last open thing also resolves; a payment may be marked in any state.
        _row(M.SETTLE, _("Money settled"), frozenset(State), None),
        _row(M.OVERRIDE, _("Went on with a reason"), LIVE, None),
    ]
)


def may(move: M, state: State | str) -> bool:
    """Say whether `move` may start from `state`."""
    return State(state) in MOVES[move].sources


def moves_from(state: State | str) -> list[M]:
    """Return the moves that may start from `state`, in the order of the table."""
    return [code for code in MOVES if may(code, state)]


class Stage(StrEnum):
    """The stages that the workspace lists."""

    LISTEN = "listen"
    ACKNOWLEDGE = "acknowledge"
    CAUSE = "cause"
    PLAN = "plan"
    PUT_RIGHT = "put-right"
    MONEY = "money"
    CLOSE = "close"


STAGE_WORDS: dict[Stage, Lazy] = {
    Stage.LISTEN: _("Listen"),
    Stage.ACKNOWLEDGE: _("Acknowledge"),
    Stage.CAUSE: _("Find the cause"),
    Stage.PLAN: _("Plan"),
    Stage.PUT_RIGHT: _("Put it right"),
    Stage.MONEY: _("Money"),
    Stage.CLOSE: _("Close"),
}


@dataclass(frozen=True)
class Place:
    """Where a screen stands: its stage, and the states in which its form may be sent."""

    slug: str
    stage: Stage
    open_in: frozenset[State]


_TALKING = frozenset({State.DRAFT, State.OPEN, State.ACKNOWLEDGED})

PLACES: dict[str, Place] = {
    place.slug: place
    for place in [
        Place("words", Stage.LISTEN, frozenset({State.DRAFT})),
        Place("heard", Stage.LISTEN, _TALKING),
        Place("check", Stage.LISTEN, frozenset({State.DRAFT})),
        Place("acknowledge", Stage.ACKNOWLEDGE, frozenset({State.OPEN})),
        Place(
            "cause",
            Stage.CAUSE,
            frozenset(
                {
                    State.OPEN,
                    State.ACKNOWLEDGED,
                    State.PROPOSED,
                    State.IN_PROGRESS,
                    State.DELIVERED,
                    State.RESOLVED,
                }
            ),
        ),
        Place("options", Stage.PLAN, frozenset({State.OPEN, State.ACKNOWLEDGED})),
        Place("dates", Stage.PLAN, frozenset({State.OPEN, State.ACKNOWLEDGED})),
        Place("send-plan", Stage.PLAN, frozenset({State.ACKNOWLEDGED})),
        Place("agreed-in-a-call", Stage.PLAN, frozenset({State.ACKNOWLEDGED})),
        Place("answer", Stage.PLAN, frozenset({State.PROPOSED})),
        Place("round", Stage.PUT_RIGHT, frozenset({State.IN_PROGRESS})),
        Place("their-check", Stage.PUT_RIGHT, frozenset({State.DELIVERED})),
        Place("money", Stage.MONEY, frozenset({State.ACKNOWLEDGED})),
        Place("money-offer", Stage.MONEY, frozenset({State.ACKNOWLEDGED})),
        Place("settle", Stage.MONEY, frozenset({State.IN_PROGRESS})),
        Place("close", Stage.CLOSE, frozenset({State.RESOLVED})),
    ]
}

INTAKE = ("project", "words", "heard", "check")


def next_screen(state: State | str, is_done: Callable[[str], bool]) -> str | None:
    """Return the slug of the screen to do next, or None when nothing is left.

    `is_done` says of a slug whether its answers are there. While it is the client's turn the next
    screen is the one that records their answer.
    """
    path: dict[State, tuple[str, ...]] = {
        State.DRAFT: ("words", "heard", "check"),
        State.OPEN: ("acknowledge",),
        State.ACKNOWLEDGED: ("cause", "options", "dates", "send-plan"),
        State.PROPOSED: ("answer",),
        State.IN_PROGRESS: ("round",),
        State.DELIVERED: ("their-check",),
        State.RESOLVED: ("close",),
    }
    return next((slug for slug in path.get(State(state), ()) if not is_done(slug)), None)
