"""Where each blank of a letter comes from: one function per letter, reading earlier answers."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from accounts.formats import day, moment, money, quantity, short_day
from complaints import causes, sums
from complaints.letters.fill import open_blank
from complaints.models import (
    Acknowledgement,
    Complaint,
    Delivery,
    Finding,
    LedgerEntry,
    Listening,
    MoneyTerms,
    Plan,
    PlanOption,
    PointAnswer,
    Promise,
    Remedy,
)
from policies.allowance import for_project
from policies.models import RevisionRound

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
TRIED = {
    "revision": "a revision",
    "partial_early": "a part sooner",
    "redo": "a redo",
    "part_redo": "a redo of a part",
}
MONEY = {
    "goodwill_credit": "goodwill credit",
    "discount": "discount",
    "partial_refund": "partial refund",
    "full_refund": "full refund",
}
# The answers in which they say what is still missing; a question is none.
FALLS_SHORT = ("no", "different", "not_right")
SHORT = 160
# Words that are no names, so that they may lose their capital after a colon.
COMMON_STARTS = re.compile(
    r"(?:A|Adding|After|All|An|And|Another|Any|Anything|As|At|Because|Before|Both|But|Changes|"
    r"Changing|Each|Every|Everything|Extra|For|From|Further|Half|He|Her|His|Hosting|How|If|"
    r"In|It|Its|Later|Making|More|Moving|My|New|No|Nobody|Not|Nothing|On|Once|One|Only|"
    r"Orders|Other|Our|Photos|Printing|Putting|She|Shipping|Since|Some|Somebody|Texts|That|"
    r"The|Their|There|These|They|This|Those|Three|Training|Translating|Travel|Two|Until|We|"
    r"What|When|Where|Which|While|With|Without|Work|Writing|You|Your)\b"
)
# The ends on which both did not agree.
APART = ("not_agreed", "left", "elsewhere")


def common(complaint: Complaint) -> dict[str, str]:
    """Return the blanks that every letter shares."""
    preferences = complaint.owner.preferences
    listening = getattr(complaint, "listening", None)
    paraphrase = _after_colon(listening.paraphrase) if listening else ""
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
        "expected": _no_stop(expected),
        "received": _no_stop(received),
        "feeling_word": _feelings(listening),
        "what_is_at_stake": _at_stake(complaint, now),
        "wish_question": _wish_question(listening),
    }
    if plan_promised_on is not None:
        values["plan_date"] = day(plan_promised_on, now)
    if own_part:
        values["own_part"] = _no_stop(own_part_text) or OWN_WORDS.get(
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
        "ways_subject": _ways(ways),
        "ways_line": _ways_line(ways),
        "plan_date": _promised(complaint, now),
        "cause_line": _cause_line(complaint, plan, now),
        "own_line": _own_line(complaint),
        "options_list": "\n\n".join(option_line(option, now) for option in options)
        or open_blank("options_list"),
        "not_included": _limits(plan),
        "suggestion_line": (
            f"My suggestion is option {suggested.letter}." if suggested and ways > 1 else ""
        ),
        "choice_line": _choice_line(ways, answer_by or open_blank("answer_by_date")),
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
    name = _round_name(complaint, round_type, is_words_only)
    ready = f"{name} is here: {deliverable or open_blank('link')}"
    # A full stop after a link would become part of it.
    stop = "" if "://" in ready or not deliverable else "."
    values = common(complaint) | {
        "ready_subject": f"{name} is ready",
        "ready_line": ready + stop,
        "changes_list": _changes(results),
        "round_line": round_line(complaint, round_type),
    }
    return values | ({"feedback_date": day(feedback_by, now)} if feedback_by else {})


def money_offer(complaint: Complaint, option: PlanOption, *, now: datetime) -> dict[str, str]:
    """Return the blanks of E7, from the offer as it stands."""
    terms = option.money
    amount = money(terms.amount, terms.currency)
    return common(complaint) | {
        "tried_line": _tried_line(complaint),
        "money_offer": f"{_lower_first(option.what)}",
        "basis": _lower_first(_no_stop(terms.basis)),
        "what_they_keep": KEEPS[MoneyTerms.Keeps(terms.client_keeps)],
        "payment_line": _payment_line(option.kind, amount, terms.payment_days),
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
        "accepted_option": _after_colon(option.what) if option else "",
        "delivered_clause": _delivered_clause(delivered, now),
        "money_clause": _money_clause(complaint, now),
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


def _money_clause(complaint: Complaint, now: datetime) -> str:
    if all(remedy.state != Remedy.State.SETTLED for remedy in complaint.remedies.all()):
        return ""
    paid = complaint.ledger.filter(what=LedgerEntry.What.SETTLED).latest("number")
    amount = sums.net(paid)
    if not amount:
        return ""
    sent = f"{MONEY[paid.kind]} of {money(amount, paid.currency)}"
    return f"\nMoney: {sent}, on {short_day(paid.at, now)}."


def _tried_line(complaint: Complaint) -> str:
    """Say what was tried and what still falls short, in the client's own words."""
    tried = (
        complaint.remedies.filter(
            rung__in=(2, 3), state__in=[Remedy.State.JUDGED_NOT_ENOUGH, Remedy.State.DECLINED]
        )
        .select_related("option")
        .order_by("-offered_at", "-option__is_suggested", "option__letter")
        .first()
    )
    if tried is None:
        return ""
    word = TRIED.get(tried.kind, "a fix")
    did = "tried" if tried.delivered_at else "looked at"
    answers = complaint.responses.filter(kind__in=FALLS_SHORT).exclude(said="")
    gap = answers.order_by("-received_at", "-pk").first()
    words = f": {shorten(gap.said).rstrip('!?')}" if gap else ""
    return f"We’ve {did} {word}, and I understand it still falls short of what you needed{words}."


