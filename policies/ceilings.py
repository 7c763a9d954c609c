"""How much an agreed policy gives back of one project: the most, and what is left of it now."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clients.models import Project
from clients.worth import committed_on, not_delivered, paid_on, worth_of
from policies import terms
from policies.models import PolicyVersion
from policies.terms import Ceiling


@dataclass(frozen=True)
class Basis:
    """What the limit of a project is worked out from, without tax: its worth, what was paid, and
    what is promised or went back. What is None is asked for where the policy needs it."""

    committed: Decimal
    worth: Decimal | None = None
    paid: Decimal | None = None


@dataclass(frozen=True)
class Limit:
    """In the project's currency, without tax; `left` is nothing once the policy's days are over."""

    most: Decimal
    left: Decimal


def limit(version: PolicyVersion, project: Project, on: date, basis: Basis | None = None) -> Limit:
    """Return the limit of `version` for `project` on the owner's local date `on`.

    Raises CurrencyMismatch for an amount in another currency than the project's.
    """
    known = basis or Basis(committed_on(project))
    agreed, currency = version.terms(), project.currency
    worth = worth_of(project) if known.worth is None else known.worth
    undelivered = _undelivered(version, project, known)
    history = terms.History(
        given_back=known.committed, currency=currency, delivered_on=project.delivered_on
    )
    return Limit(
        terms.ceiling(agreed, worth, currency, undelivered=undelivered),
        terms.may_give_back(agreed, worth, currency, history, on, undelivered=undelivered),
    )


def _undelivered(version: PolicyVersion, project: Project, known: Basis) -> Decimal:
    if version.ceiling_kind != Ceiling.STAGES:
        return Decimal(0)
    paid = paid_on(project) if known.paid is None else known.paid
    return terms.undelivered_part(not_delivered(project), paid=paid, committed=known.committed)
