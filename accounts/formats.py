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
from accounts.given import GivenDate, zone_or_utc

NBSP = "\N{NO-BREAK SPACE}"
DAY = timedelta(days=1)
# What fits on one line of the narrowest page: a date is held together up to there. A longer one
# may part after its weekday and before its hour, nowhere else.
LINE = 22
# Locales that put the month before the day and count twelve hours.
AMERICAN = frozenset({"en-us"})

type When = date | datetime | GivenDate

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


def day(value: When, today: date | None = None) -> str:
    """Return "Thursday 12 June", with the year when it is another one than `today`'s.

    A moment is taken in the active zone, as `today` is, which defaults to the clock; a given date
    is the day that was said.
    """
    return _held(*_parts(value, today))


def day_in_large(value: When, today: date | None = None) -> str:
    """Return the same for large type, which fills a line sooner: it may part after its weekday."""
    return " ".join(_parts(value, today))


def short_day(value: When, today: date | None = None) -> str:
    """Return "12 June", with the year when it is another one than `today`'s."""
    return _parts(value, today)[-1]


def relative_day(value: When, today: date | None = None) -> str:
    """Return "today", "tomorrow" or "yesterday" where that is so, else the day in words."""
    return _near(local_date(value), _local_today(today)) or day(value, today)


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


def moment(value: When, today: date | None = None) -> str:
    """Return "Thursday 12 June 15:00" in the active zone; without an hour only the day."""
    return _held(*_parts(value, today), hour_of(value))


def relative_moment(value: When, today: date | None = None) -> str:
    """Return "today 15:00", "tomorrow 09:00" or "Thursday 12 June 15:00"."""
    near = _near(local_date(value), _local_today(today))
    return _held(near, hour_of(value)) if near else moment(value, today)


def hour_of(value: When) -> str:
    """Return the hour of a moment, or the one that a given date names; a mere day has none.

    An hour that was said in another zone than the active one names its place: "15:00 (Berlin)".
    """
    if isinstance(value, datetime):
        return hour(value)
    if not isinstance(value, GivenDate) or value.hour is None:
        return ""
    here = timezone.get_current_timezone_name()
    place = value.zone.rpartition("/")[2].replace("_", " ")
    return hour(value.hour) if value.zone in ("", here) else f"{hour(value.hour)}{NBSP}({place})"


def local_date(value: When) -> date:
    """Return the date of a moment in the active zone; a date is returned as it is."""
    if isinstance(value, GivenDate):
        return value.on
    return timezone.localdate(value) if isinstance(value, datetime) else value


def plain(text: str) -> str:
    """Return `text` with ordinary spaces, for subjects of mails and file names."""
    return text.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _local_today(today: date | None) -> date:
    return local_date(today or clock.now())


def _parts(value: When, today: date | None) -> list[str]:
    """Return what a date may part into: its weekday, and the day with its month and year."""
    on = local_date(value)
    weekday, day_of_year = ("l,", "F j") if locale_code() in AMERICAN else ("l", "j F")
    if on.year != _local_today(today).year:
        day_of_year += ", Y" if locale_code() in AMERICAN else " Y"
    return [dateformat.format(on, each).replace(" ", NBSP) for each in (weekday, day_of_year)]


def _held(*parts: str) -> str:
    said = [part for part in parts if part]
    whole = NBSP.join(said)
    return whole if len(whole) <= LINE else " ".join(said)
