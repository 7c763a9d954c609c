"""The verbs of the client's answer: agreed in a call (T7), yes (T8), anything else (T9), none at
all (T10)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.formats import day, local_date, moment
from clients.models import Project
from complaints.gates import GateClosedError, Missing, amount_fits
from complaints.letters.wording import ended, no_stop
from complaints.models import (
    ClientResponse,
    Complaint,
    LedgerEntry,
    Plan,
    PlanOption,
    PlanStep,
    Promise,
    Remedy,
)
from complaints.moves import ledger, promises
from complaints.moves.base import YOU, advance, still_may, transition
from complaints.moves.intake import forget_draft
from complaints.moves.planning import freeze, next_plan, promise_plan, same_plan
from complaints.workflow import M


@dataclass(frozen=True)
class Answer:
    """What the client decided, as it was recorded."""

    kind: str
    source: str
    received_at: datetime
    said: str = ""
    said_by: str = ""
    option_letter: str = ""
    plan_round: int = 0
    next_plan_on: date | None = field(default=None)
    is_honoured: bool = False


def agree_in_a_call(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T7: they said yes to an option before the plan was sent; work starts."""
    with transition(complaint, now=now) as row:
        still_may(row, M.AGREE_IN_A_CALL)
        plan = same_plan(row, answer.plan_round)
        option = _option(plan, answer.option_letter)
        who = answer.said_by or row.who
        title = _("%(who)s agreed in a call") % {"who": who}
        _choose(row, M.AGREE_IN_A_CALL, option, title=title, by=by, now=now)
        freeze(row, plan, nudge_ok=False, now=now)
        promises.keep(row, [Promise.Kind.PLAN], now=now)
        _take_up(row, plan, option, answer, now=now)
        forget_draft(row, "agreed-in-a-call")


