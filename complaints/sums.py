"""What the lines of the ledger add up to: exact, in one currency, corrections taken in."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import tax
from accounts.formats import money
from accounts.tax import Taxed
from clients.models import Invoice, Project
from complaints.models import LedgerEntry, PlanOption, Remedy

ZERO = Decimal(0)
What = LedgerEntry.What
CREDIT, DISCOUNT = PlanOption.Kind.GOODWILL_CREDIT, PlanOption.Kind.DISCOUNT
REFUNDS = (PlanOption.Kind.PARTIAL_REFUND, PlanOption.Kind.FULL_REFUND)

# Promised or paid; only lines that moved money are ever corrected.
_COUNTING = Q(
    what__in=[What.ACCEPTED, What.CORRECTED],
    remedy__state__in=[Remedy.State.ACCEPTED, Remedy.State.SETTLED],
)
# What makes an invoice smaller: a discount from the yes on, a credit once it is used on it.
_OFF_INVOICE = (
    _COUNTING & Q(kind=DISCOUNT) | Q(what=What.REDEEMED) | Q(corrects__what=What.REDEEMED)
)
# What went back for good: a credit counts when it is used, not when it is given.
_WENT_BACK = (
    (Q(what=What.SETTLED) & ~Q(kind=CREDIT))
    | (Q(corrects__what=What.SETTLED) & ~Q(kind=CREDIT))
    | Q(what=What.REDEEMED)
    | Q(corrects__what=What.REDEEMED)
)


def total(rows: QuerySet[LedgerEntry]) -> Decimal:
    """Return the sum of the amounts of `rows`, which are in one currency.

    Added up here and not in the database, because SQLite adds floats.
    """
    return sum(rows.values_list("amount", flat=True), ZERO)


def totals(rows: Iterable[LedgerEntry]) -> dict[str, Decimal]:
    """Return the sum of `rows` for each currency; currencies are never added together."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, ZERO) + row.amount
    return sums


def with_tax(rows: QuerySet[LedgerEntry]) -> Taxed:
    """Return what `rows`, in one currency, add up to, with their tax."""
    found = rows.values_list("amount", "tax")
    return tax.total(Taxed(amount, its_tax) for amount, its_tax in found)


def net(entry: LedgerEntry) -> Decimal:
    """Return what a line holds after its corrections."""
    return entry.amount + sum(entry.corrections.values_list("amount", flat=True), ZERO)


def held(entry: LedgerEntry) -> Taxed:
    """Return what a line holds after its corrections, with its tax, at the rate of its offer."""
    lines = [(entry.amount, entry.tax), *entry.corrections.values_list("amount", "tax")]
    rate = entry.remedy.option.money.tax_rate
    return tax.total(Taxed(amount, its_tax, rate) for amount, its_tax in lines)


def given_back_on(project: Project) -> Decimal:
    """Return the money accepted or settled on one project, in its currency."""
    return total(_of(project).filter(_COUNTING))


def refunded(project: Project) -> Taxed:
    """Return the refunds accepted or settled on one project, in its currency, with their tax."""
    return with_tax(_of(project).filter(_COUNTING, kind__in=REFUNDS))


def given_back_and_refunded(project: Project) -> tuple[Decimal, Taxed]:
    """Return what `given_back_on` and `refunded` return, asked at once."""
    rows = _of(project).filter(_COUNTING).values_list("kind", "amount", "tax")
    lines = [(kind, Taxed(amount, its_tax)) for kind, amount, its_tax in rows]
    refunds = tax.total(each for kind, each in lines if kind in REFUNDS)
    return sum((each.net for _kind, each in lines), ZERO), refunds


def refunded_on(invoice: Invoice) -> Taxed:
    """Return the refunds accepted or settled of what was paid on one invoice, with their tax."""
    return with_tax(LedgerEntry.objects.filter(_COUNTING, kind__in=REFUNDS, invoice=invoice))


