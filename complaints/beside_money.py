"""The facts on the cards beside a decision about money."""

from datetime import datetime
from typing import Any

from complaints import finance
from complaints.gates import draft_plan
from complaints.models import Complaint, MoneyTerms, Plan, PlanOption, Remedy
from complaints.position import percent_of
from complaints.sums import ZERO

SHOWN = 6


def numbers(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return where the project stands, and what the offer would leave."""
    on = complaint.owner.preferences.calendar().today(now)
    position = finance.position_of(complaint, on)
    terms = _offer_terms(complaint)
    chosen = terms.amount if terms else ZERO
    # Once they said yes the position has it taken off already.
    is_promised = terms and _state_of(terms.option) == Remedy.State.ACCEPTED
    counted = chosen if is_promised else ZERO
    return {
        "position": position,
        "steps": [] if counted else position.steps(chosen),
        "chosen": chosen,
        "left_before": position.left + counted,
        "left_after": position.left_after(chosen - counted),
        "rate": position.rate_after(-counted),
        "rate_after": position.rate_after(chosen - counted),
        "percent": percent_of(chosen, position.fee),
        "is_taxed": position.is_taxed,
    }


def given_back(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return what went back this year, with and without the offer."""
    on = complaint.owner.preferences.calendar().today(now)
    year = finance.this_year(complaint.owner, complaint.project.currency, on)
    terms = _offer_terms(complaint)
    offer = terms.amount if terms else ZERO
    return {
        "year": year,
        "share": year.share_with(),
        "with_offer": year.share_with(offer) if offer else None,
        "kept_bar": year.bar(ZERO),
        "offer_bar": year.bar(offer) - year.bar(ZERO),
    }


def _state_of(option: PlanOption) -> str:
    """Return what became of an option that was sent, or an empty text."""
    remedies = {remedy.option_id: remedy.state for remedy in option.plan.complaint.remedies.all()}
    return remedies.get(option.pk, "")


def _offer_terms(complaint: Complaint) -> MoneyTerms | None:
    """Return the money that is being written, offered or promised; what was sent is history."""
    plan = draft_plan(complaint) or complaint.plan_in(*Plan.State.values)
    option = plan.money_option if plan else None
    if option is None or _state_of(option) == Remedy.State.SETTLED:
        return None
    return option.money


def offer(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    """Return the offer as it was written, or None without one."""
    terms = _offer_terms(complaint)
    return {"terms": terms, "option": terms.option} if terms else None


def tried(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return the remedies of this complaint, the latest first."""
    remedies = sorted(complaint.remedies.all(), key=lambda each: (each.offered_at, each.pk))
    return {"remedies": remedies[::-1][:SHOWN]}


def similar(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return what similar complaints took."""
    return {"entries": finance.similar(complaint)}
