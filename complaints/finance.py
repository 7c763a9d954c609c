"""Reads the numbers beside a decision about money: what was paid, what it cost, what went back.
Sums never mix currencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.formats import money
from accounts.models import User
from accounts.tax import Taxed
from clients.models import Invoice, Project
from complaints import causes, sums
from complaints.models import Complaint, LedgerEntry, MoneyTerms, PlanOption
from complaints.position import HUNDRED, Position
from complaints.sums import REFUNDS, ZERO
from complaints.workflow import State
from policies import terms
from policies.ceilings import Basis, limit
from policies.selectors import agreement_in_force
from policies.terms import CurrencyMismatch

SIMILAR_SHOWN = 3
# Fewer paid invoices in a year make no share that says anything (playbook H: small numbers).
ENOUGH_INVOICES = 5
READ_ALONG = "_position"


@dataclass(frozen=True)
class Effort:
    """Hours and outlays that were noted; None when none were."""

    hours: Decimal | None
    outlays: Decimal | None


@dataclass(frozen=True)
class Year:
    """What went back this year in one currency, against revenue and one's own limit in percent."""

    currency: str
    given_back: Decimal
    revenue: Decimal
    limit: Decimal
    paid_invoices: int = ENOUGH_INVOICES

    def share_with(self, amount: Decimal = ZERO) -> Decimal | None:
        """Return the share of revenue in percent after `amount` more.

        None without revenue, or with so few paid invoices that one offer would be most of it.
        """
        if not self.revenue or self.paid_invoices < ENOUGH_INVOICES:
            return None
        return ((self.given_back + amount) * HUNDRED / self.revenue).quantize(Decimal("0.1"))

    def bar(self, amount: Decimal) -> int:
        """Return how much of a bar that ends at the limit is filled, in hundredths, at most 100."""
        share = self.share_with(amount)
        if share is None:
            return 0
        if not self.limit:
            return 100
        return max(0, min(100, int(share * HUNDRED / self.limit)))


def position(project: Project, on: date) -> Position:
    """Return the numbers of one project on the owner's local date `on`."""
    billed = sums.billed(project)
    worth = billed.invoiced if project.is_hourly else project.fee_net
    given, refunded = sums.given_back_and_refunded(project)
    most, left, is_agreed = _ceiling(project, Basis(given, worth, billed.paid.net), on)
    effort = effort_on(project)
    return Position(
        currency=project.currency,
        fee=worth,
        paid=billed.paid.net,
        open=billed.open.net,
        hours=effort.hours,
        cost=_cost(project, effort),
        given_back=given,
        ceiling=most,
        ceiling_left=left,
        is_agreed=is_agreed,
        outlays=effort.outlays,
        cost_gap=_cost_gap(project, effort),
        refundable=billed.paid - refunded,
        paid_with_tax=billed.paid.gross,
        rates=billed.rates,
        is_hourly=project.is_hourly,
    )


def position_of(complaint: Complaint, on: date) -> Position:
    """Return the numbers of a complaint's project on `on`; asks nothing where they were read along.

    A page reads them along once for all its cards; a verb has a row of its own and asks again.
    """
    known: tuple[date, Position] | None = vars(complaint).get(READ_ALONG)
    return known[1] if known and known[0] == on else position(complaint.project, on)


def read_along(complaint: Complaint, on: date) -> None:
    """Keep the numbers of a complaint's project with it, for a page that shows them."""
    vars(complaint)[READ_ALONG] = (on, position(complaint.project, on))


def effort_on(project: Project) -> Effort:
    """Return the hours and outlays of a project, each noted once.

    Its own; those of its rounds and deliveries; for a closed complaint what was noted at its end,
    which takes in its deliveries.
    """
    hours = [project.hours_spent]
    hours += project.rounds.filter(delivery=None).values_list("hours", flat=True)
    outlays = [project.outlays]
    noted = project.complaints.annotate(delivered=Sum("deliveries__hours")).order_by()
    for state, at_its_end, delivered, cost in noted.values_list(
        "state", "hours_total", "delivered", "direct_cost"
    ):
        is_final = state == State.CLOSED and at_its_end is not None
        hours.append(at_its_end if is_final else delivered)
        outlays.append(cost)
    return Effort(_sum(hours), _sum(outlays))


def this_year(user: User, currency: str, on: date) -> Year:
    """Return what went back in the calendar year of `on`, in one currency."""
    issued = Invoice.objects.for_user(user).filter(
        currency=currency, issued_on__year=on.year, voided_on=None
    )
    found = issued.aggregate(total=Sum("net"), paid=Count("paid_on"))
    return Year(
        currency=currency,
        given_back=given_back_in_year(user, currency, on.year),
        revenue=terms.rounded(found["total"] or ZERO, currency),
        limit=user.preferences.give_back_limit,
        paid_invoices=found["paid"],
    )


def given_back_in_year(user: User, currency: str, year: int) -> Decimal:
    """Return the settled discounts and refunds and the credits used in a year of the owner's
    zone."""
    calendar = user.preferences.calendar()
    start = calendar.at(date(year, 1, 1), time.min)
    end = calendar.at(date(year + 1, 1, 1), time.min)
    lines = LedgerEntry.objects.for_user(user).filter(currency=currency, at__gte=start, at__lt=end)
    return sums.total(sums.went_back(lines))


