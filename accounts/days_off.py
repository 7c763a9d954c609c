"""Reads and writes the days off a freelancer lists: one date a line, or a first and a last one."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

LONGEST_LIST = 366
FIRST_YEAR, LAST_YEAR = 1970, 2100
DAY = timedelta(days=1)
ISO = r"(\d{4}-\d{2}-\d{2})"
DASHES = "[-/\u2013\u2014]"
LINE = re.compile(rf"{ISO}(?:\s*(?:to|until|{DASHES})\s*{ISO})?", re.ASCII)


class UnreadableDays(ValueError):
    """A line names no day; the first argument is a sentence for the person who typed it."""


def read_days_off(text: str) -> list[date]:
    """Return the days named in `text`, sorted, each once. Raises UnreadableDays."""
    days: set[date] = set()
    for line in text.splitlines():
        if line.strip():
            days.update(_days_of(line.strip()))
        if len(days) > LONGEST_LIST:
            raise UnreadableDays(
                _("List at most %(most)s days; older ones can go") % {"most": LONGEST_LIST}
            )
    return sorted(days)


def write_days_off(days: list[date]) -> str:
    """Return the text that is stored: one ISO date a line."""
    return "\n".join(day.isoformat() for day in days)


def _days_of(line: str) -> Iterator[date]:
    match = LINE.fullmatch(line)
    try:
        first = date.fromisoformat(match[1]) if match else None
        last = date.fromisoformat(match[2]) if match and match[2] else first
    except ValueError:
        first = last = None
    if first is None or last is None:
        example = "2026-08-03 to 2026-08-14"
        raise UnreadableDays(
            _("Write “%(line)s” as a date, such as 2026-12-24, or as two, such as %(example)s")
            % {"line": line[:40], "example": example}
        )
    if first < date(FIRST_YEAR, 1, 1) or last > date(LAST_YEAR, 12, 31):
        raise UnreadableDays(_("Enter dates between 1970 and 2100"))
    if last < first or (last - first).days > LONGEST_LIST:
        raise UnreadableDays(
            _("Check “%(line)s”: it ends before it starts, or is longer than a year")
            % {"line": line}
        )
    return (first + n * DAY for n in range((last - first).days + 1))
