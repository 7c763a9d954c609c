"""The sentences of E2 that follow from the plan: its options, its limits, what led to it."""

from datetime import datetime

from accounts.formats import day, local_date, moment, quantity
from complaints import causes
from complaints.letters.fill import open_blank
from complaints.letters.protect import too_late
from complaints.letters.wording import after_colon, no_stop
from complaints.models import Complaint, Finding, Plan, PlanOption, Promise
from complaints.pricing import cost_in_words


def option_line(option: PlanOption, complaint: Complaint, now: datetime) -> str:
    """Return one option as the client reads it; its cost was typed as the project's prices are."""
    cost = cost_in_words(option.client_cost, complaint) if option.client_cost else "none"
    sentences = (
        f"Option {option.letter}: {no_stop(option.what)}.",
        f"Ready by {moment(option.ready, local_date(now))}.",
        too_late(complaint, option.ready_on, now),
        f"Cost to you: {cost}.",
    )
    return " ".join(filter(None, sentences))


def ways_subject(count: int) -> str:
    """Return how many ways there are, for the subject."""
    return "A way forward" if count < 2 else f"{quantity(count).capitalize()} ways forward"


def ways_line(count: int) -> str:
    """Return the sentence that leads into the options."""
    if count < 2:
        return "Here is how I would put it right:"
    return f"Here are {quantity(count)} ways to put it right:"


def choice_line(count: int, answer_by: str) -> str:
    """Return the sentence that asks for an answer; `answer_by` is a day in words."""
    if count < 2:
        return (
            f"Please tell me by {answer_by} whether this works for you, or what would suit you"
            " better, so these dates hold. Just reply to this mail."
        )
    return (
        f"The choice is yours. Please pick one, or ask for something different, by {answer_by},"
        " so these dates hold. Just reply to this mail."
    )


def cause_line(complaint: Complaint, plan: Plan | None, now: datetime) -> str:
    """Return what led to it, or by when that will be known."""
    finding: Finding | None = getattr(complaint, "finding", None)
    if finding is None:
        return f"What led to it: {open_blank('cause_in_plain_words')}."
    if finding.cause != causes.NOT_SURE:
        return f"What led to it: {after_colon(finding.cause_sentence)}."
    steps = plan.in_order if plan else []
    step = next((step for step in steps if step.is_finding_out), None)
    by = f" and will tell you by {day(step.due_on, now)}" if step else ""
    return f"I don’t know yet what led to it; I am finding out{by}."


def own_line(complaint: Complaint) -> str:
    """Return the sentence for a cause that was mine, else an empty text."""
    finding: Finding | None = getattr(complaint, "finding", None)
    if finding and finding.lever == Finding.Lever.ME and finding.cause != causes.NOT_SURE:
        return "That was mine to catch."
    return ""


def limits(plan: Plan | None) -> str:
    """Return what is not part of the plan; it stays open until that is said."""
    if plan and plan.nothing_to_add:
        return after_colon(plan.not_included)
    return after_colon(plan.not_included if plan else "") or open_blank("not_included")


def promised_on(complaint: Complaint, now: datetime) -> str:
    """Return the day on which the plan was promised, in words, or an empty text."""
    promise = (
        complaint.promises.filter(kind=Promise.Kind.PLAN, released_at=None)
        .order_by("-made_at", "-pk")
        .first()
    )
    return day(promise.due, now) if promise else ""