def _payment_line(kind: str, amount: str, days: int) -> str:
    within = "one working day" if days == 1 else f"{quantity(days)} working days"
    match kind:
        case PlanOption.Kind.GOODWILL_CREDIT:
            return f"If you accept, you get a credit note over {amount} within {within}."
        case PlanOption.Kind.DISCOUNT:
            return f"If you accept, you get the corrected invoice within {within}."
        case _:
            return (
                f"If you accept, I will send {amount} within {within} and email you the credit"
                " note. A reply to this mail is enough."
            )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def topic(complaint: Complaint) -> str:
    """Return what they wrote about: the one point they typed, else “this”."""
    typed = [point.text for point in complaint.points.order_by("number") if point.is_typed]
    return "this" if len(typed) != 1 else _after_colon(typed[0])


def option_line(option: PlanOption, now: datetime) -> str:
    """Return one option as the client reads it."""
    cost = "none" if not option.client_cost else money(option.client_cost, option.currency)
    return (
        f"Option {option.letter}: {_no_stop(option.what)}. Ready by {moment(option.ready_at, now)}."
        f" Cost to you: {cost}."
    )


def round_line(complaint: Complaint, round_type: str) -> str:
    """Return the sentence that says what this round costs and how many are left."""
    if not round_type:
        return ""
    allowance = for_project(complaint.project)
    included = quantity(allowance.included)
    match round_type:
        case RevisionRound.Type.INCLUDED if allowance.included:
            return (
                f"This is round {quantity(allowance.used + 1)} of the {included} in our agreement,"
                f" so {_remain(allowance.remaining - 1)} at no charge."
            )
        case RevisionRound.Type.CORRECTION if allowance.included:
            return (
                "This corrects my own error, so it does not count as a round:"
                f" of the {included} in our agreement, {_remain(allowance.remaining)} at no charge."
            )
        case RevisionRound.Type.CORRECTION:
            return "This corrects my own error, so it costs you nothing."
        case RevisionRound.Type.COURTESY:
            return "This round is a courtesy and does not count against our agreement."
        case RevisionRound.Type.PAID_EXTRA:
            return "This is the extra round we agreed on."
        case _:
            return ""


