"""The verbs of putting it right: hand it over (T12), and take the client's check (T13, T15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.formats import day
from complaints.gates import GateClosedError, Missing, require_round
from complaints.letters.release import Letter, release
from complaints.models import (
    Complaint,
    Delivery,
    PlanOption,
    PlanStep,
    Point,
    PointAnswer,
    Promise,
    Remedy,
    said_in,
)
from complaints.moves import promises
from complaints.moves.answering import Answer, record
from complaints.moves.base import YOU, advance, note, still_open, transition
from complaints.moves.intake import forget_draft
from complaints.moves.planning import next_plan, promise_plan
from complaints.reminders import actions
from complaints.workflow import M, State
from policies import rounds
from policies.models import RevisionRound

WORDS_ONLY = PlanOption.Kind.EXPLANATION


@dataclass(frozen=True)
class PointResult:
    """What happened with one point, by its number."""

    number: int
    outcome: str
    note: str = ""


def deliver(
    complaint: Complaint,
    *,
    round_type: str,
    reason: str,
    results: Sequence[PointResult],
    deliverable: str,
    feedback_by: date,
    hours: Decimal | None,
    letter: Letter,
    by: str = YOU,
    now: datetime,
) -> None:
    """T12: the accepted remedy is handed over, point by point, and its round enters the ledger.

    `round_type` is empty for an explanation, which uses no round. Raises GateClosedError when no
    included round is left, a point has no answer, or what they accepted is money.
    """
    with transition(complaint, now=now) as row:
        still_open(row, frozenset({State.IN_PROGRESS}))
        remedy = row.remedies.select_related("option__plan").get(state=Remedy.State.ACCEPTED)
        if remedy.option.is_money:
            # A hand-over would end the reminders of what is still to be paid.
            sentence = _("They accepted money. Note here when you sent it")
            raise GateClosedError("G5", [Missing(sentence, "settle")])
        require_round(round_type, row, now)
        points = _answered(row, results)
        line = _ledger_line(row, remedy, round_type, reason, hours, now)
        advance(
            row,
            M.DELIVER,
            by=by,
            now=now,
            title=_("You delivered"),
            detail=_("%(what)s. Please check by %(day)s.")
            % {"what": _round_words(line), "day": day(feedback_by, now)},
            client_saw=True,
        )
        delivery = Delivery.objects.create(
            complaint=row,
            remedy=remedy,
            round=line,
            deliverable=deliverable,
            feedback_by=feedback_by,
            hours=hours,
            delivered_at=now,
            **said_in(row.owner.preferences.calendar()),
        )
        PointAnswer.objects.bulk_create(
            PointAnswer(delivery=delivery, point=point, outcome=result.outcome, note=result.note)
            for point, result in points
        )
        _settle_steps(row, remedy, now)
        Remedy.objects.filter(pk=remedy.pk).update(state=Remedy.State.DELIVERED, delivered_at=now)
        release(row, letter, now=now)
        forget_draft(row, "round")


def mark_step_done(complaint: Complaint, position: int, *, by: str = YOU, now: datetime) -> None:
    """Mark one step of the accepted plan as done; its promise is kept."""
    with transition(complaint, now=now) as row:
        step = _accepted_step(row, position)
        if step is None or step.done_at is not None:
            return
        PlanStep.objects.filter(pk=step.pk).update(state=PlanStep.State.DONE, done_at=now)
        Promise.objects.filter(step=step, kept_at=None, released_at=None).update(kept_at=now)
        note(row, "step_done", by=by, now=now, title=_("Done: %(step)s") % {"step": step.what})


def reopen_step(complaint: Complaint, position: int, *, by: str = YOU, now: datetime) -> None:
    """Take back that one step of the accepted plan is done: its promise and reminders count
    again."""
    with transition(complaint, now=now) as row:
        step = _accepted_step(row, position)
        if step is None or step.done_at is None:
            return
        kept = Promise.objects.filter(step=step, kept_at=step.done_at)
        PlanStep.objects.filter(pk=step.pk).update(state=PlanStep.State.TO_DO, done_at=None)
        for promise in kept:
            Promise.objects.filter(pk=promise.pk).update(kept_at=None)
            actions.undo_done(promise, now=now)
        title = _("Not done after all: %(step)s") % {"step": step.what}
        note(row, "step_reopened", by=by, now=now, title=title)


def _accepted_step(row: Complaint, position: int) -> PlanStep | None:
    """Return a step of the accepted plan; raises IllegalMoveError when nobody works on it now."""
    still_open(row, frozenset({State.IN_PROGRESS}))
    remedy = row.remedies.select_related("option").get(state=Remedy.State.ACCEPTED)
    return PlanStep.objects.filter(plan=remedy.option.plan_id, position=position).first()


def confirm(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T13: the client says that it is right."""
    with transition(complaint, now=now) as row:
        advance(
            row,
            M.CONFIRM,
            by=by,
            now=now,
            title=_("They confirmed that it is right"),
            detail=answer.said,
            client_saw=True,
            resolved_at=now,
        )
        _judge(row, answer, Remedy.State.JUDGED_OK, RevisionRound.Result.ACCEPTED, now)
        forget_draft(row, "their-check")


