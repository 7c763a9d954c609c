"""Where one project stands, and what would be left of its fee after giving an amount back. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from policies import terms

ZERO, HUNDRED = Decimal(0), Decimal(100)
STEP_PERCENT = 5
LEAST_PERCENT = 25


@dataclass(frozen=True)
class Step:
    """One row of the table: a share of the fee, its amount, and what would be left."""

    percent: int
    amount: Decimal
    left: Decimal


@dataclass(frozen=True)
class Position:
    """Where one project stands, in its currency.

    `paid` and `open` are what invoices ask for after discounts and used credits. `ceiling` and
    `ceiling_left` follow the agreed version; without one the fee itself is the ceiling. `hours` and
    `outlays` are None when none are noted; `cost_gap` says why `cost` is not the whole cost.
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

    def steps(self) -> list[Step]:
        """Return the amounts in steps of 5 % of the fee, at least to 25 %, up to the ceiling."""
        if not self.fee:
            return []
        shares = range(STEP_PERCENT, 101, STEP_PERCENT)
        rows = [(n, terms.share(self.fee, Decimal(n), self.currency)) for n in shares]
        shown = [row for row in rows if row[0] <= LEAST_PERCENT or row[1] <= self.ceiling]
        return [Step(n, amount, self.left_after(amount)) for n, amount in shown]


def percent_of(amount: Decimal, fee: Decimal) -> Decimal | None:
    """Return an amount as a percentage of the fee, to one decimal; None without a fee."""
    return (amount * HUNDRED / fee).quantize(Decimal("0.1")).normalize() if fee else None
