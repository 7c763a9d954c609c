"""The verbs of the plan: write it, send it (T6), start the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.formats import day
from complaints.gates import GateClosedError, Missing, draft_plan
from complaints.letters.release import Letter, release
from complaints.letters.templates import MONEY
from complaints.models import (
    Complaint,
    LedgerEntry,
    Plan,
    PlanOption,
    PlanStep,
    Promise,
    Remedy,
    said_in,
)
from complaints.moves import ledger, promises
from complaints.moves.base import YOU, advance, still_may, still_open, transition
from complaints.moves.intake import forget_draft
from complaints.workflow import PLACES, M

LETTERS = "ABC"


@dataclass(frozen=True)
class OptionDraft:
    """One option as the form hands it over; the cost in the project's currency."""

    kind: str
    what: str
    ready_on: date
    ready_hour: time | None = None
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
                ready_on=option.ready_on,
                ready_hour=option.ready_hour,
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
        plan = same_plan(row, plan_round)
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
        freeze(row, plan, nudge_ok=nudge_ok, now=event.at)
        promises.keep(row, [Promise.Kind.PLAN], now=now)
        release(row, letter, now=now)
        forget_draft(row, "send-plan")


def promise_plan(complaint: Complaint, by_day: date | None, *, now: datetime) -> None:
    """Record the day on which the next plan was promised, when one was given."""
    if by_day is None:
        return
    due = complaint.owner.preferences.calendar().given(by_day)
    promises.make(complaint, Promise.Kind.PLAN, what=_("A new plan"), due=due, now=now)


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


def same_plan(complaint: Complaint, plan_round: int) -> Plan:
    """Return the plan that is being written, which must be the one that was shown.

    Raises GateClosedError when it is another one by now.
    """
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


def freeze(complaint: Complaint, plan: Plan, *, nudge_ok: bool, now: datetime) -> None:
    """Mark `plan` as sent and offer what it holds; from here on it does not change.

    Its dates are given here: they stay what they say where the freelancer is now.
    """
    where = said_in(complaint.owner.preferences.calendar())
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.SENT, sent_at=now, nudge_ok=nudge_ok, **where
    )
    vars(plan).update(where)
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


def _plan_words(plan: Plan, now: datetime) -> str:
    count = plan.options.count()
    answer_by = day(plan.answer_by, now) if plan.answer_by else ""
    words = _("One option") if count == 1 else _("%(count)s options") % {"count": count}
    return _("%(options)s, answer by %(day)s.") % {"options": words, "day": answer_by}
