"""One complaint in bulk: its row, its trail and its chapters, without running the verbs."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Model

from complaints.demo import chance as lots
from complaints.demo.batch import Batch
from complaints.demo.chance import STEPS
from complaints.demo.chapters import CHAPTERS, DAY, WHAT
from complaints.demo.fate import Fate
from complaints.models import (
    Acknowledgement,
    CareWindow,
    ClientResponse,
    Complaint,
    Delivery,
    Event,
    Finding,
    Listening,
    Plan,
    PlanOption,
    PlanStep,
    Point,
    PointAnswer,
    Promise,
    Remedy,
    Reminder,
    said_in,
)
from complaints.workflow import MOVES, M, State
from policies.models import RevisionRound

# What others point to comes first.
ORDER: tuple[type[Model], ...] = (
    Listening,
    Point,
    Acknowledgement,
    Finding,
    Plan,
    PlanOption,
    PlanStep,
    RevisionRound,
    Remedy,
    Delivery,
    PointAnswer,
    Promise,
    ClientResponse,
    CareWindow,
    Event,
    Reminder,
)
LEAVES: frozenset[type[Model]] = frozenset({Listening, Acknowledgement, Finding, CareWindow, Event})
TITLES = {
    M.START: "You logged it",
    M.SAVE: "Their message arrived",
    M.DISCARD: "You discarded the draft",
    M.ACKNOWLEDGE: "You replied",
    M.SEND_PLAN: "You sent the plan",
    M.ACCEPT: "They chose option A",
    M.DELIVER: "You delivered",
    M.CONFIRM: "They confirmed that it is right",
    M.CLOSE: "You closed it",
}
MOVES_TO = {
    State.DRAFT: M.START,
    State.OPEN: M.SAVE,
    State.ACKNOWLEDGED: M.ACKNOWLEDGE,
    State.PROPOSED: M.SEND_PLAN,
    State.IN_PROGRESS: M.ACCEPT,
    State.DELIVERED: M.DELIVER,
    State.RESOLVED: M.CONFIRM,
    State.CLOSED: M.CLOSE,
}


def batch() -> Batch:
    """Return an empty batch for the rows of complaints."""
    return Batch(ORDER, LEAVES)


def tell(fate: Fate, rows: Batch) -> None:
    """Put into `rows` what belongs to a complaint that is inserted already."""
    complaint_id = fate.complaint.pk
    _events(fate, complaint_id, rows)
    for state, chapter in CHAPTERS.items():
        moment = fate.at(state)
        if moment is not None:
            chapter(fate, complaint_id, moment, rows)


def complaint_of(fate: Fate) -> Complaint:
    """Return the complaint itself, not inserted yet."""
    chance, moments = fate.chance, fate.moments
    words, fate.about["heard"] = chance.words()
    is_closed = fate.state == State.CLOSED
    is_given = fate.state != State.OPEN
    return Complaint(
        owner_id=fate.owner.pk,
        number=fate.number,
        client_id=fate.project.client_id,
        project_id=fate.project.pk,
        contact_id=fate.contact.pk,
        state=fate.state,
        words=words,
        channel=chance.weighted(lots.CHANNELS),
        received_at=moments[0] - timedelta(minutes=chance.randint(2, 600)),
        due_at=fate.due_at,
        due_on=fate.calendar.today(fate.due_at) if fate.due_at and is_given else None,
        turn_since=moments[-1],
        ack_due_at=_ack_due(fate),
        acknowledged_at=fate.at(State.ACKNOWLEDGED),
        resolved_at=fate.at(State.RESOLVED),
        closed_at=fate.at(State.CLOSED),
        plan_round=1 if fate.at(State.PROPOSED) else 0,
        outcome=chance.weighted(lots.OUTCOMES) if is_closed else "",
        satisfaction=chance.weighted(lots.SATISFACTION) if is_closed else None,
        summary=WHAT if is_closed else "",
        hours_total=Decimal(chance.randint(2, 40)) / 4 if is_closed else None,
        withdrawn_reason="discarded" if fate.state == State.WITHDRAWN else "",
        replanned_at=moments[-1],
        **said_in(fate.calendar),
    )


def _ack_due(fate: Fate) -> datetime | None:
    saved = fate.at(State.OPEN)
    if saved is None:
        return None
    return fate.due_on(State.OPEN, saved + DAY)


def _events(fate: Fate, complaint_id: int, rows: Batch) -> None:
    before: str = ""
    for state, moment in zip(STEPS, fate.moments, strict=False):
        if state == State.DRAFT and fate.at(State.OPEN):
            before = state
            continue  # one row in eight less; saving follows at once
        is_discarded = state == State.OPEN and fate.state == State.WITHDRAWN
        move = M.DISCARD if is_discarded else MOVES_TO[state]
        row = MOVES[move]
        rows.add(
            Event(
                complaint_id=complaint_id,
                at=moment,
                actor=Event.Actor.YOU,
                move=move,
                verb=row.code.name.lower(),
                from_state=before,
                to_state=row.target or before,
                title=TITLES[move],
                client_saw=move not in {M.START, M.DISCARD},
            )
        )
        before = row.target or before
