"""The verbs of the plan: write it, send it (T6), agree in a call (T7), and take the client's
answer (T8, T9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.formats import day
from clients.models import Project
from complaints.gates import GateClosedError, Missing, amount_fits, draft_plan
from complaints.letters.release import Letter, release
from complaints.letters.templates import MONEY
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
from complaints.moves.base import YOU, advance, still_may, still_open, transition
from complaints.moves.intake import forget_draft
from complaints.workflow import PLACES, M

LETTERS = "ABC"


@dataclass(frozen=True)
class OptionDraft:
    """One option as the form hands it over; `ready_at` in UTC, the cost in the project's
    currency."""

    kind: str
    what: str
    ready_at: datetime
    client_cost: Decimal = Decimal(0)
    effort_hours: Decimal | None = None
    is_suggested: bool = False


@dataclass(frozen=True)
class StepDraft:
    """One step as the form hands it over."""

    what: str
    who: str
    due_on: date
    is_finding_out: bool = False


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


def draft_options(complaint: Complaint, options: Sequence[OptionDraft], *, now: datetime) -> None:
    """Write the options of the plan that is not sent yet, replacing the earlier ones."""
    with transition(complaint, now=now) as row:
        still_open(row, PLACES["options"].open_in)
        plan = draft_plan(row) or new_draft(row)
        plan.options.all().delete()
        PlanOption.objects.bulk_create(
            PlanOption(
                plan=plan,
                letter=letter,
                kind=option.kind,
                what=option.what,
                ready_at=option.ready_at,
                client_cost=option.client_cost,
                currency=row.project.currency,
                effort_hours=option.effort_hours,
                is_suggested=option.is_suggested,
            )
            for letter, option in zip(LETTERS, options, strict=False)
        )
        forget_draft(row, "options")


def draft_dates(
    complaint: Complaint,
    *,
    steps: Sequence[StepDraft],
    not_included: str,
    nothing_to_add: bool,
    risk: str,
    answer_by: date,
    if_silent: str,
    rhythm: str,
    now: datetime,
) -> None:
    """Write the steps, the limits and the answer-by date of the plan that is not sent yet."""
    with transition(complaint, now=now) as row:
        still_open(row, PLACES["dates"].open_in)
        plan = draft_plan(row)
        if plan is None:
            raise GateClosedError("G4", [Missing(_("Add at least one option"), "options")])
        _no_money(plan, "money")
        Plan.objects.filter(pk=plan.pk).update(
            not_included=not_included,
            nothing_to_add=nothing_to_add,
            risk=risk,
            answer_by=answer_by,
            if_silent=if_silent,
            rhythm=rhythm,
        )
        plan.steps.all().delete()
        PlanStep.objects.bulk_create(
            PlanStep(
                plan=plan,
                position=position,
                what=step.what,
                who=step.who,
                due_on=step.due_on,
                is_finding_out=step.is_finding_out,
            )
            for position, step in enumerate(steps, start=1)
        )
        forget_draft(row, "dates")


def send_plan(
    complaint: Complaint,
    *,
    plan_round: int,
    letter: Letter,
    nudge_ok: bool = False,
    by: str = YOU,
    now: datetime,
) -> None:
    """T6: the plan of `plan_round` is frozen and goes out; the promise of a plan is kept.

    Raises GateClosedError when the plan was changed in another window since it was shown.
    """
    with transition(complaint, now=now) as row:
        still_may(row, M.SEND_PLAN)
        plan = _same_plan(row, plan_round)
        if letter.code != MONEY.code:
            _no_money(plan, "money-offer")
        event = advance(
            row,
            M.SEND_PLAN,
            by=by,
            now=now,
            title=_("You sent the plan"),
            detail=_plan_words(plan, now),
            client_saw=True,
        )
        _freeze(row, plan, state=Plan.State.SENT, nudge_ok=nudge_ok, now=event.at)
        promises.keep(row, [Promise.Kind.PLAN], now=now)
        release(row, letter, now=now)
        forget_draft(row, "send-plan")


def agree_in_a_call(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T7: they said yes to an option before the plan was sent; work starts."""
    with transition(complaint, now=now) as row:
        still_may(row, M.AGREE_IN_A_CALL)
        plan = _same_plan(row, answer.plan_round)
        option = _option(plan, answer.option_letter)
        advance(
            row,
            M.AGREE_IN_A_CALL,
            by=by,
            now=now,
            title=_("They agreed in a call"),
            detail=_accepted_words(option, now),
            client_saw=True,
        )
        _freeze(row, plan, state=Plan.State.SENT, nudge_ok=False, now=now)
        promises.keep(row, [Promise.Kind.PLAN], now=now)
        _take_up(row, plan, option, answer, now=now)
        forget_draft(row, "agreed-in-a-call")


