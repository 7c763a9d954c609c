"""The numbers beside a decision about money: what was paid, what it cost, what is left. Sums never mix currencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.formats import money
from accounts.models import User
from clients.models import Invoice, Project
from complaints.models import Complaint, LedgerEntry, MoneyTerms, PlanOption, Remedy
from policies import terms
from policies.selectors import agreement_in_force

ZERO = Decimal(0)
HUNDRED = Decimal(100)
STEP_PERCENT = 5
LEAST_ROWS = 5
SIMILAR_SHOWN = 3
REFUNDS = (PlanOption.Kind.PARTIAL_REFUND, PlanOption.Kind.FULL_REFUND)
# Amounts that are promised or paid count against the ceiling.
COUNTING = (Remedy.State.ACCEPTED, Remedy.State.SETTLED)


@dataclass(frozen=True)
class Step:
    """One row of the table: a share of the fee, its amount, and what would be left."""

    percent: int
    amount: Decimal
    left: Decimal


@dataclass(frozen=True)
class Position:
    """Where one project stands, in its currency. `ceiling` and `ceiling_left` follow the agreed
    version; without one the fee itself is the ceiling. `hours` is None when none are noted."""

    currency: str
    fee: Decimal
    paid: Decimal
    open: Decimal
    hours: Decimal | None
    cost: Decimal | None
    given_back: Decimal
    ceiling: Decimal
    ceiling_left: Decimal
    is_agreed: bool

    @property
    def left(self) -> Decimal:
        """What is left of the fee after cost and what went back already."""
        return self.fee - (self.cost or ZERO) - self.given_back

    def left_after(self, amount: Decimal) -> Decimal:
        """Return what would be left after giving `amount` back."""
        return self.left - amount

    def rate_after(self, amount: Decimal = ZERO) -> Decimal | None:
        """Return what one hour would then have earned, or None while no hours are noted."""
        if not self.hours:
            return None
        earned = self.fee - self.given_back - amount
        return terms.rounded(earned / self.hours, self.currency)

    def steps(self) -> list[Step]:
        """Return the amounts in steps of 5 % of the fee, at least to 25 %, up to the ceiling."""
        if not self.fee:
            return []
        most = int(self.ceiling * HUNDRED / self.fee)
        count = max(LEAST_ROWS, min(most, 100) // STEP_PERCENT)
        shares = [STEP_PERCENT * n for n in range(1, count + 1)]
        amounts = [(n, terms.share(self.fee, Decimal(n), self.currency)) for n in shares]
        return [Step(n, amount, self.left_after(amount)) for n, amount in amounts]


@dataclass(frozen=True)
class Year:
    """What went back this year in one currency, against revenue and one's own limit in percent."""

    currency: str
    given_back: Decimal
    revenue: Decimal
    limit: Decimal

    def share_with(self, amount: Decimal = ZERO) -> Decimal | None:
        """Return the share of revenue in percent after `amount` more; None without revenue."""
        if not self.revenue:
            return None
        return ((self.given_back + amount) * HUNDRED / self.revenue).quantize(Decimal("0.1"))

    def bar(self, amount: Decimal) -> int:
        """Return how much of a bar that ends at the limit is filled, in hundredths, at most 100."""
        share = self.share_with(amount)
        if share is None:
            return 0
        return min(100, int(share * HUNDRED / self.limit)) if self.limit else 100


def percent_of(amount: Decimal, fee: Decimal) -> Decimal | None:
    """Return an amount as a percentage of the fee, to one decimal; None without a fee."""
    return (amount * HUNDRED / fee).quantize(Decimal("0.1")).normalize() if fee else None


def position(project: Project, on: date) -> Position:
    """Return the numbers of one project on the owner's local date `on`."""
    fee, currency = project.fee_net, project.currency
    invoices = project.invoices.filter(currency=currency, voided_on=None)
    given = given_back_on(project)
    hours = hours_of(project)
    return Position(
        currency=currency,
        fee=fee,
        paid=_total(invoices.filter(paid_on__isnull=False)),
        open=_total(invoices.filter(paid_on=None)),
        hours=hours,
        cost=_cost(project, hours),
        given_back=given,
        **_ceiling(project, given, on),
    )


def given_back_on(project: Project) -> Decimal:
    """Return the net money accepted or settled on one project, in its currency."""
    rows = LedgerEntry.objects.filter(
        complaint__project=project,
        currency=project.currency,
        remedy__state__in=COUNTING,
        what__in=[LedgerEntry.What.ACCEPTED, LedgerEntry.What.CORRECTED],
    )
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def hours_of(project: Project) -> Decimal | None:
    """Return the hours noted for a project: its own, its rounds, and deliveries without a round."""
    own = project.hours_spent
    rounds = project.rounds.aggregate(total=Sum("hours"))["total"]
    loose = project.complaints.filter(deliveries__round=None).aggregate(
        total=Sum("deliveries__hours")
    )["total"]
    noted = [value for value in (own, rounds, loose) if value is not None]
    return sum(noted, ZERO) if noted else None


def this_year(user: User, currency: str, on: date) -> Year:
    """Return what went back in the calendar year of `on`, in one currency."""
    revenue = Invoice.objects.for_user(user).filter(
        currency=currency, issued_on__year=on.year, voided_on=None
    )
    return Year(
        currency=currency,
        given_back=given_back_in_year(user, currency, on.year),
        revenue=_total(revenue),
        limit=user.preferences.give_back_limit,
    )


