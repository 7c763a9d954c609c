"""Decides what goes out by itself, what goes together and what waits. Pure: no database, no
clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.quiet_hours import QuietHours
from complaints.models import Reminder
from complaints.reminders.schedule import MOMENT

# Three may come one by one; more at once, or one that is this late, come together.
MOST_AT_ONCE = 3
LATE = timedelta(minutes=60)


@dataclass(frozen=True)
class DayMail:
    """The mail of the day: whether it may go now, and when the next one may."""

    is_open: bool
    next_at: datetime


@dataclass(frozen=True)
class Room:
    """How many mails this person may still get now, and from when there is room again."""

    left: int
    again_at: datetime


@dataclass
class Arrangement:
    """What to do with each reminder that is due."""

    alone: list[Reminder] = field(default_factory=list)
    together: list[Reminder] = field(default_factory=list)
    waiting: list[tuple[Reminder, datetime]] = field(default_factory=list)
    is_catch_up: bool = False


def is_late(row: Reminder, now: datetime) -> bool:
    """Say whether nobody looked after `row` for over an hour since it was due and planned."""
    return now - max(row.due_at, row.planned_at or row.due_at) > LATE


def arrange(
    singles: Sequence[Reminder],
    bundled: Sequence[Reminder],
    *,
    now: datetime,
    day: DayMail,
    quiet: QuietHours,
    room: Room,
) -> Arrangement:
    """Return what becomes of the reminders of one person that are due at `now` (UTC).

    More than three at once, one over an hour late, or more than there is room for go together.
    """
    plan = Arrangement()
    awake = _awake(singles, now, quiet, plan)
    lines = list(bundled) if day.is_open else []
    if not day.is_open:
        plan.waiting += [(row, day.next_at) for row in bundled]
    if not awake and not lines:
        return plan
    if room.left < 1:
        plan.waiting += [(row, room.again_at) for row in (*awake, *lines)]
        return plan
    needed = len(awake) + bool(lines)
    in_a_rush = len(awake) > MOST_AT_ONCE or needed > room.left
    if awake and (in_a_rush or any(is_late(row, now) for row in awake)):
        plan.together = [*awake, *lines]
        plan.is_catch_up = True
    else:
        plan.alone, plan.together = awake, lines
        plan.is_catch_up = any(is_late(row, now) for row in lines)
    return plan


def _awake(
    singles: Sequence[Reminder], now: datetime, quiet: QuietHours, plan: Arrangement
) -> list[Reminder]:
    """Put off what falls into the quiet hours, unless its deadline would pass in them."""
    if not quiet.hold(now):
        return list(singles)
    morning = quiet.end_after(now)
    awake = []
    for row in singles:
        if row.kind == MOMENT and not is_late(row, now):
            awake.append(row)  # they chose this minute themselves
        elif row.deadline and now < row.deadline <= morning:
            awake.append(row)
        else:
            plan.waiting.append((row, morning))
    return awake
