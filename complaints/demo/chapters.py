"""What each state of a complaint leaves in bulk, a function a state."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.given import GivenDate
from complaints.demo import chance as lots
from complaints.demo.batch import Batch
from complaints.demo.fate import Fate
from complaints.models import (
    Acknowledgement,
    CareWindow,
    ClientResponse,
    Delivery,
    Finding,
    Listening,
    Plan,
    PlanOption,
    Point,
    PointAnswer,
    Promise,
    Remedy,
    said_in,
)
from complaints.moves.closing import CARE_DAYS
from complaints.workflow import State
from policies.models import RevisionRound

WHAT = "The part they named done again, and a short note on what changed"
DAY = timedelta(days=1)
CARE = timedelta(days=CARE_DAYS)


def _listen(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    rows.add(
        Listening(
            complaint_id=complaint_id,
            paraphrase=fate.about["heard"],
            feelings=fate.chance.feelings(),
            wish=fate.chance.weighted(lots.WISHES),
            heard_at=moment,
        )
    )
    fate.about["point"] = rows.add(
        Point(complaint_id=complaint_id, number=1, text=fate.about["heard"], is_typed=False)
    )


def _acknowledge(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    planned = fate.at(State.PROPOSED)
    due_at = fate.due_on(State.ACKNOWLEDGED, (planned or moment) + DAY)
    rows.add(
        Acknowledgement(
            complaint_id=complaint_id,
            own_part=Acknowledgement.OwnPart.RESULT,
            plan_promised_on=due_at.date(),
            sent_at=moment,
        )
    )
    cause = fate.chance.weighted(lots.CAUSES)
    rows.add(
        Finding(
            complaint_id=complaint_id,
            cause=cause,
            lever=fate.chance.weighted(lots.LEVERS),
            cause_sentence=lots.SENTENCES[cause.split(".")[0]],
            noted_at=moment,
        )
    )
    fate.about["promise"] = rows.add(
        _promise(complaint_id, Promise.Kind.PLAN, "A plan", moment, fate.given(due_at), planned)
    )


def _offer(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    accepted, delivered = fate.at(State.IN_PROGRESS), fate.at(State.DELIVERED)
    plan = fate.about["plan"] = rows.add(
        Plan(
            complaint_id=complaint_id,
            round=1,
            state=Plan.State.ACCEPTED if accepted else Plan.State.SENT,
            nothing_to_add=True,
            answer_by=fate.due_on(State.PROPOSED, (accepted or moment) + 2 * DAY).date(),
            sent_at=moment,
            answered_at=accepted,
            **said_in(fate.calendar),
        )
    )
    kind = fate.about["kind"] = fate.chance.weighted(lots.KINDS)
    ready_on = fate.due_on(State.IN_PROGRESS, (delivered or moment) + 5 * DAY).date()
    option = fate.about["option"] = rows.add(
        PlanOption(plan=plan, letter="A", kind=kind, what=WHAT, ready_on=ready_on, currency="EUR")
    )
    fate.about["remedy"] = rows.add(
        Remedy(
            complaint_id=complaint_id,
            option=option,
            kind=kind,
            rung=PlanOption.RUNGS[kind],
            state=_remedy_state(fate),
            offered_at=moment,
            answered_at=accepted,
            delivered_at=delivered,
            judged_at=fate.at(State.RESOLVED),
        )
    )


def _remedy_state(fate: Fate) -> str:
    for state, verdict in (
        (State.RESOLVED, Remedy.State.JUDGED_OK),
        (State.DELIVERED, Remedy.State.DELIVERED),
        (State.IN_PROGRESS, Remedy.State.ACCEPTED),
    ):
        if fate.at(state):
            return verdict
    return Remedy.State.OFFERED


def _accept(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    delivered, option = fate.at(State.DELIVERED), fate.about["option"]
    rows.add(
        ClientResponse(
            complaint_id=complaint_id,
            plan=fate.about["plan"],
            option=option,
            kind=ClientResponse.Kind.ACCEPTS,
            source=fate.chance.weighted(lots.SOURCES),
            received_at=moment,
        )
    )
    # One in ten was late: a promise that is always kept measures nothing.
    was_late = fate.chance.random() < 0.1
    kept_by = (delivered or moment) + (-DAY if was_late else DAY)
    due_at = fate.due_on(State.IN_PROGRESS, kept_by)
    fate.about["promise"] = rows.add(
        _promise(complaint_id, Promise.Kind.READY, WHAT, moment, fate.given(due_at), delivered)
    )


def _deliver(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    checked = fate.at(State.RESOLVED)
    line = None
    if fate.about["kind"] != PlanOption.Kind.EXPLANATION:
        fate.rounds[fate.project.pk] += 1
        line = rows.add(
            RevisionRound(
                project_id=fate.project.pk,
                number=fate.rounds[fate.project.pk],
                type=RevisionRound.Type.CORRECTION,
                delivered_on=moment.date(),
                answered_on=checked.date() if checked else None,
                result=RevisionRound.Result.ACCEPTED if checked else RevisionRound.Result.OPEN,
            )
        )
    delivery = fate.about["delivery"] = rows.add(
        Delivery(
            complaint_id=complaint_id,
            remedy=fate.about["remedy"],
            round=line,
            deliverable="https://files.example.test/second-proof",
            feedback_by=fate.due_on(State.DELIVERED, (checked or moment) + DAY).date(),
            hours=Decimal(fate.chance.randint(1, 32)) / 4,
            delivered_at=moment,
            **said_in(fate.calendar),
        )
    )
    if checked is None:  # the screens read it while it is under way; measuring needs none
        rows.add(PointAnswer(delivery=delivery, point=fate.about["point"], outcome="done"))


def _confirm(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    rows.add(
        ClientResponse(
            complaint_id=complaint_id,
            kind=ClientResponse.Kind.RIGHT,
            source=fate.chance.weighted(lots.SOURCES),
            received_at=moment,
        )
    )


def _close(fate: Fate, complaint_id: int, moment: datetime, rows: Batch) -> None:
    starts_on = moment.date()
    if starts_on + CARE < fate.today:
        return  # over long ago; the lists of today never look for it
    rows.add(
        CareWindow(
            client_id=fate.project.client_id,
            complaint_id=complaint_id,
            starts_on=starts_on,
            ends_on=starts_on + CARE,
        )
    )


CHAPTERS = {
    State.OPEN: _listen,
    State.ACKNOWLEDGED: _acknowledge,
    State.PROPOSED: _offer,
    State.IN_PROGRESS: _accept,
    State.DELIVERED: _deliver,
    State.RESOLVED: _confirm,
    State.CLOSED: _close,
}


def _promise(
    complaint_id: int,
    kind: str,
    what: str,
    made_at: datetime,
    due: GivenDate,
    kept_at: datetime | None,
) -> Promise:
    return Promise(
        complaint_id=complaint_id,
        kind=kind,
        what=what,
        first_due_at=due.at,
        due_on=due.on,
        due_hour=due.hour,
        due_at=due.at,
        given_zone=due.zone,
        given_day_ends=due.day_ends,
        made_at=made_at,
        kept_at=kept_at,
    )