def accept(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T8: the client takes one option of the plan that is out; its steps and dates become live."""
    with transition(complaint, now=now) as row:
        still_may(row, M.ACCEPT)
        plan = _sent_plan(row, answer.plan_round)
        _in_time(row, plan, answer, now)
        option = _option(plan, answer.option_letter)
        title = _("They chose option %(letter)s") % {"letter": option.letter}
        _choose(row, M.ACCEPT, option, title=title, by=by, now=now)
        _take_up(row, plan, option, answer, now=now)
        forget_draft(row, "answer")


def decline(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T9: they want something else, ask, or say no; a new plan is due by `answer.next_plan_on`.

    A question is not an answer: it leaves the offered remedies unanswered.
    """
    with transition(complaint, now=now) as row:
        still_may(row, M.DECLINE)
        plan = _sent_plan(row, answer.plan_round)
        advance(
            row,
            M.DECLINE,
            by=by,
            now=now,
            title=_("They answered: %(kind)s") % {"kind": ClientResponse.Kind(answer.kind).label},
            detail=answer.said,
            client_saw=True,
        )
        is_question = answer.kind == ClientResponse.Kind.QUESTION
        outcome = (
            Plan.State.DECLINED if answer.kind == ClientResponse.Kind.NO else Plan.State.COUNTERED
        )
        Plan.objects.filter(pk=plan.pk).update(
            state=outcome, counter=answer.said, answered_at=answer.received_at
        )
        _settle_offers(
            row,
            plan,
            Remedy.State.TAKEN_BACK if is_question else Remedy.State.DECLINED,
            answered_at=None if is_question else answer.received_at,
            now=now,
        )
        record(row, answer, plan=plan)
        _plan_again(row, plan)
        promise_plan(row, answer.next_plan_on, now=now)
        forget_draft(row, "answer")


def end_offer(complaint: Complaint, *, plan_round: int, by: str = YOU, now: datetime) -> None:
    """T10: what is out ends without an answer: it lapsed, or before its date is taken back."""
    with transition(complaint, now=now) as row:
        still_may(row, M.LAPSE)
        plan = _sent_plan(row, plan_round)
        has_lapsed = plan.answer_due is not None and plan.answer_due.is_over(now)
        advance(
            row,
            M.LAPSE,
            by=by,
            now=now,
            title=_("The offer lapsed") if has_lapsed else _("You took the offer back"),
            client_saw=False,
        )
        outcome = Plan.State.LAPSED if has_lapsed else Plan.State.REPLACED
        Plan.objects.filter(pk=plan.pk).update(state=outcome)
        state = Remedy.State.LAPSED if has_lapsed else Remedy.State.TAKEN_BACK
        _settle_offers(row, plan, state, answered_at=None, now=now)
        _plan_again(row, plan)


def record(
    complaint: Complaint,
    answer: Answer,
    *,
    plan: Plan | None = None,
    option: PlanOption | None = None,
) -> None:
    """Keep what the client said as it was recorded, to a plan and an option where there is one."""
    ClientResponse.objects.create(
        complaint=complaint,
        plan=plan,
        option=option,
        kind=answer.kind,
        said=answer.said,
        said_by=answer.said_by,
        source=answer.source,
        received_at=answer.received_at,
    )


def _plan_again(complaint: Complaint, plan: Plan) -> None:
    """Start the plan after one that ended without a yes; an offer of money is no start for it."""
    next_plan(complaint, copy_of=None if plan.options.filter(money__isnull=False) else plan)


def _settle_offers(
    complaint: Complaint, plan: Plan, state: str, *, answered_at: datetime | None, now: datetime
) -> None:
    """Give every remedy of `plan` that is still offered its end, money with its ledger line."""
    offered = complaint.remedies.filter(option__plan=plan, state=Remedy.State.OFFERED)
    for remedy in offered.filter(kind__in=PlanOption.MONEY):
        ledger.add(remedy, LedgerEntry.What(state), at=now)
    offered.update(state=state, answered_at=answered_at)


def _money_fits(complaint: Complaint, option: PlanOption, *, now: datetime) -> None:
    """Pass when the amount still fits what was paid and the ceiling, else raise GateClosedError.

    Two complaints may share a project: its row lock makes their acceptances take turns.
    """
    Project.objects.select_for_update().get(pk=complaint.project_id)
    missing = amount_fits(complaint, option.money, now)
    if missing:
        raise GateClosedError("GC", missing)


def _in_time(complaint: Complaint, plan: Plan, answer: Answer, now: datetime) -> None:
    due = plan.answer_due
    if due and due.is_over(answer.received_at) and not answer.is_honoured:
        sentence = _("This came after %(day)s. Say that you stand by the offer, or make a new one.")
        raise GateClosedError("G4", [Missing(sentence % {"day": day(due, now)}, "answer")])


def _sent_plan(complaint: Complaint, plan_round: int) -> Plan:
    plan = complaint.plans.get(state=Plan.State.SENT)
    if plan.round != plan_round:
        sentence = _("A newer plan has gone out since. Record the answer to that one.")
        raise GateClosedError("G4", [Missing(sentence, "answer")])
    return plan


def _option(plan: Plan, letter: str) -> PlanOption:
    option = plan.options.filter(letter=letter).first()
    if option is None:
        sentence = _("This option is not part of the plan. Choose one of the options shown.")
        raise GateClosedError("G4", [Missing(sentence, "answer")])
    return option


def _choose(
    complaint: Complaint, move: M, option: PlanOption, *, title: str, by: str, now: datetime
) -> None:
    """Make the move of a yes; the trail says which option it was and when it is ready."""
    detail = _accepted_words(option, now)
    advance(complaint, move, by=by, now=now, title=title, detail=detail, client_saw=True)


def _take_up(
    complaint: Complaint, plan: Plan, option: PlanOption, answer: Answer, *, now: datetime
) -> None:
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.ACCEPTED, answered_at=answer.received_at
    )
    offered = complaint.remedies.filter(option__plan=plan)
    if option.is_money:
        _money_fits(complaint, option, now=now)
    offered.exclude(option=option).update(
        state=Remedy.State.TAKEN_BACK, answered_at=answer.received_at
    )
    offered.filter(option=option).update(
        state=Remedy.State.ACCEPTED, answered_at=answer.received_at
    )
    record(complaint, answer, plan=plan, option=option)
    if option.is_money:
        ledger.add(offered.get(option=option), LedgerEntry.What.ACCEPTED, at=now)
        _promise_money(complaint, option, now=now)
    else:
        _promise_dates(complaint, plan, option, now=now)


def _promise_dates(complaint: Complaint, plan: Plan, option: PlanOption, *, now: datetime) -> None:
    for step in plan.steps.filter(who=PlanStep.Who.ME, state=PlanStep.State.TO_DO):
        if step.option_id in (None, option.pk):
            promises.make(
                complaint,
                Promise.Kind.STEP,
                what=step.what,
                due=plan.given(step.due_on),
                now=now,
                step=step,
            )
    promises.make(
        complaint,
        Promise.Kind.READY,
        what=option.what,
        due=option.ready,
        now=now,
        option=option,
    )


def _promise_money(complaint: Complaint, option: PlanOption, *, now: datetime) -> None:
    calendar = complaint.owner.preferences.calendar()
    on = calendar.add_working_days(calendar.today(now), option.money.payment_days)
    promises.make(
        complaint,
        Promise.Kind.MONEY,
        what=option.what,
        due=calendar.given(on),
        now=now,
        option=option,
    )


def _accepted_words(option: PlanOption, now: datetime) -> str:
    if option.is_money:
        return ended(option.what)
    return _("%(what)s, ready by %(day)s.") % {
        "what": no_stop(option.what),
        "day": moment(option.ready, local_date(now)),
    }
