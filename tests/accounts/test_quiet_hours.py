"""Quiet hours: when they hold, when they end and when they began, on days the clocks change too."""

from datetime import UTC, datetime, time

import pytest

from accounts.quiet_hours import QuietHours
from accounts.working_time import make_calendar


def quiet(zone: str, starts: time, ends: time) -> QuietHours:
    calendar = make_calendar(zone=zone, working_days="01234", day_start=time(9), day_end=time(17))
    return QuietHours(calendar, starts, ends)


NIGHT = quiet("Europe/Berlin", time(20), time(7, 30))
NOON = quiet("Europe/Berlin", time(12), time(13, 30))
NEVER = quiet("Europe/Berlin", time(9), time(9))


def utc(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "holds"),
    [
        (NIGHT, utc(3, 10, 18, 59), False),
        (NIGHT, utc(3, 10, 19, 0), True),
        (NIGHT, utc(3, 11, 6, 29), True),
        (NIGHT, utc(3, 11, 6, 30), False),
        (NOON, utc(3, 10, 11, 0), True),
        (NOON, utc(3, 10, 12, 30), False),
        (NEVER, utc(3, 10, 8, 0), False),
    ],
)
def test_they_hold_from_their_start_until_before_their_end(
    hours: QuietHours, moment: datetime, holds: bool
) -> None:
    assert hours.hold(moment) is holds


def test_outside_of_them_nothing_is_moved() -> None:
    moment = utc(3, 10, 12, 0)
    assert NIGHT.end_after(moment) == NIGHT.start_before(moment) == moment


def test_a_night_ends_in_the_morning_and_began_in_the_evening() -> None:
    for moment in (utc(3, 10, 22, 0), utc(3, 11, 3, 0)):
        assert NIGHT.end_after(moment) == utc(3, 11, 6, 30)
        assert NIGHT.start_before(moment) == utc(3, 10, 19, 0)


def test_an_end_that_the_clocks_skip_is_the_one_after_the_gap() -> None:
    hours = quiet("Europe/Berlin", time(20), time(2, 30))
    assert hours.end_after(utc(3, 29, 0, 30)) == utc(3, 29, 1, 30)


def test_an_end_that_comes_twice_is_waited_for_no_longer_than_the_second_time() -> None:
    hours = quiet("Europe/Berlin", time(20), time(2, 30))
    assert hours.end_after(utc(10, 25, 0, 10)) == utc(10, 25, 0, 30)
    # The clock says ten past two once more, and half past two comes once more.
    assert hours.end_after(utc(10, 25, 1, 10)) == utc(10, 25, 1, 30)
