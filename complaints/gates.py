"""The gates of the journey: each returns what is still missing, as sentences with the screen to go
to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import causes, finance
from complaints.models import (
    ClientResponse,
    Complaint,
    Message,
    MoneyTerms,
    Override,
    Plan,
    PlanOption,
    Remedy,
)
from policies.allowance import for_project
from policies.models import RevisionRound

# Asked twice, and a week without a word: playbook T14.
SILENCE = timedelta(days=7)
ASKED_TWICE = 2


@dataclass(frozen=True)
class Missing:
    """One thing still to do before a gate opens; `screen` is the slug to go to, if there is one."""

    sentence: str
    screen: str = ""


class GateClosedError(Exception):
    """Raised by a verb when a gate is shut; carries the gate and what is missing."""

    def __init__(self, gate: str, missing: list[Missing]) -> None:
        super().__init__(gate)
        self.gate = gate
        self.missing = missing


LOCKED_WORDS: dict[str, Lazy] = {
    "G1": gettext_lazy("First write down what you heard."),
    "G2": gettext_lazy("Let them know you heard, then send the plan."),
    "G3": gettext_lazy("Note the likely cause, or plan a day to find out."),
    "G4": gettext_lazy("The plan is not complete yet."),
    "G5": gettext_lazy("All included rounds are used."),
    "G6": gettext_lazy("Money opens after you have offered a fix and they have answered."),
    "G6b": gettext_lazy("Offer part of it first, or say why not."),
    "GC": gettext_lazy("This is more than the agreed policy gives back."),
    "G7": gettext_lazy("Something is still open."),
}


def listened(complaint: Complaint, now: datetime) -> list[Missing]:
    """G1: their words, what was heard, how they feel and what they want are written down."""
    missing = []
    if not complaint.words or complaint.received_at is None:
        missing.append(Missing(_("Keep their message, in their own words"), "words"))
    if not hasattr(complaint, "listening"):
        missing.append(Missing(_("Write down what you heard"), "heard"))
    return missing


def acknowledged(complaint: Complaint, now: datetime) -> list[Missing]:
    """G2: the first reply was sent, marked as sent, or noted as said."""
    if hasattr(complaint, "acknowledgement"):
        return []
    return [Missing(_("Let them know you heard"), "acknowledge")]


def cause_noted(complaint: Complaint, now: datetime) -> list[Missing]:
    """G3: a cause, or “not sure yet” together with a step to find out."""
    finding = getattr(complaint, "finding", None)
    if finding is None:
        return [Missing(_("Note the likely cause, or that you are not sure yet"), "cause")]
    if finding.cause != causes.NOT_SURE:
        return []
    plans = complaint.plans.all()
    if any(step.is_finding_out for plan in plans for step in plan.in_order):
        return []
    return [Missing(_("Plan a day to find out the cause"), "dates")]


def plan_sendable(complaint: Complaint, now: datetime) -> list[Missing]:
    """G4: at least one complete option, dates ahead, what is not covered, an answer-by date."""
    plan = draft_plan(complaint)
    options = plan.by_letter if plan else []
    if plan and len(options) == 1 and options[0].is_money:
        return money_sendable(complaint, options[0].money, now)
    if plan is None or not options:
        return [Missing(_("Add at least one option"), "options")]
    missing = []
    calendar = complaint.owner.preferences.calendar()
    if any(calendar.given(each.ready_on, each.ready_hour).at <= now for each in options):
        missing.append(Missing(_("Choose dates that are still ahead"), "options"))
    if not plan.not_included and not plan.nothing_to_add:
        missing.append(Missing(_("Say what the plan does not cover"), "dates"))
    if plan.answer_by is None:
        missing.append(Missing(_("Choose a date for their answer"), "dates"))
    else:
        missing += _dates_ahead(complaint, plan, now)
    return missing


def _dates_ahead(complaint: Complaint, plan: Plan, now: datetime) -> list[Missing]:
    today = complaint.owner.preferences.calendar().today(now)
    missing = []
    steps = plan.in_order
    if plan.answer_by and plan.answer_by <= today:
        missing.append(Missing(_("Choose a date for their answer that is still ahead"), "dates"))
    if any(step.due_on < today for step in steps):
        missing.append(Missing(_("Move the steps whose date has passed"), "dates"))
    if not steps and plan.needs_steps:
        missing.append(Missing(_("Add at least one step"), "dates"))
    return missing


def allowance_left(complaint: Complaint, now: datetime) -> list[Missing]:
    """G5: an included round needs one to be left; other types of round pass freely."""
    allowance = for_project(complaint.project)
    if allowance.remaining > 0:
        return []
    sentence = _("All included rounds are used. Is this a correction, a courtesy or a paid round?")
    return [Missing(sentence, "round")]


def money_unlocked(complaint: Complaint, now: datetime) -> list[Missing]:
    """G6: listened, acknowledged, cause noted, and a fix was offered and answered; or an
    override."""
    if overridden(complaint, "G6", ever=True):
        return []
    missing = listened(complaint, now) + acknowledged(complaint, now)
    missing += cause_noted(complaint, now)
    if not _fix_answered(complaint):
        missing.append(Missing(_("Offer a revision or a redo, and get their answer"), "options"))
    return missing


def full_refund_open(complaint: Complaint, now: datetime) -> list[Missing]:
    """G6b: a smaller amount was offered and answered, or an override. A billing error needs
    neither."""
    if overridden(complaint, "G6b", ever=True) or _is_billing_error(complaint):
        return []
    smaller = set(PlanOption.MONEY) - {PlanOption.Kind.FULL_REFUND}
    answered = {Remedy.State.DECLINED, Remedy.State.SETTLED}
    if any(each.kind in smaller and each.state in answered for each in complaint.remedies.all()):
        return []
    return [Missing(_("Offer part of it first and get their answer"), "money")]


def money_sendable(complaint: Complaint, terms: MoneyTerms, now: datetime) -> list[Missing]:
    """G4 for an offer of money: the lock is open, the amount fits, and the date is ahead."""
    missing = money_unlocked(complaint, now)
    if terms.option.kind == PlanOption.Kind.FULL_REFUND:
        missing += full_refund_open(complaint, now)
    missing += amount_fits(complaint, terms, now)
    if terms.valid_until <= complaint.owner.preferences.calendar().today(now):
        missing.append(Missing(_("Choose a date for the offer that is still ahead"), "money"))
    return missing


def amount_fits(complaint: Complaint, terms: MoneyTerms, now: datetime) -> list[Missing]:
    """Return what stands against an amount: more than was paid, is open, or the ceiling leaves.

    What was paid is a fact and has no override; the ceiling has one.
    """
    on = complaint.owner.preferences.calendar().today(now)
    position = finance.position_of(complaint, on)
    sentence = finance.against_facts(position, terms, complaint.project)
    if sentence:
        return [Missing(sentence, "money")]
    if terms.amount > position.ceiling_left and not overridden(complaint, "GC", ever=True):
        return [Missing(finance.above_ceiling(position), "money")]
    return []


def _fix_answered(complaint: Complaint) -> bool:
    if complaint.plan_in(*Plan.SENT) is None:
        return False
    answered = {Remedy.State.DECLINED, Remedy.State.JUDGED_NOT_ENOUGH}
    return any(each.rung in (2, 3) and each.state in answered for each in complaint.remedies.all())


def _is_billing_error(complaint: Complaint) -> bool:
    rows = complaint.overrides.all()
    return any(row.gate == "G6" and row.code == Override.Code.BILLING for row in rows)


def closable(complaint: Complaint, now: datetime) -> list[Missing]:
    """G7: nothing accepted is left undone, and the end is confirmed, silent twice over, or
    noted."""
    if overridden(complaint, "G7"):
        return []
    missing = [
        Missing(
            _("Still open: %(what)s") % {"what": remedy.option.what},
            "settle" if remedy.option.is_money else "round",
        )
        for remedy in complaint.remedies.all()
        if remedy.state == Remedy.State.ACCEPTED
    ]
    if not (
        _confirmed(complaint) or _money_settled(complaint) or _silent_long_enough(complaint, now)
    ):
        missing.append(
            Missing(_("Ask whether it is right now, and note the answer"), "their-check")
        )
    return missing


def overridden(complaint: Complaint, gate: str, *, ever: bool = False) -> bool:
    """Say whether a gate was passed with a reason: since the last plan went out, or `ever`."""
    if complaint.has_reasons is False:
        return False
    if ever:
        return any(row.gate == gate for row in complaint.overrides.all())
    since = complaint.plan_in(*Plan.SENT)
    from_then = since.sent_at if since else None
    return any(
        row.gate == gate and (from_then is None or row.at >= from_then)
        for row in complaint.overrides.all()
    )


def _confirmed(complaint: Complaint) -> bool:
    answers = complaint.responses.all()
    last = max(answers, key=lambda each: (each.received_at, each.pk), default=None)
    return last is not None and last.kind == ClientResponse.Kind.RIGHT


def _money_settled(complaint: Complaint) -> bool:
    last = complaint.plans.exclude(sent_at=None).order_by("-round").first()
    return (
        last is not None
        and complaint.remedies.filter(option__plan=last, state=Remedy.State.SETTLED).exists()
    )


def _silent_long_enough(complaint: Complaint, now: datetime) -> bool:
    delivery = complaint.deliveries.order_by("-delivered_at").first()
    if delivery is None or now - delivery.delivered_at < SILENCE:
        return False
    asked = Message.objects.filter(complaint=complaint, sent_at__gte=delivery.delivered_at)
    return asked.count() >= ASKED_TWICE


def draft_plan(complaint: Complaint) -> Plan | None:
    """Return the plan that is being written, if there is one."""
    plan: Plan | None = complaint.plan_in(Plan.State.DRAFT)
    return plan


GATES: dict[str, Callable[[Complaint, datetime], list[Missing]]] = {
    "G1": listened,
    "G2": acknowledged,
    "G3": cause_noted,
    "G4": plan_sendable,
    "G5": allowance_left,
    "G6": money_unlocked,
    "G6b": full_refund_open,
    "G7": closable,
}


def missing_for(gates: tuple[str, ...], complaint: Complaint, now: datetime) -> list[Missing]:
    """Return everything that is missing for several gates, in the order of the gates."""
    return [missing for gate in gates for missing in GATES[gate](complaint, now)]


def require(gate: str, complaint: Complaint, now: datetime) -> None:
    """Pass, or raise GateClosedError with what is missing."""
    missing = GATES[gate](complaint, now)
    if missing:
        raise GateClosedError(gate, missing)


def require_round(round_type: str, complaint: Complaint, now: datetime) -> None:
    """Pass G5 for the type of round chosen, or raise GateClosedError."""
    if round_type == RevisionRound.Type.INCLUDED:
        require("G5", complaint, now)
