"""An amount with its tax: without, rate, with; rounded once, and what it is called in words. Pure.

`accounts` is below every app, so invoices, policies and letters share this one rounding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import currencies
from accounts.formats import money, percent

ZERO, HUNDRED = Decimal(0), Decimal(100)


class Prices(models.TextChoices):
    """How somebody names their prices."""

    NONE = "none", gettext_lazy("No tax")
    NET = "net", gettext_lazy("Without tax, which is added")
    GROSS = "gross", gettext_lazy("With tax, which is in them")


@dataclass(frozen=True)
class Taxed:
    """An amount without tax and the tax on it; `rate` is None without tax, or with several."""

    net: Decimal = ZERO
    tax: Decimal = ZERO
    rate: Decimal | None = None

    @property
    def gross(self) -> Decimal:
        """What is paid in all."""
        return self.net + self.tax

    def as_priced(self, prices: str) -> Decimal:
        """Return the amount as somebody with such `prices` names it."""
        return self.gross if prices == Prices.GROSS else self.net

    def __sub__(self, other: "Taxed") -> "Taxed":
        """Return what is left after `other`, at the rate of this one."""
        return Taxed(self.net - other.net, self.tax - other.tax, self.rate)

    def holds(self, other: "Taxed") -> bool:
        """Say whether `other` fits into this amount, without tax and with it."""
        return other.net <= self.net and other.gross <= self.gross


def total(amounts: Iterable[Taxed]) -> Taxed:
    """Return the sum; it has a rate only where all amounts have the same one."""
    rows = list(amounts)
    rates = {row.rate for row in rows}
    rate = rates.pop() if len(rates) == 1 else None
    net, tax = (sum((getattr(row, part) for row in rows), ZERO) for part in ("net", "tax"))
    return Taxed(net, tax, rate)


def added(net: Decimal, rate: Decimal | None, currency: str) -> Taxed:
    """Return `net` with `rate` percent of tax added to it."""
    return Taxed(net, _rounded(net * (rate or ZERO) / HUNDRED, currency), rate)


def within(gross: Decimal, rate: Decimal | None, currency: str) -> Taxed:
    """Return `gross` parted into what it is without tax and the tax at `rate` percent in it."""
    net = _rounded(gross * HUNDRED / (HUNDRED + (rate or ZERO)), currency)
    return Taxed(net, gross - net, rate)


def priced(amount: Decimal, prices: str, rate: Decimal | None, currency: str) -> Taxed:
    """Return an amount that somebody with such `prices` typed."""
    if prices == Prices.GROSS:
        return within(amount, rate, currency)
    return added(amount, rate, currency)


def resized(amount: Taxed, net: Decimal, currency: str) -> Taxed:
    """Return `net` taxed as `amount` is: at its rate, or with several in the same proportion."""
    if amount.rate is not None or not amount.net:
        return added(net, amount.rate, currency)
    return Taxed(net, _rounded(amount.tax * net / amount.net, currency))


def in_words(amount: Taxed, currency: str, prices: str, word: str = "") -> str:
    """Return "€184 plus 19 % VAT, €218.96", "€218.96 including 19 % VAT", or only "€184".

    `word` is what the freelancer calls the tax.
    """
    if amount.rate is None and not amount.tax:
        return money(amount.net, currency)
    share = money(amount.tax, currency) if amount.rate is None else percent(amount.rate)
    sentence = _("%(gross)s including %(share)s %(tax)s")
    if prices != Prices.GROSS:
        sentence = _("%(net)s plus %(share)s %(tax)s, %(gross)s")
    return sentence % {
        "net": money(amount.net, currency),
        "gross": money(amount.gross, currency),
        "share": share,
        "tax": word or _("tax"),
    }


def _rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the smallest unit of `currency`.

    That is the commercial rounding of DIN 1333, which tax offices and the programs that write
    invoices use; shares of a fee are rounded half even (policies/terms.py).
    """
    unit = Decimal(1).scaleb(-currencies.decimals(currency))
    return amount.quantize(unit, rounding=ROUND_HALF_UP)