def similar(complaint: Complaint) -> Sequence[LedgerEntry]:
    """Return what similar cases took: the same family of cause, else the same client.

    Each line has the amount that stands after corrections in `net`.
    """
    settled = (
        LedgerEntry.objects.for_user(complaint.owner)
        .filter(what=LedgerEntry.What.SETTLED)
        .exclude(complaint=complaint)
        .select_related("complaint__client")
        .annotate(net=F("amount") + Coalesce(Sum("corrections__amount"), ZERO))
        .order_by("-at", "-number")
    )
    same_client = Q(complaint__client=complaint.client_id)
    finding = getattr(complaint, "finding", None)
    if finding is None or finding.cause == causes.NOT_SURE:
        return list(settled.filter(same_client)[:SIMILAR_SHOWN])
    alike = Q(complaint__finding__cause__startswith=f"{finding.cause.split('.')[0]}.")
    found = settled.annotate(is_alike=Case(When(alike, then=1), default=0))
    found = found.filter(alike | same_client).order_by("-is_alike", "-at", "-number")
    first = list(found[:SIMILAR_SHOWN])
    return [line for line in first if line.is_alike == first[0].is_alike]


def against_facts(position: Position, terms: MoneyTerms, project: Project) -> str:
    """Return why an amount cannot be, as a sentence, or an empty text.

    A refund is at most what was paid and not given back already; a discount at most what is open
    on its invoice.
    """
    kind, currency = terms.option.kind, position.currency
    if terms.currency != currency:
        return str(CurrencyMismatch(terms.currency, currency))
    if kind in REFUNDS:
        if not position.refundable.holds(terms.taxed):
            return _("They paid %(paid)s, of which %(left)s can still go back") % {
                "paid": money(position.paid_with_tax, currency),
                "left": money(max(ZERO, position.refundable.gross), currency),
            }
        return _against_invoice(terms)
    if kind == PlanOption.Kind.DISCOUNT:
        if terms.invoice is None:
            return _("Choose the open invoice that the discount is on")
        left = sums.left_of(terms.invoice) if terms.invoice.is_open else Taxed()
        if not left.holds(terms.taxed):
            return _("Only %(left)s is open on invoice %(number)s") % {
                "left": money(max(ZERO, left.gross), currency),
                "number": terms.invoice.number,
            }
    return ""


def _against_invoice(terms: MoneyTerms) -> str:
    """Return why a refund cannot be of its invoice: not paid, or less than that is left of it."""
    invoice = terms.invoice
    if invoice is None:
        return ""
    if invoice.paid_on is None:
        return _("Invoice %(number)s is not paid") % {"number": invoice.number}
    left = sums.left_of(invoice) - sums.refunded_on(invoice)
    if left.holds(terms.taxed):
        return ""
    return _("Only %(left)s of invoice %(number)s can still go back") % {
        "left": money(max(ZERO, left.gross), terms.currency),
        "number": invoice.number,
    }


def above_ceiling(position: Position) -> str:
    """Return the sentence for an amount above what the ceiling leaves."""
    sentence = _(
        "The agreed ceiling of %(ceiling)s leaves %(left)s. Enter less, or say why above it"
    )
    if position.is_taxed:
        sentence = _(
            "The agreed ceiling of %(ceiling)s leaves %(left)s, without tax. Enter less, or say why"
            " above it"
        )
    return sentence % {
        "ceiling": money(position.ceiling, position.currency),
        "left": money(position.ceiling_left, position.currency),
    }


def _ceiling(project: Project, basis: Basis, on: date) -> tuple[Decimal, Decimal, bool]:
    """Return the ceiling, what is left of it on `on`, and whether a policy was agreed."""
    agreement = agreement_in_force(project)
    if agreement is None:
        worth = basis.worth or ZERO
        return worth, max(ZERO, worth - basis.committed), False
    limited = limit(agreement.policy_version, project, on, basis)
    return limited.most, limited.left, True


def _cost(project: Project, effort: Effort) -> Decimal | None:
    rate = project.owner.preferences.hourly_cost
    known = [] if effort.outlays is None else [effort.outlays]
    if effort.hours is not None and rate is not None and _same_currency(project):
        known.append(effort.hours * rate)
    return terms.rounded(sum(known, ZERO), project.currency) if known else None


def _cost_gap(project: Project, effort: Effort) -> str:
    preferences = project.owner.preferences
    if effort.hours is None:
        return _("No hours are noted.")
    if preferences.hourly_cost is None:
        return _("Your own cost of an hour is not set, so hours are not in it.")
    if not _same_currency(project):
        sentence = _("Your own cost of an hour is in %(mine)s, so hours are not in it.")
        return sentence % {"mine": preferences.currency}
    return ""


def _same_currency(project: Project) -> bool:
    return bool(project.owner.preferences.currency == project.currency)


def _sum(noted: list[Decimal | None]) -> Decimal | None:
    values = [value for value in noted if value is not None]
    return sum(values, ZERO) if values else None
