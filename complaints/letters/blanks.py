"""Where each blank of a letter comes from: one function per letter, reading earlier answers."""

from collections.abc import Sequence
from datetime import date, datetime

from accounts.formats import day, money, short_day
from complaints.letters.fill import open_blank
from complaints.letters.money_lines import money_clause, payment_line, tried_line
from complaints.letters.plan_lines import (
    cause_line,
    choice_line,
    limits,
    option_line,
    own_line,
    promised_on,
    ways_line,
    ways_subject,
)
from complaints.letters.protect import paid_too_late, too_late
from complaints.letters.round_lines import changes, round_line, round_name
from complaints.letters.wording import after_colon, lower_first, no_stop, shorten
from complaints.models import (
    Acknowledgement,
    Complaint,
    Delivery,
    Listening,
    MoneyTerms,
    Plan,
    PlanOption,
)

OWN_WORDS = {
    Acknowledgement.OwnPart.RESULT: "the result I sent you",
    Acknowledgement.OwnPart.TIMING: "the timing",
    Acknowledgement.OwnPart.COMMUNICATION: "how I communicated",
}
KEEPS = {
    MoneyTerms.Keeps.EVERYTHING: "everything I delivered",
    MoneyTerms.Keeps.APPROVED: "the parts you approved",
    MoneyTerms.Keeps.NOTHING: "nothing of the work, and I take it back",
}
# The ends on which both did not agree.
APART = ("not_agreed", "left", "elsewhere")


def common(complaint: Complaint) -> dict[str, str]:
    """Return the blanks that every letter shares."""
    preferences = complaint.owner.preferences
    listening = getattr(complaint, "listening", None)
    paraphrase = after_colon(listening.paraphrase) if listening else ""
    return {
        "client_first_name": complaint.first_name,
        "project_name": complaint.project.title,
        "paraphrase": paraphrase,
        "paraphrase_short": shorten(paraphrase),
        "sign_off": preferences.sign_off,
        "freelancer_name": "\n".join(filter(None, [preferences.from_name, preferences.phone])),
    }


def acknowledgement(
    complaint: Complaint,
    *,
    own_part: str = "",
    own_part_text: str = "",
    plan_promised_on: date | None = None,
    expected: str = "",
    received: str = "",
    now: datetime,
) -> dict[str, str]:
    """Return the blanks of E1. What is not chosen yet stays out and so stays visible."""
    listening: Listening = complaint.listening
    values = common(complaint) | {
        "topic": topic(complaint),
        "expected": no_stop(expected),
        "received": no_stop(received),
        "feeling_word": _feelings(listening),
        "what_is_at_stake": _at_stake(complaint, now),
        "wish_question": _wish_question(listening),
        "too_late": too_late(complaint, plan_promised_on, now),
    }
    if plan_promised_on is not None:
        values["plan_date"] = day(plan_promised_on, now)
    if own_part:
        values["own_part"] = no_stop(own_part_text) or OWN_WORDS.get(
            Acknowledgement.OwnPart(own_part), ""
        )
    if own_part == Acknowledgement.OwnPart.NOTHING:
        values["own_part"] = ""
    return values


def plan(complaint: Complaint, plan: Plan | None, *, now: datetime) -> dict[str, str]:
    """Return the blanks of E2, from the plan as it stands; what it lacks stays open."""
    options = plan.by_letter if plan else []
    ways = len(options)
    suggested = next((option for option in options if option.is_suggested), None)
    answer_by = day(plan.answer_by, now) if plan and plan.answer_by else ""
    return common(complaint) | {
        "ways_subject": ways_subject(ways),
        "ways_line": ways_line(ways),
        "plan_date": promised_on(complaint, now),
        "cause_line": cause_line(complaint, plan, now),
        "own_line": own_line(complaint),
        "options_list": "\n\n".join(option_line(option, complaint, now) for option in options)
        or open_blank("options_list"),
        "not_included": limits(plan),
        "suggestion_line": (
            f"My suggestion is option {suggested.letter}." if suggested and ways > 1 else ""
        ),
        "choice_line": choice_line(ways, answer_by or open_blank("answer_by_date")),
    }


