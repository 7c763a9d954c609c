"""Short ways to the sums of the tests: decimals, money given back, and lines of the ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

from clients.models import Invoice
from complaints.models import LedgerEntry
from complaints.moves import ledger
from tests.complaints.money import MoneyStory

TODAY = date(2026, 3, 10)
What = LedgerEntry.What


def D(text: str) -> Decimal:
    """Return a decimal."""
    return Decimal(text)


def given_away(tale: MoneyStory, amount: str, kind: str = "partial_refund", **changes: Any) -> Any:
    """Offer, accept and settle an amount; return the settled line."""
    tale.offer(amount, kind=kind, **changes)
    tale.accept()
    tale.settle()
    return LedgerEntry.objects.filter(complaint=tale.complaint, what=What.SETTLED).latest("number")


def settled(tale: MoneyStory, amount: str = "240", **terms: Any) -> LedgerEntry:
    """Offer, accept and settle an amount of a complaint with one offer; return the settled line."""
    tale.offer(amount, **terms)
    tale.accept()
    tale.settle()
    return tale.complaint.ledger.get(what=What.SETTLED)


def credit(tale: MoneyStory, amount: str = "100") -> LedgerEntry:
    """Like `settled`, with a credit for the next project."""
    return settled(tale, amount, kind="goodwill_credit")


def later_invoice(tale: MoneyStory, net: str = "600", **changes: Any) -> Invoice:
    """Return an open invoice of today, on which a credit may be used."""
    return tale.bill(net, **{"paid": False, "issued_on": tale.today} | changes)


def use(tale: MoneyStory, line: LedgerEntry, invoice: Invoice, **changes: Any) -> LedgerEntry:
    """Use a credit on an invoice; return the line that says so."""
    given = {"invoice": invoice, "at": tale.now, "now": tale.now}
    return ledger.redeem(line, **given | changes)


def correct(tale: MoneyStory, line: LedgerEntry, to: str) -> LedgerEntry:
    """Correct a line; return the line that is added."""
    return ledger.correct(line, to=D(to), note="A typo", now=tale.now)