def given_back_in_year(user: User, currency: str, year: int) -> Decimal:
    """Return the settled discounts and refunds and the credits used in a year of the owner's zone."""
    calendar = user.preferences.calendar()
    start = calendar.at(date(year, 1, 1), datetime.min.time())
    end = calendar.at(date(year + 1, 1, 1), datetime.min.time())
    rows = LedgerEntry.objects.for_user(user).filter(currency=currency, at__gte=start, at__lt=end)
    settled = rows.filter(what=LedgerEntry.What.SETTLED).exclude(
        kind=PlanOption.Kind.GOODWILL_CREDIT
    )
    used = rows.filter(what=LedgerEntry.What.REDEEMED)
    put_right = rows.filter(
        what=LedgerEntry.What.CORRECTED,
        corrects__what__in=[LedgerEntry.What.SETTLED, LedgerEntry.What.REDEEMED],
    )
    return sum((_sum(each) for each in (settled, used, put_right)), ZERO)


def similar(complaint: Complaint) -> list[LedgerEntry]:
    """Return what similar cases took: the same family of cause, else the same client."""
    finding = getattr(complaint, "finding", None)
    settled = (
        LedgerEntry.objects.for_user(complaint.owner)
        .filter(what=LedgerEntry.What.SETTLED)
        .exclude(complaint=complaint)
        .select_related("complaint__client")
        .order_by("-at")
    )
    if finding:
        family = finding.cause.split(".")[0]
        alike = list(settled.filter(complaint__finding__cause__startswith=family)[:SIMILAR_SHOWN])
        if alike:
            return alike
    return list(settled.filter(complaint__client=complaint.client)[:SIMILAR_SHOWN])


def totals(rows: Iterable[LedgerEntry]) -> dict[str, Decimal]:
    """Return the sum of `rows` for each currency; currencies are never added together."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, ZERO) + row.amount
    return sums


def _ceiling(project: Project, given: Decimal, on: date) -> dict[str, Decimal | bool]:
    fee, currency = project.fee_net, project.currency
    agreement = agreement_in_force(project)
    if agreement is None:
        return {"ceiling": fee, "ceiling_left": max(ZERO, fee - given), "is_agreed": False}
    agreed = agreement.policy_version.terms()
    history = terms.History(given_back=given, currency=currency, delivered_on=project.delivered_on)
    return {
        "ceiling": terms.ceiling(agreed, fee, currency),
        "ceiling_left": terms.may_give_back(agreed, fee, currency, history, on),
        "is_agreed": True,
    }


def _cost(project: Project, hours: Decimal | None) -> Decimal | None:
    rate = project.owner.preferences.hourly_cost
    known = [hours * rate] if hours is not None and rate is not None else []
    if project.outlays is not None:
        known.append(project.outlays)
    return terms.rounded(sum(known, ZERO), project.currency) if known else None


def _total(invoices: QuerySet[Invoice]) -> Decimal:
    return invoices.aggregate(total=Sum("net"))["total"] or ZERO


def _sum(rows: QuerySet[LedgerEntry]) -> Decimal:
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def against_facts(position: Position, terms: MoneyTerms, project: Project) -> str:
    """Return why an amount cannot be, as a sentence, or an empty text.

    A refund is at most what was paid and not given back already; a discount at most what is open
    on its invoice; nothing is above the fee.
    """
    kind, currency = terms.option.kind, position.currency
    if kind in REFUNDS:
        left = position.paid - refunded(project)
        if terms.amount > left:
            return _("They paid %(paid)s, of which %(left)s can still go back") % {
                "paid": money(position.paid, currency),
                "left": money(max(ZERO, left), currency),
            }
    if kind == PlanOption.Kind.DISCOUNT and terms.invoice is not None:
        left = open_on(terms.invoice)
        if terms.amount > left:
            return _("Only %(left)s is open on invoice %(number)s") % {
                "left": money(left, currency),
                "number": terms.invoice.number,
            }
    return ""


def above_ceiling(position: Position) -> str:
    """Return the sentence for an amount above what the ceiling leaves."""
    return _("The ceiling of %(ceiling)s leaves %(left)s") % {
        "ceiling": money(position.ceiling, position.currency),
        "left": money(position.ceiling_left, position.currency),
    }


def refunded(project: Project) -> Decimal:
    """Return the refunds accepted or settled on a project, in its currency."""
    rows = LedgerEntry.objects.filter(
        complaint__project=project,
        currency=project.currency,
        kind__in=REFUNDS,
        remedy__state__in=COUNTING,
        what__in=[LedgerEntry.What.ACCEPTED, LedgerEntry.What.CORRECTED],
    )
    return _sum(rows)


def open_on(invoice: Invoice) -> Decimal:
    """Return what is still to pay on an invoice after the discounts already accepted."""
    if not invoice.is_open:
        return ZERO
    given = LedgerEntry.objects.filter(
        invoice=invoice,
        kind=PlanOption.Kind.DISCOUNT,
        remedy__state__in=COUNTING,
        what__in=[LedgerEntry.What.ACCEPTED, LedgerEntry.What.CORRECTED],
    )
    return max(ZERO, invoice.net - _sum(given))