def _remain(left: int) -> str:
    if left <= 0:
        return "none remains"
    return f"{quantity(left)} remain{'s' if left == 1 else ''}"


def _round_name(complaint: Complaint, round_type: str, is_words_only: bool) -> str:
    match round_type:
        case RevisionRound.Type.INCLUDED | RevisionRound.Type.PAID_EXTRA:
            return f"Round {for_project(complaint.project).used + 1}"
        case RevisionRound.Type.CORRECTION:
            return "The correction"
        case RevisionRound.Type.COURTESY:
            return "The extra revision"
        case _:
            return "My answer" if is_words_only else "The new version"


def shorten(text: str, limit: int = SHORT) -> str:
    """Return the first sentence of `text`, cut at a word when it is longer than `limit`."""
    first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    first = _no_stop(first)
    if len(first) <= limit:
        return first
    return first[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _no_stop(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _after_colon(text: str) -> str:
    """Return `text` to go on a sentence of ours: small, unless it may start with a name."""
    text = _no_stop(text)
    return _lower_first(text) if COMMON_STARTS.match(text) else text


def _limits(plan: Plan | None) -> str:
    if plan and plan.nothing_to_add:
        return _after_colon(plan.not_included)
    return _after_colon(plan.not_included if plan else "") or open_blank("not_included")


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


def _promised(complaint: Complaint, now: datetime) -> str:
    promise = (
        complaint.promises.filter(kind=Promise.Kind.PLAN, released_at=None)
        .order_by("-made_at", "-pk")
        .first()
    )
    return day(promise.due_at, now) if promise else ""


def _cause_line(complaint: Complaint, plan: Plan | None, now: datetime) -> str:
    finding: Finding | None = getattr(complaint, "finding", None)
    if finding is None:
        return f"What led to it: {open_blank('cause_in_plain_words')}."
    if finding.cause != causes.NOT_SURE:
        return f"What led to it: {_after_colon(finding.cause_sentence)}."
    steps = plan.in_order if plan else []
    step = next((step for step in steps if step.is_finding_out), None)
    by = f" and will tell you by {day(step.due_on, now)}" if step else ""
    return f"I don’t know yet what led to it; I am finding out{by}."


def _own_line(complaint: Complaint) -> str:
    finding: Finding | None = getattr(complaint, "finding", None)
    if finding and finding.lever == Finding.Lever.ME and finding.cause != causes.NOT_SURE:
        return "That was mine to catch."
    return ""


def _ways(count: int) -> str:
    return "A way forward" if count < 2 else f"{quantity(count).capitalize()} ways forward"


def _ways_line(count: int) -> str:
    if count < 2:
        return "Here is how I would put it right:"
    return f"Here are {quantity(count)} ways to put it right:"


def _choice_line(count: int, answer_by: str) -> str:
    if count < 2:
        return (
            f"Please tell me by {answer_by} whether this works for you, or what would suit you"
            " better, so these dates hold. Just reply to this mail."
        )
    return (
        f"The choice is yours. Please pick one, or ask for something different, by {answer_by},"
        " so these dates hold. Just reply to this mail."
    )


def _changes(results: Sequence[tuple[str, str, str]]) -> str:
    return "\n".join(
        f"{number}. {_no_stop(point)}: {_outcome(outcome, note)}"
        for number, (point, outcome, note) in enumerate(results, start=1)
    )


def _outcome(outcome: str, note: str) -> str:
    words = (
        {
            PointAnswer.Outcome.DONE: "done",
            PointAnswer.Outcome.DIFFERENTLY: "done differently",
            PointAnswer.Outcome.NOT_DONE: "not done",
        }.get(PointAnswer.Outcome(outcome), "")
        if outcome
        else open_blank("what_changed")
    )
    return f"{words}. {_no_stop(note)}." if note else f"{words}."
