"""The invoices and stages of the demo's projects, as data, and how they are noted."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.tax import added
from clients import invoices, stages
from clients.models import Project
from complaints.demo.days import Days


@dataclass(frozen=True)
class Bill:
    """An invoice without tax; days count from day 0, and `paid` is None while it is open."""

    job: str
    number: str
    net: str
    issued: int
    paid: int | None = None


@dataclass(frozen=True)
class Part:
    """A stage: what, its price, how many, how many are delivered, and when the last one was."""

    job: str
    what: str
    amount: str
    how_many: int
    delivered: int
    last: int | None = None


BILLS = (
    Bill("signage", "MS-101", "1450", -112, -101),
    Bill("photos", "MS-102", "1100", -89, -76),
    Bill("catalogue", "MS-103", "860", -51, -40),
    Bill("website", "MS-104", "1700", -74, -62),
    Bill("menu", "MS-105", "600", -58, -49),
    Bill("prices", "MS-106", "520", -36, -25),
    Bill("booking", "MS-107", "1300", -47, -38),
    Bill("logo", "MS-108", "900", -50, -41),
    Bill("brochure", "MS-109", "490", -44, -33),
    Bill("care", "MS-110", "620", -40, -31),
    Bill("care", "MS-111", "540", -20, -12),
    Bill("order-form", "MS-112", "640", -15),
    Bill("panels", "MS-113", "900", -28, -21),
    Bill("care", "MS-114", "680", -3),
)
PARTS = (
    Part("panels", "Window panel", "90", 10, 6, -4),
    Part("panels", "Opening hours sign", "140", 1, 0),
)


def keep_books(projects: dict[str, Project], days: Days) -> None:
    """Note the stages and the invoices of `projects`, known by their keys."""
    for part in PARTS:
        answers = {
            "what": part.what,
            "amount": Decimal(part.amount),
            "how_many": part.how_many,
            "delivered": part.delivered,
            "delivered_on": None if part.last is None else days.on(part.last),
        }
        stages.add_stage(projects[part.job], answers)
    for bill in BILLS:
        project = projects[bill.job]
        amount = added(Decimal(bill.net), project.tax_rate, project.currency)
        answers = {
            "number": bill.number,
            "net": amount.net,
            "tax": amount.tax,
            "tax_rate": amount.rate,
            "issued_on": days.on(bill.issued),
            "paid_on": None if bill.paid is None else days.on(bill.paid),
        }
        invoices.add_invoice(project, answers)