def taken_off(invoices: Iterable[Invoice]) -> dict[int, Taxed]:
    """Return invoice pk → the discounts and used credits on it, for those that have any."""
    rows = LedgerEntry.objects.filter(_OFF_INVOICE, invoice__in=[each.pk for each in invoices])
    found: dict[int, list[Taxed]] = {}
    for pk, amount, its_tax in rows.values_list("invoice", "amount", "tax"):
        found.setdefault(pk, []).append(Taxed(amount, its_tax))
    return {pk: tax.total(amounts) for pk, amounts in found.items()}


def with_taken_off(invoices: list[Invoice]) -> list[Invoice]:
    """Return `invoices`, each with the discounts and used credits on it as `taken_off`."""
    off = taken_off(invoices)
    for each in invoices:
        each.taken_off = off.get(each.pk, Taxed()).net  # type: ignore[attr-defined]
    return invoices


def left_of(invoice: Invoice) -> Taxed:
    """Return what an invoice asks for with its tax, discounts and used credits taken off."""
    return invoice.amount - taken_off([invoice]).get(invoice.pk, Taxed())


@dataclass(frozen=True)
class Billed:
    """What the invoices of a project that are not void ask for, discounts and credits taken off.

    `invoiced` is what they asked for at first, without tax; `rates` are the rates of the paid ones.
    """

    paid: Taxed
    open: Taxed
    invoiced: Decimal
    rates: frozenset[Decimal | None]


def billed(project: Project) -> Billed:
    """Return what the invoices of a project add up to, in its currency."""
    invoices = list(project.invoices.filter(currency=project.currency, voided_on=None))
    off = taken_off(invoices)
    paid: list[Taxed] = []
    still_open: list[Taxed] = []
    for each in invoices:
        left = each.amount - off.get(each.pk, Taxed())
        (paid if each.paid_on else still_open).append(left)
    return Billed(
        paid=tax.total(paid),
        open=tax.total(still_open),
        invoiced=sum((each.net for each in invoices), ZERO),
        rates=frozenset(each.tax_rate for each in invoices if each.paid_on),
    )


def paid_on(project: Project) -> Decimal:
    """Return what was paid on a project, without tax."""
    return billed(project).paid.net


def went_back(rows: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Return those of `rows` with which money left for good: the measure "given back"."""
    return rows.filter(_WENT_BACK)


def did_go_back(line: LedgerEntry) -> bool:
    """Say of one line, its `corrects` at hand, what `went_back` filters by."""
    moved = line.corrects.what if line.corrects else line.what
    return moved == What.REDEEMED or (moved == What.SETTLED and line.kind != CREDIT)


def contradiction(project: Project) -> str:
    """Return, as a sentence, what cannot be true of a project's invoices and the ledger.

    Refunds are at most what was paid, no more comes off an invoice than it asks for, and a project
    keeps the currency of its ledger. Empty when all is well; asked inside a transaction, after a
    change and before it is kept.
    """
    return _other_currency(project) or _off_too_much(project) or _refunded_too_much(project)


def _other_currency(project: Project) -> str:
    lines = LedgerEntry.objects.filter(complaint__project=project)
    other = lines.exclude(currency=project.currency).values_list("currency", flat=True).first()
    if other is None:
        return ""
    sentence = _("Money was offered on this project in %(currency)s, so its currency stays")
    return sentence % {"currency": other}


def _off_too_much(project: Project) -> str:
    invoices = list(project.invoices.all())
    off = taken_off(invoices)
    for each in invoices:
        gone = off.get(each.pk, Taxed())
        asked = Taxed() if each.voided_on else each.amount
        if not asked.holds(gone):
            sentence = _("%(gone)s would come off invoice %(number)s, which asks for %(asked)s")
            return sentence % {
                "gone": money(gone.gross, each.currency),
                "number": each.number,
                "asked": money(asked.gross, each.currency),
            }
    return ""


def _refunded_too_much(project: Project) -> str:
    gone = refunded(project)
    if not gone.net:
        return ""
    paid = billed(project).paid
    if paid.holds(gone):
        return ""
    sentence = _("%(gone)s would go back, but only %(paid)s is noted as paid on this project")
    return sentence % {
        "gone": money(gone.gross, project.currency),
        "paid": money(paid.gross, project.currency),
    }


def _of(project: Project) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(complaint__project=project, currency=project.currency)
