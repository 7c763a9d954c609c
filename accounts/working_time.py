"""Working days and hours of one freelancer. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as holidays_library

from accounts.given import GivenDate, zone_or_utc

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# A calendar without any working day in this many days is a mistake, not a schedule.
LONGEST_BREAK_DAYS = 400


@dataclass(frozen=True)
class DaysOff:
    """Public holidays of a country or a region of it and one's own days, asked by date."""

    country: str = ""
    region: str = ""
    own: frozenset[str] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return day.isoformat() in self.own or bool(self.holiday(day))

    def holiday(self, day: date) -> str:
        """Return the name of the public holiday on `day`, or an empty text."""
        if not self.country:
            return ""
        return _public(self.country, self.region.partition("-")[2]).get(day) or ""


@lru_cache(maxsize=64)
def _public(country: str, region: str) -> holidays_library.HolidayBase:
    try:
        return holidays_library.country_holidays(
            country, subdiv=region or None, language="en_US", categories=holidays_library.PUBLIC
        )
    except NotImplementedError:
        return _public(country, "") if region else holidays_library.HolidayBase()


@dataclass(frozen=True)
class WorkCalendar:
    """A zone, a week, the hours of a working day and the days off.

    Moments going in and coming out are aware and in UTC; dates are the freelancer's local dates.
    """

    zone: ZoneInfo
    working_days: frozenset[int]
    day_start: time
    day_end: time
    days_off: DaysOff = field(default_factory=DaysOff)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is one they work on."""
        return day.weekday() in self.working_days and day not in self.days_off

    def local(self, moment: datetime) -> datetime:
        """Return `moment` as the clock on their wall shows it."""
        return moment.astimezone(self.zone)

    def today(self, now: datetime) -> date:
        """Return their local date at `now`."""
        return self.local(now).date()

    def at(self, day: date, hour: time) -> datetime:
        """Return the UTC moment of a local time: in a gap the later one, in a fold the first."""
        return datetime.combine(day, hour.replace(fold=0), self.zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """Return when work starts on `day`."""
        return self.at(day, self.day_start)

    def end_of(self, day: date) -> datetime:
        """Return when work ends on `day`: the deadline of a promise that names only a date."""
        return self.at(day, self.day_end)

    def given(self, day: date, hour: time | None = None) -> GivenDate:
        """Return `day`, and `hour` where one is named, as they are said here and now."""
        return GivenDate(day, hour, self.zone.key, self.day_end)

    def next_working_day(self, day: date) -> date:
        """Return `day` itself when they work on it, else the first working day after it."""
        return self._seek(day, DAY)

    def last_working_day(self, day: date) -> date:
        """Return `day` itself when they work on it, else the last working day before it."""
        return self._seek(day, -DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day`, or before it when negative.

        Raises OverflowError when the date would leave the calendar.
        """
        step = DAY if count > 0 else -DAY
        if count == 0:
            return self.next_working_day(day)
        for _ in range(abs(count)):
            day = self._seek(day + step, step)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and with `last`; negative when reversed."""
        if last < first:
            return -self.working_days_between(last, first)
        days = range(1, (last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in days)

    def into_working_hours(self, moment: datetime) -> datetime:
        """Return `moment` when they work then, else the start of their next working hours."""
        day = self.today(moment)
        if self.is_working_day(day):
            if moment < self.start_of(day):
                return self.start_of(day)
            if moment < self.end_of(day):
                return moment
            day += DAY
        return self.start_of(self.next_working_day(day))

    def plus_working_days(self, moment: datetime, count: int) -> datetime:
        """Return the same time `count` working days later, moved into working hours."""
        local = self.local(self.into_working_hours(moment))
        day = self.add_working_days(local.date(), count) if count else local.date()
        return self.into_working_hours(self.at(day, local.time()))

    def plus_working_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Return the moment after `minutes` of working time, counted from `moment`."""
        left = minutes * MINUTE
        moment = self.into_working_hours(moment)
        while True:
            room = self.end_of(self.today(moment)) - moment
            if left <= room:
                return moment + left
            left -= room
            moment = self.into_working_hours(self.end_of(self.today(moment)))

    def minus_working_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Return the moment with `minutes` of working time between it and `moment`."""
        left = minutes * MINUTE
        day = self.last_working_day(self.today(moment))
        until = min(moment, self.end_of(day))
        while left > (room := max(until - self.start_of(day), timedelta())):
            left -= room
            day = self.last_working_day(day - DAY)
            until = self.end_of(day)
        return until - left

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Count the whole minutes of working time between two moments; 0 when reversed."""
        total = timedelta()
        day, last = self.today(start), self.today(end)
        while day <= last:
            if self.is_working_day(day):
                worked = min(end, self.end_of(day)) - max(start, self.start_of(day))
                total += max(worked, timedelta())
            day += DAY
        return total // MINUTE

    def _seek(self, day: date, step: timedelta) -> date:
        for _ in range(LONGEST_BREAK_DAYS):
            if self.is_working_day(day):
                return day
            day += step
        raise ValueError("This calendar has no working day within a year.")


def make_calendar(
    *,
    zone: str,
    working_days: Iterable[str],
    day_start: time,
    day_end: time,
    country: str = "",
    region: str = "",
    days_off: str = "",
) -> WorkCalendar:
    """Return a calendar from stored preferences.

    `working_days` are digits from 0 (Monday) to 6; `days_off` is one ISO date a line; `region` is
    a country and its part, such as "DE-BY". A zone that no longer exists counts as UTC, and a
    region that is not known as its country, so that reminders go out rather than fail.
    """
    return WorkCalendar(
        zone=zone_or_utc(zone),
        working_days=frozenset(int(day) for day in working_days),
        day_start=day_start,
        day_end=day_end,
        days_off=DaysOff(country, region, frozenset(days_off.split())),
    )
