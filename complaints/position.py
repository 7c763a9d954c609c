"""Where one project stands, and what would be left of its fee after giving an amount back. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.tax import Taxed
from policies import terms

ZERO, HUNDRED = Decimal(0), Decimal(100)
STEP_PERCENT = 5
LEAST_PERCENT = 25


@dataclass(frozen=True)
class Step:
    """One row of the table: a share of the fee, its amount, and what would be left."""

    percent: Decimal
    amount: Decimal
    left: Decimal


@dataclass(frozen=True)
class Position:
    """Where one project stands, in its currency.

    `fee` is what was agreed, or for work by the hour what was invoiced. `paid` and `open` are what
    invoices ask for after discounts and used credits, without tax; `refundable` is what was paid
    and did not go back yet, with its tax, and `rates` are the rates of the paid invoices. `ceiling`
    and `ceiling_left` follow the agreed version; without one the fee itself is the ceiling. `hours`
    and `outlays` are None when none are noted; `cost_gap` says why `cost` is not the whole cost.
    """

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
    outlays: Decimal | None = None
    cost_gap: str = ""
    refundable: Taxed = field(default_factory=Taxed)
    paid_with_tax: Decimal = ZERO
    rates: frozenset[Decimal | None] = frozenset()
    is_hourly: bool = False

    @property
    def is_taxed(self) -> bool:
        """Whether what they paid holds a tax."""
        return self.paid_with_tax != self.paid

    @property
    def left(self) -> Decimal:
        """What is left of the fee after cost and what went back already."""
        return self.fee - (self.cost or ZERO) - self.given_back

    def left_after(self, amount: Decimal) -> Decimal:
        """Return what would be left after giving `amount` back."""
        return self.left - amount

    def rate_after(self, amount: Decimal = ZERO) -> Decimal | None:
        """Return what one hour would then have earned, or None while no hours are noted.

        Outlays pass through; they are not earned.
        """
        if not self.hours:
            return None
        earned = self.fee - (self.outlays or ZERO) - self.given_back - amount
        return terms.rounded(earned / self.hours, self.currency)

    def steps(self, chosen: Decimal = ZERO) -> list[Step]:
        """Return the amounts in steps of 5 % of the fee, at least to 25 %, up to the ceiling, and
        among them the one that is chosen."""
        if not self.fee:
            return []
        shares = [Decimal(n) for n in range(STEP_PERCENT, 101, STEP_PERCENT)]
        rows = {terms.share(self.fee, n, self.currency): n for n in shares}
        shown = {a: n for a, n in rows.items() if n <= LEAST_PERCENT or a <= self.ceiling}
        if chosen and chosen not in shown:
            shown[chosen] = percent_of(chosen, self.fee) or ZERO
        return [Step(n, amount, self.left_after(amount)) for amount, n in sorted(shown.items())]


def percent_of(amount: Decimal, fee: Decimal) -> Decimal | None:
    """Return an amount as a percentage of the fee, to one decimal; None without a fee."""
    return (amount * HUNDRED / fee).quantize(Decimal("0.1")).normalize() if fee else None
