"""What stands beside a screen: cards with facts that help with its question, and the line “what is
next”."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import NBSP, hour_of, local_date, relative_moment
from accounts.given import GivenDate
from complaints import beside_days, beside_money, screens, selectors
from complaints.fits import fitting
from complaints.gates import draft_plan
from complaints.models import Complaint, Plan, Promise
from complaints.moves import intake
from complaints.tone import presence
from complaints.workflow import State
from policies.cards import agreement_card

EARLIER_SHOWN = 3


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
    due: GivenDate | datetime | None
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
    due = complaint.due
    late = bool(complaint.due_at and complaint.due_at < now)
    whose = "theirs" if complaint.is_theirs else "yours"
    return NextStep(
        whose=whose,
        sentence=_sentence(complaint, due, late, now),
        slug=slug,
        button=str(screens.SCREENS[slug].short or "") if slug else "",
        due=due,
        is_late=late and whose == "yours",
    )


def _sentence(
    complaint: Complaint, due: GivenDate | datetime | None, late: bool, now: datetime
) -> str:
    when = _when(due, now)
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
            return words % {"when": when}
        case State.IN_PROGRESS:
            words = (
                _("The next promise was for %(when)s.") if late else _("Next promise: %(when)s.")
            )
            return words % {"when": when} if when else _("Hand it over when it is done.")
        case State.DELIVERED:
            return _("You asked them to check by %(when)s.") % {"when": when}
        case _:
            return _("Nothing is open any more. Close it with a short record.")


def _when(due: GivenDate | datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    at = hour_of(due)
    if at and local_date(due) == local_date(now):
        # The hour and its day are one word: a narrow column must not part them.
        return (_("%(hour)s today") % {"hour": at}).replace(" ", NBSP)
    return relative_moment(due, now)


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
    today = complaint.owner.preferences.calendar().today(now)
    ahead = selectors.promises_before(complaint.owner, today + selectors.WEEK * 2)
    return {"kept": len(kept), "made": len(due), "ahead": list(ahead[:8])}


def _steps(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    plan = complaint.plan_in(Plan.State.ACCEPTED)
    steps = plan.in_order if plan else []
    return {"steps": steps} if steps else None


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


def _fit(complaint: Complaint, now: datetime) -> dict[str, Any] | None:
    finding = getattr(complaint, "finding", None)
    hint = fitting(finding.cause) if finding else None
    return {"hint": hint} if hint else None


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
    "numbers": beside_money.numbers,
    "given_back": beside_money.given_back,
    "offer": beside_money.offer,
    "tried": beside_money.tried,
    "similar": beside_money.similar,
    "wish": _heard,
    "project_dates": _no_facts,
    "days": beside_days.days,
}
