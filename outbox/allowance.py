"""How many letters an account may send: the table of weights and limits, and when one more fits.
Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_WEEK = timedelta(days=7)
# What counts at a moment: when, and how much.
Charge = tuple[datetime, int]


@dataclass(frozen=True)
class Table:
    """The numbers of this server. A letter to somebody known counts one; limits are in the same
    unit. A busy studio stays far below them, and whoever writes to strangers meets them at once."""

    new_address: int = 5
    first_week_hour: int = 40
    first_week_day: int = 100
    hour: int = 120
    day: int = 400


@dataclass(frozen=True)
class Account:
    """What is asked about an account: since when it is there, and numbers of its own (0: none)."""

    joined_at: datetime
    own_hour: int = 0
    own_day: int = 0


def weight(table: Table, *, is_new: bool) -> int:
    """Return what one letter counts; `is_new`: this account never reached the address before."""
    return table.new_address if is_new else 1


def limits(table: Table, account: Account, at: datetime) -> dict[timedelta, int]:
    """Return the most that may count in each span of time before the moment `at`."""
    is_first_week = at < account.joined_at + FIRST_WEEK
    hour = table.first_week_hour if is_first_week else table.hour
    day = table.first_week_day if is_first_week else table.day
    return {HOUR: account.own_hour or hour, DAY: account.own_day or day}


def fits(used: int, more: int, limit: int) -> bool:
    """Return whether `more` may be added to what was used. One letter alone always may."""
    return not used or used + more <= limit


def earliest(
    charges: Sequence[Charge], more: int, table: Table, account: Account, start: datetime
) -> datetime:
    """Return the first moment from `start` on at which a letter that counts `more` may leave.

    `charges` are those of the day before `start`.
    """
    ends = {at + span for at, _ in charges for span in (HOUR, DAY)}
    ends.add(account.joined_at + FIRST_WEEK)
    for moment in sorted({start, *(end for end in ends if end > start)}):
        allowed = limits(table, account, moment)
        if all(fits(_used(charges, moment - span), more, most) for span, most in allowed.items()):
            return moment
    raise AssertionError("A day after the last letter one more always fits.")


def _used(charges: Sequence[Charge], since: datetime) -> int:
    return sum(amount for at, amount in charges if at > since)
