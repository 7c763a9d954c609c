"""A date as it was given to somebody: the day, an hour where one was named, and the zone in which
it was said. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class GivenDate:
    """A day that stays that day, wherever it is read later.

    `day_ends` is when a working day ended where it was said: the end of a date without an hour.
    """

    on: date
    hour: time | None
    zone: str
    day_ends: time

    @property
    def at(self) -> datetime:
        """The moment (UTC) by which it is due."""
        return _utc(self.on, self.hour or self.day_ends, self.zone)

    def is_over(self, moment: datetime) -> bool:
        """Say whether it has passed at `moment`: its hour, or the whole of its day."""
        if self.hour is not None:
            return self.at < moment
        return moment.astimezone(zone_or_utc(self.zone)).date() > self.on

    @property
    def hour_exists(self) -> bool:
        """Whether clocks there show its hour on that day; they skip one when they go forward."""
        if self.hour is None:
            return True
        shown = self.at.astimezone(zone_or_utc(self.zone))
        return (shown.date(), shown.time()) == (self.on, self.hour)


def zone_or_utc(name: str) -> ZoneInfo:
    """Return the zone called `name`, or UTC when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _utc(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour.replace(fold=0), zone_or_utc(zone)).astimezone(UTC)
