"""What stands beside a screen: cards with facts that help with its question, and the line “what is
next”."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import NBSP, hour, local_date, relative_day, relative_moment
from complaints import finance, screens, selectors
from complaints.gates import draft_plan
from complaints.models import Complaint, MoneyTerms, Plan, PlanOption, Promise, Remedy
from complaints.moves import intake
from complaints.sums import ZERO
from complaints.tone import presence
from complaints.workflow import State
from policies.cards import agreement_card

EARLIER_SHOWN = 3
TRIED_SHOWN = 6


@dataclass(frozen=True)
class Card:
    """One card: its template under complaints/beside/ and what it needs."""

    name: str
    data: dict[str, Any]

    @property
    def template(self) -> str:
        """The partial that draws it."""
        return f"complaints/beside/_{self.name}.html"


@dataclass(frozen=True)
class NextStep:
    """Whose turn it is, the sentence for it, and the screen that settles it."""

    whose: str
    sentence: str
    slug: str
    button: str
    due: datetime | None
    is_late: bool = False


def cards(names: Iterable[str], complaint: Complaint, now: datetime) -> list[Card]:
    """Return the cards called `names`, each with its facts; one without facts is left out."""
    made = ((name, _FACTS.get(name, _no_facts)(complaint, now)) for name in names)
    return [Card(name, facts) for name, facts in made if facts is not None]


POINT_WORDS = {
    presence.Point.THANKS: gettext_lazy("Thanks"),
    presence.Point.THEIR_WORDS: gettext_lazy("Their words"),
    presence.Point.MY_PART: gettext_lazy("My part"),
    presence.Point.WHAT_NEXT: gettext_lazy("What next"),
    presence.Point.WHEN: gettext_lazy("When"),
}


def five_points(complaint: Complaint, body: str, *, oob: bool = False) -> Card:
    """Return the card that says which of the five points the letter shows."""
    listening = getattr(complaint, "listening", None)
    there = presence.present(body, listening.paraphrase if listening else "")
    points = [(words, there[point]) for point, words in POINT_WORDS.items()]
    return Card("five_points", {"points": points, "found": sum(there.values()), "oob": oob})


def next_step(complaint: Complaint, now: datetime) -> NextStep | None:
    """Return what is next, or None when the complaint has ended."""
    if complaint.has_ended:
        return None
    slug = screens.next_slug(complaint) or ""
    due = complaint.due_at
    late = bool(due and due < now)
    whose = "theirs" if complaint.is_theirs else "yours"
    return NextStep(
        whose=whose,
        sentence=_sentence(complaint, due, late, now),
        slug=slug,
        button=str(screens.SCREENS[slug].short or "") if slug else "",
        due=due,
        is_late=late and whose == "yours",
    )


def _sentence(complaint: Complaint, due: datetime | None, late: bool, now: datetime) -> str:
    when = _when(complaint, due, now)
    match State(complaint.state):
        case State.DRAFT:
            return _("Finish writing down what they told you.")
        case State.OPEN:
            return (_("The reply was due %(when)s.") if late else _("Reply by %(when)s.")) % {
                "when": when
            }
        case State.ACKNOWLEDGED:
            words = (
                _("The plan was promised for %(when)s.")
                if late
                else _("Send the plan by %(when)s.")
            )
            return words % {"when": when} if when else _("Send the plan.")
        case State.PROPOSED:
            return _("You asked for an answer by %(when)s.") % {"when": when}
        case State.IN_PROGRESS if screens.owes_money(complaint):
            words = (
                _("The money was promised for %(when)s.")
                if late
                else _("Send the money by %(when)s.")
            )
            return words % {"when": relative_day(due) if due else ""}
        case State.IN_PROGRESS:
            words = (
                _("The next promise was for %(when)s.") if late else _("Next promise: %(when)s.")
            )
            return words % {"when": when} if when else _("Hand it over when it is done.")
        case State.DELIVERED:
            return _("You asked them to check by %(when)s.") % {"when": when}
        case _:
            return _("Nothing is open any more. Close it with a short record.")


def _when(complaint: Complaint, due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    # A reply and an option are due at an hour; everything else was promised for a day.
    has_hour = complaint.state in {State.OPEN, State.IN_PROGRESS}
    if has_hour and local_date(due) == local_date(now):
        # The hour and its day are one word: a narrow column must not part them.
        return (_("%(hour)s today") % {"hour": hour(due)}).replace(" ", NBSP)
    return relative_moment(due) if has_hour else relative_day(due)


def _no_facts(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    return {}


def _heard(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    listening = getattr(complaint, "listening", None)
    return {"listening": listening} if listening else None


def _history(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    earlier = selectors.earlier(complaint.owner, complaint).select_related("finding")
    return {"earlier": list(earlier[:EARLIER_SHOWN])}


def _options(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    plan = draft_plan(complaint) or complaint.plan_in(*Plan.State.values)
    return {"plan": plan, "options": plan.by_letter} if plan else None


def _policy(complaint: Complaint, now: datetime) -> dict[str, Any]:
    return {"card": agreement_card(complaint.project, now)}


def _promised(complaint: Complaint, now: datetime) -> dict[str, Any]:
    made = Promise.objects.for_user(complaint.owner).filter(complaint__client=complaint.client)
    due = made.filter(due_at__lt=now, released_at=None)
    kept = [p for p in due if p.kept_at is not None and p.kept_at <= p.first_due_at]
    ahead = selectors.promises_between(complaint.owner, now, now + selectors.WEEK * 2)
    return {"kept": len(kept), "made": len(due), "ahead": list(ahead[:8])}


def _steps(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    plan = complaint.plan_in(Plan.State.ACCEPTED)
    return {"steps": plan.in_order} if plan else None


def _points(complaint: Complaint, now: datetime) -> dict[str, Any]:
    return {"points": list(complaint.points.order_by("number"))}


def _delivered(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    delivery = (
        complaint.deliveries.select_related("round", "remedy__option")
        .order_by("-delivered_at")
        .first()
    )
    return {"delivery": delivery} if delivery else None


def _what_next(complaint: Complaint, now: datetime) -> dict[str, Any]:
    urgent = intake.is_urgent(complaint, now)
    return {
        "ack_due_at": intake.ack_due_at(complaint, urgent=urgent, now=now),
        "is_urgent": urgent,
    }


def _numbers(complaint: Complaint, now: datetime) -> dict[str, Any]:
    on = complaint.owner.preferences.calendar().today(now)
    position = finance.position_of(complaint, on)
    terms = _offer_terms(complaint)
    chosen = terms.amount if terms else ZERO
    # Once they said yes the position has it taken off already.
    is_promised = terms and _state_of(terms.option) == Remedy.State.ACCEPTED
    counted = chosen if is_promised else ZERO
    return {
        "position": position,
        "steps": [] if counted else position.steps(),
        "chosen": chosen,
        "left_before": position.left + counted,
        "left_after": position.left_after(chosen - counted),
        "rate": position.rate_after(-counted),
        "rate_after": position.rate_after(chosen - counted),
        "percent": finance.percent_of(chosen, position.fee),
    }


def _given_back(complaint: Complaint, now: datetime) -> dict[str, Any]:
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


def _offer(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    terms = _offer_terms(complaint)
    return {"terms": terms, "option": terms.option} if terms else None


def _tried(complaint: Complaint, now: datetime) -> dict[str, Any]:
    remedies = sorted(complaint.remedies.all(), key=lambda each: (each.offered_at, each.pk))
    return {"remedies": remedies[::-1][:TRIED_SHOWN]}


def _similar(complaint: Complaint, now: datetime) -> dict[str, Any]:
    return {"entries": finance.similar(complaint)}


def _fit(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    finding = getattr(complaint, "finding", None)
    if finding is None:
        return None
    hint = FITS.get(finding.cause) or FITS.get(finding.cause.split(".")[0])
    return {"hint": hint()} if hint else None


@dataclass(frozen=True)
class Fit:
    """What they lost, and which remedy fits that loss."""

    lost: str
    first: str
    next: str
    poor: str


def _correctness() -> Fit:
    return Fit(
        _("It differs from the brief, so they lost correctness."),
        _("Correct it first. Not counted as a round"),
        _("then a redo of the part"),
        _("a discount first"),
    )


def _taste() -> Fit:
    return Fit(
        _("It matches the brief and isn’t right for them."),
        _("An included round, with examples"),
        _("then a redo of the part, or a quote for a new direction"),
        _("a refund first"),
    )


def _time() -> Fit:
    return Fit(
        _("They lost time."),
        _("A firm new date, and a part on time"),
        _("then a fee reduction for what lateness cost them"),
        _("more revisions"),
    )


def _informed() -> Fit:
    return Fit(
        _("They were left without word."),
        _("An explanation, a rhythm, a fixed contact time"),
        _("then a call"),
        _("money alone"),
    )


def _bill() -> Fit:
    return Fit(
        _("It is about the bill."),
        _("A corrected invoice the same day"),
        _("then a credit note"),
        _("a revision"),
    )


def _respect() -> Fit:
    return Fit(
        _("They were not treated with respect."),
        _("A call, a plain apology, changed behaviour"),
        _("then a written record of the change"),
        _("a voucher"),
    )


def _trust() -> Fit:
    return Fit(
        _("They lost trust."),
        _("Stop, contain, tell, and prevent"),
        _("then outside help or advice"),
        _("anything without prevention"),
    )


# Which loss stands behind a cause: by the full code first, else by its family.
FITS: dict[str, Callable[[], Fit]] = {
    "QUA": _correctness,
    "PRO": _correctness,
    "FIT": _taste,
    "SCO": _taste,
    "EXP": _taste,
    "TIM": _time,
    "COM": _informed,
    "COM.6": _respect,
    "MON": _bill,
    "TRU": _trust,
    "TRU.3": _respect,
}

_FACTS: dict[str, Callable[[Complaint, datetime], dict[str, Any] | None]] = {
    "heard": _heard,
    "history": _history,
    "options": _options,
    "policy": _policy,
    "promised": _promised,
    "steps": _steps,
    "points": _points,
    "delivered": _delivered,
    "what_next": _what_next,
    "fit": _fit,
    "numbers": _numbers,
    "given_back": _given_back,
    "offer": _offer,
    "tried": _tried,
    "similar": _similar,
    "wish": _heard,
    "project_dates": _no_facts,
}
