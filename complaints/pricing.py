"""What an offer of money is with its tax, and how it is said."""

from decimal import Decimal

from accounts import tax
from accounts.tax import Taxed
from clients.models import Invoice, Project
from complaints.models import Complaint, PlanOption
from complaints.position import Position


class RateUnclear(ValueError):
    """What they paid has several rates of tax, so the invoice has to be named."""


def offered(
    typed: Decimal, *, kind: str, project: Project, position: Position, invoice: Invoice | None
) -> Taxed:
    """Return an amount, typed as the project's prices are, with its tax.

    All that can still go back keeps the tax that was paid. Raises RateUnclear.
    """
    left = position.refundable
    if kind == PlanOption.Kind.FULL_REFUND and typed == left.as_priced(project.prices):
        return left
    rate = _rate(kind, project, position, invoice)
    return tax.priced(typed, project.prices, rate, project.currency)


def as_typed(net: Decimal, project: Project) -> Decimal:
    """Return an amount without tax as the project's prices are typed."""
    return tax.added(net, project.tax_rate, project.currency).as_priced(project.prices)


def in_words(amount: Taxed, complaint: Complaint) -> str:
    """Return an amount in the words of the project's prices and of its freelancer."""
    project, name = complaint.project, complaint.owner.preferences.tax_name
    return tax.in_words(amount, project.currency, project.prices, name)


def cost_in_words(typed: Decimal, complaint: Complaint) -> str:
    """Return a price of further work, typed as the project's prices are, in words."""
    project = complaint.project
    cost = tax.priced(typed, project.prices, project.tax_rate, project.currency)
    return in_words(cost, complaint)


def _rate(
    kind: str, project: Project, position: Position, invoice: Invoice | None
) -> Decimal | None:
    if invoice is not None:
        return invoice.tax_rate
    # A credit is for work to come.
    if kind == PlanOption.Kind.GOODWILL_CREDIT or not position.rates:
        return project.tax_rate
    if len(position.rates) > 1:
        raise RateUnclear
    return next(iter(position.rates))
