"""What a project is worth, what of it is not delivered, and the money that moved on it."""

from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from clients.models import Project

ZERO = Decimal(0)


def worth_of(project: Project) -> Decimal:
    """Return the fee; where none was agreed, what was invoiced and not voided (one query)."""
    if not project.is_hourly:
        return project.fee_net
    invoices = project.invoices.filter(currency=project.currency, voided_on=None)
    return sum(invoices.values_list("net", flat=True), ZERO)


def not_delivered(project: Project) -> Decimal:
    """Return the price of the stages that are not delivered yet (one query)."""
    return sum((stage.not_delivered for stage in project.stages.all()), ZERO)


def committed_on(project: Project) -> Decimal:
    """Return what is promised or went back, without tax."""
    return _asked("committed", project)


def paid_on(project: Project) -> Decimal:
    """Return what was paid, without tax."""
    return _asked("paid", project)


def _asked(what: str, project: Project) -> Decimal:
    """Ask who knows the ledger; the settings name them, because nothing here imports upward."""
    amount: Decimal = import_string(settings.MONEY_OF_PROJECTS[what])(project)
    return amount