def not_enough(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T15: it is still not right; a new plan is due by `answer.next_plan_on`."""
    with transition(complaint, now=now) as row:
        advance(
            row,
            M.NOT_ENOUGH,
            by=by,
            now=now,
            title=_("They said it is not right yet"),
            detail=answer.said,
            client_saw=True,
        )
        _judge(row, answer, Remedy.State.JUDGED_NOT_ENOUGH, RevisionRound.Result.MORE_NEEDED, now)
        next_plan(row)
        promise_plan(row, answer.next_plan_on, now=now)
        forget_draft(row, "their-check")


def _answered(
    complaint: Complaint, results: Sequence[PointResult]
) -> list[tuple[Point, PointResult]]:
    given = {result.number: result for result in results}
    points = list(complaint.points.order_by("number"))
    missing = [
        Missing(_("Say what happened with point %(n)s") % {"n": point.number}, "round")
        for point in points
        if point.number not in given
    ]
    if missing:
        raise GateClosedError("G5", missing)
    return [(point, given[point.number]) for point in points]


def _ledger_line(
    complaint: Complaint,
    remedy: Remedy,
    round_type: str,
    reason: str,
    hours: Decimal | None,
    now: datetime,
) -> RevisionRound | None:
    if remedy.kind == WORDS_ONLY:
        return None
    calendar = complaint.owner.preferences.calendar()
    asked = remedy.answered_at or now
    return rounds.add_round(
        project=complaint.project,
        quote_accepted=remedy.kind == PlanOption.Kind.QUOTE,
        type=round_type,
        requested_on=calendar.today(asked),
        delivered_on=calendar.today(now),
        reason=reason,
        hours=hours,
    )


def _settle_steps(complaint: Complaint, remedy: Remedy, now: datetime) -> None:
    PlanStep.objects.filter(plan=remedy.option.plan_id, who=PlanStep.Who.ME, done_at=None).update(
        state=PlanStep.State.DONE, done_at=now
    )
    promises.keep(complaint, [Promise.Kind.STEP, Promise.Kind.READY], now=now)


def _judge(complaint: Complaint, answer: Answer, verdict: str, result: str, now: datetime) -> None:
    complaint.remedies.filter(state=Remedy.State.DELIVERED).update(
        state=verdict, judged_at=answer.received_at
    )
    delivery = complaint.deliveries.select_related("round").latest("delivered_at")
    if delivery.round is not None:
        rounds.answer_round(
            revision_round=delivery.round,
            result=result,
            answered_on=complaint.owner.preferences.calendar().today(answer.received_at),
        )
    record(complaint, answer)


def _round_words(line: RevisionRound | None) -> str:
    if line is None:
        return _("The explanation")
    if line.type == RevisionRound.Type.CORRECTION:
        return _("A correction of your own error, not counted")
    if line.type == RevisionRound.Type.COURTESY:
        return _("A courtesy, not counted")
    return _("Round %(number)s") % {"number": line.number}
