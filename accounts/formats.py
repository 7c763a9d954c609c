"""How dates, amounts and counts are written: English words, in the freelancer's zone and locale."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from accounts import clock, currencies
from accounts.working_time import zone_or_utc

NBSP = "\N{NO-BREAK SPACE}"
DAY = timedelta(days=1)
# Locales that put the month before the day and count twelve hours.
AMERICAN = frozenset({"en-us"})

_locale: ContextVar[str] = ContextVar("locale", default=settings.LANGUAGE_CODE)


class Style(Protocol):
    """What must be known of a person to write for them; Preferences has it."""

    time_zone: str
    locale: str


@contextmanager
def as_seen_by(style: Style) -> Iterator[None]:
    """Write dates and amounts, inside this block, the way the owner of `style` reads them."""
    token = _locale.set(style.locale)
    try:
        with timezone.override(zone_or_utc(style.time_zone)):
            yield
    finally:
        _locale.reset(token)


def locale_code() -> str:
    """Return the code of the locale in force, such as "en-gb"."""
    return _locale.get()


def babel_locale(code: str = "") -> Locale:
    """Return the locale for `code` such as "de-at", by default the one in force."""
    try:
        return Locale.parse(code or _locale.get(), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def money(amount: Decimal | int, currency: str, locale: str = "", *, exact: bool = False) -> str:
    """Return `amount` with its currency: "€96.50", "€1,200"; "€1,200.00" when `exact`."""
    where = babel_locale(locale)
    amount = round(Decimal(amount), currencies.decimals(currency))
    # Babel would leave out the cents of currencies in which cash has none.
    cents = "0" * currencies.decimals(currency)
    whole = not cents or (not exact and amount == amount.to_integral_value())
    pattern = where.currency_formats["standard"].pattern
    pattern = pattern.replace(".00", "" if whole else f".{cents}")
    text = format_currency(amount, currency, pattern, where, currency_digits=False)
    return text.replace(" ", NBSP)


def symbol(currency: str, locale: str = "") -> str:
    """Return the sign of a currency, such as "€", or its code where it has none."""
    return get_currency_symbol(currency, locale=babel_locale(locale))


def number(value: Decimal | float, locale: str = "") -> str:
    """Return `value` with the separators of the locale: "1,200.5"."""
    return format_decimal(value, locale=babel_locale(locale))


def percent(value: Decimal | float, locale: str = "") -> str:
    """Return a share that is given in percent: "12.5 %"."""
    return f"{number(value, locale)}{NBSP}%"


def quantity(count: int) -> str:
    """Return a count for running text: a word from one to nine, else digits."""
    words = (
        "", _("one"), _("two"), _("three"), _("four"), _("five"),
        _("six"), _("seven"), _("eight"), _("nine"),
    )  # fmt: skip
    return words[count] if 0 < count < len(words) else number(count)


def day(value: date | datetime, today: date | None = None) -> str:
    """Return "Thursday 12 June", with the year when it is another one than `today`'s.

    A moment is taken in the active zone; `today` defaults to the clock.
    """
    return _joined(value, today, weekday=True)


def short_day(value: date | datetime, today: date | None = None) -> str:
    """Return "12 June", with the year when it is another one than `today`'s."""
    return _joined(value, today, weekday=False)


def relative_day(value: date | datetime, today: date | None = None) -> str:
    """Return "today", "tomorrow" or "yesterday" where that is so, else the day in words."""
    today = today or _today()
    return _near(local_date(value), today) or day(value, today)


def days_away(value: date, today: date) -> str:
    """Return how far off a day is: "yesterday", "today", "in 3 days", "2 days ago"."""
    count = (value - today).days
    words = _("in %(count)s days") if count > 0 else _("%(count)s days ago")
    return _near(value, today) or words % {"count": abs(count)}


def _near(value: date, today: date) -> str:
    near = {today: _("today"), today + DAY: _("tomorrow"), today - DAY: _("yesterday")}
    return near.get(value, "")


def hour(value: datetime | time) -> str:
    """Return the time of day: "15:00", or "3:00 pm" where twelve hours are counted."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    if locale_code() not in AMERICAN:
        return f"{value:%H:%M}"
    half = _("am") if value.hour < 12 else _("pm")
    return f"{value.hour % 12 or 12}:{value:%M}{NBSP}{half}"


def moment(value: datetime, today: date | None = None) -> str:
    """Return "Thursday 12 June 15:00" in the active zone."""
    return f"{day(value, today)}{NBSP}{hour(value)}"


def relative_moment(value: datetime, today: date | None = None) -> str:
    """Return "today 15:00", "tomorrow 09:00" or "Thursday 12 June 15:00"."""
    return f"{relative_day(value, today)}{NBSP}{hour(value)}"


def local_date(value: date | datetime) -> date:
    """Return the date of a moment in the active zone; a date is returned as it is."""
    return timezone.localdate(value) if isinstance(value, datetime) else value


def plain(text: str) -> str:
    """Return `text` with ordinary spaces, for subjects of mails and file names."""
    return text.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _today() -> date:
    return timezone.localdate(clock.now())


def _joined(value: date | datetime, today: date | None, *, weekday: bool) -> str:
    on = local_date(value)
    american = locale_code() in AMERICAN
    pattern = ("l, F j" if american else "l j F") if weekday else ("F j" if american else "j F")
    if on.year != (today or _today()).year:
        pattern += ", Y" if american else " Y"
    return dateformat.format(on, pattern).replace(" ", NBSP)