def accept(complaint: Complaint, answer: Answer, *, by: str = YOU, now: datetime) -> None:
    """T8: the client takes one option of the plan that is out; its steps and dates become live."""
    with transition(complaint, now=now) as row:
        still_may(row, M.ACCEPT)
        plan = _sent_plan(row, answer.plan_round)
        _in_time(row, plan, answer)
        option = _option(plan, answer.option_letter)
        advance(
            row,
            M.ACCEPT,
            by=by,
            now=now,
            title=_("They chose option %(letter)s") % {"letter": option.letter},
            detail=_accepted_words(option, now),
            client_saw=True,
        )
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
        settle_offers(
            row,
            plan,
            Remedy.State.TAKEN_BACK if is_question else Remedy.State.DECLINED,
            answered_at=None if is_question else answer.received_at,
            now=now,
        )
        _record(row, plan, None, answer)
        next_plan(row, copy_of=None if plan.options.filter(money__isnull=False) else plan)
        promise_plan(row, answer.next_plan_on, now=now)
        forget_draft(row, "answer")


def end_offer(complaint: Complaint, *, plan_round: int, by: str = YOU, now: datetime) -> None:
    """T10: what is out ends without an answer: it lapsed, or before its date is taken back."""
    with transition(complaint, now=now) as row:
        still_may(row, M.LAPSE)
        plan = _sent_plan(row, plan_round)
        today = row.owner.preferences.calendar().today(now)
        has_lapsed = plan.answer_by is not None and plan.answer_by < today
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
        settle_offers(row, plan, state, answered_at=None, now=now)
        next_plan(row, copy_of=None if plan.options.filter(money__isnull=False) else plan)


def settle_offers(
    complaint: Complaint, plan: Plan, state: str, *, answered_at: datetime | None, now: datetime
) -> None:
    """Give every remedy of `plan` that is still offered its end, money with its ledger line."""
    offered = complaint.remedies.filter(option__plan=plan, state=Remedy.State.OFFERED)
    for remedy in offered.filter(kind__in=PlanOption.MONEY):
        ledger.add(remedy, LedgerEntry.What(state), at=now)
    offered.update(state=state, answered_at=answered_at)


def money_fits(complaint: Complaint, option: PlanOption, *, now: datetime) -> None:
    """Pass when the amount still fits what was paid and the ceiling, else raise GateClosedError.

    Two complaints may share a project: its row lock makes their acceptances take turns.
    """
    Project.objects.select_for_update().get(pk=complaint.project_id)
    missing = amount_fits(complaint, option.money, now)
    if missing:
        raise GateClosedError("GC", missing)


def promise_plan(complaint: Complaint, by_day: date | None, *, now: datetime) -> None:
    """Record the day on which the next plan was promised, when one was given."""
    if by_day is None:
        return
    due_at = complaint.owner.preferences.calendar().end_of(by_day)
    promises.make(complaint, Promise.Kind.PLAN, what=_("A new plan"), due_at=due_at, now=now)


def next_plan(complaint: Complaint, *, copy_of: Plan | None = None) -> Plan:
    """Return a new draft plan, with the options and limits of an earlier one to start from."""
    plan = new_draft(complaint)
    if copy_of is None:
        return plan
    Plan.objects.filter(pk=plan.pk).update(
        not_included=copy_of.not_included,
        nothing_to_add=copy_of.nothing_to_add,
        risk=copy_of.risk,
        if_silent=copy_of.if_silent,
        rhythm=copy_of.rhythm,
    )
    for option in copy_of.options.order_by("letter"):
        option.pk, option.plan = None, plan
        option._state.adding = True
        option.save()
    return plan


def new_draft(complaint: Complaint) -> Plan:
    """Start the plan of the next round and return it."""
    last = complaint.plans.order_by("-round").values_list("round", flat=True).first() or 0
    Complaint.objects.filter(pk=complaint.pk).update(plan_round=last + 1)
    complaint.plan_round = last + 1
    return Plan.objects.create(complaint=complaint, round=last + 1)


