"""The verbs of money: write an offer of money, and mark it as paid (T21)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.formats import money
from accounts.tax import Taxed
from clients.models import Invoice
from complaints import pricing
from complaints.gates import GateClosedError, draft_plan, money_unlocked
from complaints.models import (
    Complaint,
    LedgerEntry,
    MoneyTerms,
    Plan,
    PlanOption,
    Promise,
    Remedy,
)
from complaints.moves import ledger, promises
from complaints.moves.base import YOU, IllegalMoveError, advance, still_open, transition
from complaints.moves.intake import forget_draft
from complaints.moves.planning import new_draft
from complaints.workflow import PLACES, M, State


@dataclass(frozen=True)
class MoneyDraft:
    """An offer of money as the form hands it over, in the project's currency.

    `amount` is without tax; `tax_rate` is None where there is none, or where there are several.
    """

    kind: str
    amount: Decimal
    basis: str
    client_keeps: str
    valid_until: date
    payment_days: int
    invoice: Invoice | None = None
    tax: Decimal = Decimal(0)
    tax_rate: Decimal | None = None

    @property
    def taxed(self) -> Taxed:
        """The amount with its tax."""
        return Taxed(self.amount, self.tax, self.tax_rate)


def draft_money(complaint: Complaint, offer: MoneyDraft, *, now: datetime) -> None:
    """Write an offer of money as the only option of the plan that is not sent yet.

    Raises GateClosedError while the lock is shut.
    """
    with transition(complaint, now=now) as row:
        still_open(row, PLACES["money"].open_in)
        missing = money_unlocked(row, now)
        if missing:
            raise GateClosedError("G6", missing)
        plan = draft_plan(row) or new_draft(row)
        # A day to find out the cause is asked for by the lock, whatever is offered.
        plan.steps.filter(is_finding_out=False).delete()
        plan.options.all().delete()
        Plan.objects.filter(pk=plan.pk).update(
            nothing_to_add=True, answer_by=offer.valid_until, if_silent=Plan.IfSilent.WAIT
        )
        _write_option(row, plan, offer)
        forget_draft(row, "money")


def settle(
    complaint: Complaint,
    *,
    reference: str,
    paid_at: datetime,
    by: str = YOU,
    now: datetime,
) -> None:
    """T21: the accepted money has been sent; when nothing else is open, the complaint is resolved.

    Raises IllegalMoveError when it was marked already.
    """
    with transition(complaint, now=now) as row:
        accepted = row.remedies.filter(state=Remedy.State.ACCEPTED)
        remedy = accepted.filter(kind__in=PlanOption.MONEY).select_related("option__money").first()
        if remedy is None:
            raise IllegalMoveError(row)
        is_last = row.state == State.IN_PROGRESS and accepted.count() == 1
        terms = remedy.option.money
        advance(
            row,
            M.SETTLE,
            by=by,
            now=now,
            title=_("You sent %(amount)s") % {"amount": money(terms.taxed.gross, terms.currency)},
            detail=reference,
            client_saw=True,
            target=State.RESOLVED if is_last else None,
            **({"resolved_at": now} if is_last else {}),
        )
        Remedy.objects.filter(pk=remedy.pk).update(state=Remedy.State.SETTLED)
        ledger.add(
            remedy, LedgerEntry.What.SETTLED, at=paid_at, reference=reference, invoice=terms.invoice
        )
        promises.keep(row, [Promise.Kind.MONEY], now=now)
        forget_draft(row, "settle")


def _write_option(complaint: Complaint, plan: Plan, offer: MoneyDraft) -> None:
    currency = complaint.project.currency
    option = PlanOption.objects.create(
        plan=plan,
        letter="A",
        kind=offer.kind,
        what=_what(offer, pricing.in_words(offer.taxed, complaint)),
        ready_on=offer.valid_until,
        currency=currency,
        is_suggested=True,
    )
    MoneyTerms.objects.create(
        option=option,
        amount=offer.amount,
        tax=offer.tax,
        tax_rate=offer.tax_rate,
        currency=currency,
        basis=offer.basis,
        client_keeps=offer.client_keeps,
        valid_until=offer.valid_until,
        payment_days=offer.payment_days,
        invoice=offer.invoice,
    )


def _what(offer: MoneyDraft, amount: str) -> str:
    match offer.kind:
        case PlanOption.Kind.GOODWILL_CREDIT:
            return f"A credit of {amount} for your next project"
        case PlanOption.Kind.DISCOUNT:
            return f"A discount of {amount} on invoice {offer.invoice}"
        case PlanOption.Kind.FULL_REFUND:
            return f"A full refund of {amount}"
        case _:
            return f"A partial refund of {amount}"
