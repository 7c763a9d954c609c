"""The sentences about money: what was tried before it (E7), how it is paid, what was paid (E8)."""

from datetime import datetime

from accounts.formats import quantity, short_day
from complaints import sums
from complaints.letters.wording import shorten
from complaints.models import Complaint, LedgerEntry, PlanOption, Remedy
from complaints.pricing import in_words

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


def tried_line(complaint: Complaint) -> str:
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


def payment_line(kind: str, amount: str, days: int) -> str:
    """Return how and when it is paid; `amount` is what they get in all, `days` are working days."""
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


def money_clause(complaint: Complaint, now: datetime) -> str:
    """Return the line of the record about money that was paid, or an empty text."""
    if all(remedy.state != Remedy.State.SETTLED for remedy in complaint.remedies.all()):
        return ""
    lines = complaint.ledger.select_related("remedy__option__money")
    paid = lines.filter(what=LedgerEntry.What.SETTLED).latest("number")
    held = sums.held(paid)
    if not held.net:
        return ""
    sent = f"{MONEY[paid.kind]} of {in_words(held, complaint)}"
    return f"\nMoney: {sent}, on {short_day(paid.at, now)}."
