"""Which currencies people pay in today, what they are called and how many decimals they have."""

from decimal import Decimal
from functools import cache

import moneyed
from babel import Locale
from babel.numbers import get_territory_currencies

# The database keeps three decimals; an accounting unit with more is nobody's fee.
MOST_DECIMALS = 3
# Worth a fifth of the unit: their subunit of 5 still needs two decimals written out in ISO 4217.
WRITTEN_WITH_TWO = frozenset({"MGA", "MRU"})


@cache
def in_use() -> frozenset[str]:
    """Return the ISO 4217 codes that are legal tender somewhere today."""
    places = Locale("en").territories
    tender = {str(code) for place in places for code in get_territory_currencies(str(place))}
    return frozenset(
        code for code in tender & moneyed.CURRENCIES.keys() if decimals(code) <= MOST_DECIMALS
    )


@cache
def choices() -> tuple[tuple[str, str], ...]:
    """Return (code, "EUR, Euro") for a form, sorted by code."""
    return tuple((code, f"{code}, {moneyed.get_currency(code).name}") for code in sorted(in_use()))


def decimals(code: str) -> int:
    """Return how many decimals amounts in `code` have; 2 for a code nobody knows."""
    if code in WRITTEN_WITH_TWO:
        return 2
    known = moneyed.CURRENCIES.get(code)
    return len(str(known.sub_unit)) - 1 if known else 2


def fits(amount: Decimal, code: str) -> bool:
    """Say whether `amount` can be paid in `code`: no third decimal in euro, none at all in yen."""
    return amount == round(amount, decimals(code))
