"""One year of the ledger as its page shows it: its lines, and what each currency adds up to."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import dateformat

from accounts.models import User
from clients.models import Invoice
from complaints import ledger_picture, sums
from complaints.finance import Year
from complaints.models import LedgerEntry
from complaints.sums import ZERO

MONTHS = range(1, 13)


@dataclass
class Month:
    """What was asked and what went back in one month, in one currency."""

    first: date
    revenue: Decimal = ZERO
    given_back: Decimal = ZERO


@dataclass
class CurrencyYear:
    """A year in one currency. `lines` has the sum of each kind of line, by its code."""

    currency: str
    limit: Decimal
    months: list[Month]
    paid_invoices: int = 0
    lines: dict[str, Decimal] = field(default_factory=dict)

    @property
    def given_back(self) -> Decimal:
        """What went back for good."""
        return sum((month.given_back for month in self.months), ZERO)

    @property
    def revenue(self) -> Decimal:
        """What was asked in invoices that are not void."""
        return sum((month.revenue for month in self.months), ZERO)

    @property
    def share(self) -> Decimal | None:
        """The share of revenue that went back, in percent; None where `Year` has none."""
        year = Year(self.currency, self.given_back, self.revenue, self.limit, self.paid_invoices)
        return year.share_with()

    @property
    def busy_months(self) -> list[Month]:
        """The months in which anything happened."""
        return [month for month in self.months if month.revenue or month.given_back]

    @property
    def picture(self) -> ledger_picture.Picture:
        """The two rows of bars."""
        return ledger_picture.draw(
            [dateformat.format(month.first, "M") for month in self.months],
            [month.revenue for month in self.months],
            [month.given_back for month in self.months],
        )


def all_lines(user: User) -> QuerySet[LedgerEntry]:
    """Return all lines of the user with what a page says about them, the newest first."""
    return (
        LedgerEntry.objects.for_user(user)
        .select_related("complaint__client", "complaint__project", "invoice", "corrects")
        .order_by("-at", "-number")
    )


def lines_of(user: User, year: int) -> QuerySet[LedgerEntry]:
    """Return the user's lines of a year of their zone, the newest first."""
    calendar = user.preferences.calendar()
    start, end = (calendar.at(date(each, 1, 1), time.min) for each in (year, year + 1))
    return all_lines(user).filter(at__gte=start, at__lt=end)


def line_of(user: User, number: int) -> LedgerEntry | None:
    """Return the user's line L-<number>, or None when there is none."""
    lines = all_lines(user).select_related(
        "complaint__client", "complaint__project", "invoice", "corrects",
        "remedy__option__money", "owner__preferences",
    )  # fmt: skip
    return lines.filter(number=number).first()


def years_of(user: User, today: date) -> list[int]:
    """Return the years from the first line to this one, the latest first."""
    first = LedgerEntry.objects.for_user(user).aggregate(first=Min("at"))["first"]
    earliest = user.preferences.calendar().today(first).year if first else today.year
    return list(range(today.year, min(earliest, today.year) - 1, -1))


def by_currency(user: User, year: int) -> list[CurrencyYear]:
    """Return what the user's year adds up to, one for each currency in the ledger (two queries)."""
    calendar = user.preferences.calendar()
    found: dict[str, CurrencyYear] = {}
    for line in _light(lines_of(user, year)):
        place = found.setdefault(line.currency, _empty(line.currency, user, year))
        place.lines[line.what] = place.lines.get(line.what, ZERO) + line.amount
        if sums.did_go_back(line):
            place.months[calendar.today(line.at).month - 1].given_back += line.amount
    issued = Invoice.objects.for_user(user).filter(
        issued_on__year=year, voided_on=None, currency__in=list(found)
    )
    rows = issued.values_list("currency", "issued_on", "net", "paid_on")
    for currency, issued_on, net, paid_on in rows:
        found[currency].months[issued_on.month - 1].revenue += net
        found[currency].paid_invoices += paid_on is not None
    return [found[currency] for currency in sorted(found)]


def kinds_of_lines(years: list[CurrencyYear]) -> list[dict[str, Any]]:
    """Return one row for each kind of line there is, with its sum in every currency."""
    return [
        {"words": what.label, "sums": [(year.lines.get(what), year.currency) for year in years]}
        for what in LedgerEntry.What
        if any(what in year.lines for year in years)
    ]


def _empty(currency: str, user: User, year: int) -> CurrencyYear:
    months = [Month(date(year, n, 1)) for n in MONTHS]
    return CurrencyYear(currency, user.preferences.give_back_limit, months)


def _light(lines: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Return `lines` with only what is added up: a busy year has hundreds."""
    needed = ("currency", "what", "kind", "amount", "at", "corrects__what")
    return lines.select_related(None).select_related("corrects").only(*needed)
