"""The hours in which a freelancer wants to hear nothing. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from accounts.working_time import WorkCalendar

DAY = timedelta(days=1)


@dataclass(frozen=True)
class QuietHours:
    """A span of each local day, over midnight or within it; two equal times mean no quiet hours.

    Moments going in and coming out are aware and in UTC.
    """

    calendar: WorkCalendar
    starts: time
    ends: time

    def hold(self, moment: datetime) -> bool:
        """Say whether `moment` lies inside them."""
        return lies_within(self.calendar.local(moment).time(), self.starts, self.ends)

    def end_after(self, moment: datetime) -> datetime:
        """Return the first moment from `moment` on that is not quiet."""
        if not self.hold(moment):
            return moment
        day = self.calendar.today(moment)
        return min(at for at in self._times(self.ends, day, day + DAY) if at > moment)

    def start_before(self, moment: datetime) -> datetime:
        """Return when the quiet hours around `moment` began; `moment` itself when it is not one."""
        if not self.hold(moment):
            return moment
        day = self.calendar.today(moment)
        return max(at for at in self._times(self.starts, day - DAY, day) if at <= moment)

    def _times(self, clock: time, *days: date) -> list[datetime]:
        """Return when the clock shows `clock` on `days`; twice on a day whose hour is repeated."""
        zone = self.calendar.zone
        return [
            datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC)
            for day in days
            for fold in (0, 1)
        ]


def lies_within(clock: time, starts: time, ends: time) -> bool:
    """Say whether a clock time lies between `starts` and `ends`, perhaps over midnight."""
    if starts <= ends:
        return starts <= clock < ends
    return clock >= starts or clock < ends
