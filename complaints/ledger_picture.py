"""Where the bars of a year stand: revenue above its axis, what went back below its own. Pure."""

from dataclasses import dataclass
from decimal import Decimal

# In units of the picture: twelve slots, the two rows of bars, and the names of months between.
SLOT, BAR = 32, 18
UPPER_AXIS, LOWER_AXIS = 104, 128
ROOM_ABOVE, ROOM_BELOW = 84, 56
LEAST_BAR = Decimal(2)


@dataclass(frozen=True)
class Bar:
    """One bar, from `y` down; `is_labelled` is false where a neighbour's amount needs the room."""

    x: int
    y: Decimal
    height: Decimal
    amount: Decimal
    is_labelled: bool
    is_most: bool

    @property
    def middle(self) -> int:
        """Where the amount stands, from the left."""
        return self.x + BAR // 2

    @property
    def above(self) -> Decimal:
        """Where the amount stands over the bar."""
        return self.y - 6

    @property
    def below(self) -> Decimal:
        """Where the amount stands under the bar."""
        return self.y + self.height + 15


@dataclass(frozen=True)
class Picture:
    """The bars of twelve months, each row to its own scale, and the names under the axis."""

    revenue: list[Bar]
    given_back: list[Bar]
    names: list[tuple[int, str]]


def draw(names: list[str], revenue: list[Decimal], given_back: list[Decimal]) -> Picture:
    """Return the picture of a year; the three lists have one entry for each month."""
    axis = [(SLOT * n + SLOT // 2, name) for n, name in enumerate(names)]
    up = [_bar(*each, top=UPPER_AXIS - each[2]) for each in _heights(revenue, ROOM_ABOVE)]
    down = [_bar(*each, top=Decimal(LOWER_AXIS)) for each in _heights(given_back, ROOM_BELOW)]
    return Picture(up, down, axis)


def _heights(amounts: list[Decimal], room: int) -> list[tuple[int, Decimal, Decimal, bool, bool]]:
    most = max([*amounts, Decimal(0)])
    first = amounts.index(most) if most else None
    labelled = _labelled(amounts)
    return [
        (n, amount, max(LEAST_BAR, round(amount * room / most, 1)), n in labelled, n == first)
        for n, amount in enumerate(amounts)
        if amount > 0
    ]


def _bar(
    n: int, amount: Decimal, height: Decimal, is_labelled: bool, is_most: bool, *, top: Decimal
) -> Bar:
    return Bar(SLOT * n + (SLOT - BAR) // 2, top, height, amount, is_labelled, is_most)


def _labelled(amounts: list[Decimal]) -> set[int]:
    """Return which bars bear their amount: the largest first, never two side by side."""
    chosen: set[int] = set()
    for n in sorted(range(len(amounts)), key=lambda each: -amounts[each]):
        if amounts[n] > 0 and not {n - 1, n + 1} & chosen:
            chosen.add(n)
    return chosen