def _same_plan(complaint: Complaint, plan_round: int) -> Plan:
    plan = draft_plan(complaint)
    if plan is None or plan.round != plan_round:
        sentence = _("The plan was changed in another window. Look at it once more.")
        raise GateClosedError("G4", [Missing(sentence, "options")])
    return plan


def _no_money(plan: Plan, screen: str) -> None:
    """Pass unless the plan is an offer of money, which has a page and a letter of its own."""
    if plan.options.filter(kind__in=PlanOption.MONEY).exists():
        sentence = _("This plan is an offer of money now. It has a page of its own.")
        raise GateClosedError("G4", [Missing(sentence, screen)])


def _in_time(complaint: Complaint, plan: Plan, answer: Answer) -> None:
    on = complaint.owner.preferences.calendar().today(answer.received_at)
    if plan.answer_by and on > plan.answer_by and not answer.is_honoured:
        sentence = _("This came after %(day)s. Say that you stand by the offer, or make a new one.")
        raise GateClosedError("G4", [Missing(sentence % {"day": day(plan.answer_by)}, "answer")])


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


def _freeze(complaint: Complaint, plan: Plan, *, state: str, nudge_ok: bool, now: datetime) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=state, sent_at=now, nudge_ok=nudge_ok)
    for option in plan.options.order_by("letter"):
        remedy = Remedy.objects.create(
            complaint=complaint,
            option=option,
            kind=option.kind,
            rung=PlanOption.RUNGS[option.kind],
            offered_at=now,
        )
        if option.is_money:
            ledger.add(remedy, LedgerEntry.What.OFFERED, at=now)


def _take_up(
    complaint: Complaint, plan: Plan, option: PlanOption, answer: Answer, *, now: datetime
) -> None:
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.ACCEPTED, answered_at=answer.received_at
    )
    offered = complaint.remedies.filter(option__plan=plan)
    if option.is_money:
        money_fits(complaint, option, now=now)
    offered.exclude(option=option).update(
        state=Remedy.State.TAKEN_BACK, answered_at=answer.received_at
    )
    offered.filter(option=option).update(
        state=Remedy.State.ACCEPTED, answered_at=answer.received_at
    )
    _record(complaint, plan, option, answer)
    if option.is_money:
        ledger.add(offered.get(option=option), LedgerEntry.What.ACCEPTED, at=now)
        _promise_money(complaint, option, now=now)
    else:
        _promise_dates(complaint, plan, option, now=now)


def _promise_dates(complaint: Complaint, plan: Plan, option: PlanOption, *, now: datetime) -> None:
    calendar = complaint.owner.preferences.calendar()
    for step in plan.steps.filter(who=PlanStep.Who.ME, state=PlanStep.State.TO_DO):
        if step.option_id in (None, option.pk):
            promises.make(
                complaint,
                Promise.Kind.STEP,
                what=step.what,
                due_at=calendar.end_of(step.due_on),
                now=now,
                step=step,
            )
    promises.make(
        complaint,
        Promise.Kind.READY,
        what=option.what,
        due_at=option.ready_at,
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
        due_at=calendar.end_of(on),
        now=now,
        option=option,
    )


def _record(
    complaint: Complaint, plan: Plan, option: PlanOption | None, answer: Answer
) -> ClientResponse:
    return ClientResponse.objects.create(
        complaint=complaint,
        plan=plan,
        option=option,
        kind=answer.kind,
        said=answer.said,
        said_by=answer.said_by,
        source=answer.source,
        received_at=answer.received_at,
    )


def _plan_words(plan: Plan, now: datetime) -> str:
    count = plan.options.count()
    answer_by = day(plan.answer_by, now) if plan.answer_by else ""
    words = _("One option") if count == 1 else _("%(count)s options") % {"count": count}
    return _("%(options)s, answer by %(day)s.") % {"options": words, "day": answer_by}


def _accepted_words(option: PlanOption, now: datetime) -> str:
    if option.is_money:
        return f"{option.what}."
    return _("%(what)s, ready by %(day)s.") % {
        "what": option.what.rstrip("."),
        "day": day(option.ready_at, now),
    }