def delivery(
    complaint: Complaint,
    *,
    round_type: str = "",
    deliverable: str = "",
    results: Sequence[tuple[str, str, str]] = (),
    feedback_by: date | None = None,
    is_words_only: bool = False,
    now: datetime,
) -> dict[str, str]:
    """Return the blanks of E5. `results` are (point, outcome, note) in the order of the points."""
    name = round_name(complaint, round_type, is_words_only)
    ready = f"{name} is here: {deliverable or open_blank('link')}"
    # A full stop after a link would become part of it.
    stop = "" if "://" in ready or not deliverable else "."
    values = common(complaint) | {
        "ready_subject": f"{name} is ready",
        "ready_line": ready + stop,
        "changes_list": changes(results),
        "round_line": round_line(complaint, round_type),
    }
    return values | ({"feedback_date": day(feedback_by, now)} if feedback_by else {})


def money_offer(complaint: Complaint, option: PlanOption, *, now: datetime) -> dict[str, str]:
    """Return the blanks of E7, from the offer as it stands."""
    terms = option.money
    amount = money(terms.taxed.gross, terms.currency)
    calendar = complaint.owner.preferences.calendar()
    paid = payment_line(option.kind, amount, terms.payment_days)
    last_day = calendar.add_working_days(terms.valid_until, terms.payment_days)
    return common(complaint) | {
        "tried_line": tried_line(complaint),
        "money_offer": f"{lower_first(option.what)}",
        "basis": lower_first(no_stop(terms.basis)),
        "what_they_keep": KEEPS[MoneyTerms.Keeps(terms.client_keeps)],
        "payment_line": " ".join(filter(None, [paid, paid_too_late(complaint, last_day, now)])),
        "offer_date": day(terms.valid_until, now),
    }


def closing(complaint: Complaint, *, outcome: str = "", now: datetime) -> dict[str, str]:
    """Return the blanks of E8, from what was agreed, delivered and paid."""
    delivered = max(complaint.deliveries.all(), key=lambda each: each.delivered_at, default=None)
    option = _accepted_option(complaint)
    opening = "Thank you for confirming that this works for you now."
    if outcome == Complaint.Outcome.NO_REPLY and delivered:
        opening = (
            f"I have not heard otherwise since {short_day(delivered.delivered_at, now)},"
            " so I am closing this for now."
        )
    if outcome == Complaint.Outcome.MONEY:
        opening = "Thank you for settling this with me."
    if outcome in APART:
        opening = "We did not find a way that works for both of us, and I respect that."
    return common(complaint) | {
        "opening_line": opening,
        "thanks_line": ""
        if outcome in APART
        else "I appreciate the way you worked through this with me.",
        "received_date": short_day(complaint.received_at or now, now),
        "accepted_option": after_colon(option.what) if option else "",
        "delivered_clause": _delivered_clause(delivered, now),
        "money_clause": money_clause(complaint, now),
    }


def _delivered_clause(delivered: Delivery | None, now: datetime) -> str:
    if delivered is None:
        return ""
    on = short_day(delivered.delivered_at, now)
    return f"\nWhat was delivered, and when: {delivered.deliverable}, on {on}."


def _accepted_option(complaint: Complaint) -> PlanOption | None:
    """Return the option that they took last."""
    plan = complaint.plan_in(Plan.State.ACCEPTED)
    yes = [each for each in complaint.responses.all() if plan and each.plan_id == plan.pk]
    return max(yes, key=lambda each: each.received_at).option if yes else None


def topic(complaint: Complaint) -> str:
    """Return what they wrote about: the one point they typed, else “this”."""
    typed = [point.text for point in complaint.points.order_by("number") if point.is_typed]
    return "this" if len(typed) != 1 else after_colon(typed[0])


def _feelings(listening: Listening) -> str:
    said = [value for value in listening.feelings if value != Listening.Feeling.NOT_SAID]
    words = [str(Listening.Feeling(value).label) for value in said]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _at_stake(complaint: Complaint, now: datetime) -> str:
    if complaint.needed_by is None:
        return ""
    return f", especially with {day(complaint.needed_by, now)} ahead"


def _wish_question(listening: Listening) -> str:
    if listening.wish != Listening.Wish.NOT_SAID:
        return ""
    return "What would put this right for you?"
