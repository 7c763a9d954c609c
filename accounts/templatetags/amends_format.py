"""The filters that write dates, amounts and counts in templates; accounts.formats decides how."""

import re
from datetime import datetime, time
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts import formats

register = template.Library()

# A reference such as C-0142 or P-031, which no line may part.
_REFERENCE = re.compile(r"\b([A-Z]-[0-9]{3,9})\b")


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    """Write `{{ project.fee_net|money:project.currency }}`: "€1,200"; nothing for None."""
    return "" if amount is None else formats.money(amount, currency)


@register.filter
def exact_money(amount: Decimal | int | None, currency: str) -> str:
    """Write an amount with all its decimals: "€1,200.00"."""
    return "" if amount is None else formats.money(amount, currency, exact=True)


@register.filter
def day(value: formats.When | None) -> str:
    """Write "Thursday 12 June"."""
    return formats.day(value) if value else ""


@register.filter
def day_in_large(value: formats.When | None) -> str:
    """Write the same in the title of a page."""
    return formats.day_in_large(value) if value else ""


@register.filter
def short_day(value: formats.When | None) -> str:
    """Write "12 June"."""
    return formats.short_day(value) if value else ""


@register.filter
def relative_day(value: formats.When | None) -> str:
    """Write "today", "tomorrow", "yesterday" or the day."""
    return formats.relative_day(value) if value else ""


@register.filter
def moment(value: formats.When | None) -> str:
    """Write "Thursday 12 June 15:00" in the active zone."""
    return formats.moment(value) if value else ""


@register.filter
def relative_moment(value: formats.When | None) -> str:
    """Write "today 15:00" or the moment."""
    return formats.relative_moment(value) if value else ""


@register.filter
def hour(value: datetime | time | None) -> str:
    """Write "15:00". Midnight is an hour too."""
    return "" if value is None else formats.hour(value)


@register.filter
def quantity(count: int | None) -> str:
    """Write a count in running text: "two"."""
    return "" if count is None else formats.quantity(count)


@register.filter
def number(value: Decimal | float | None) -> str:
    """Write a number with the separators of the locale."""
    return "" if value is None else formats.number(value)


@register.filter
def percent(value: Decimal | float | None) -> str:
    """Write a share given in percent: "12.5 %"."""
    return "" if value is None else formats.percent(value)


@register.filter
def whole_references(text: str) -> SafeString:
    """Write a sentence so that no line parts a reference in it, such as C-0142."""
    whole, plain = '<span class="nowrap">{}</span>', "{}"
    parts = enumerate(_REFERENCE.split(text))
    drawn = (format_html(whole if at % 2 else plain, part) for at, part in parts)
    return format_html_join("", "{}", ((each,) for each in drawn))
