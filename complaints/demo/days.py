"""The dates of the demo, counted from now in working days, so that its story is true at any
hour."""

from datetime import date, datetime, time

from accounts.formats import day, short_day
from accounts.working_time import WorkCalendar

# Before this hour the story plays today, after it on the next working day.
TURN_OF_THE_DAY = time(15, 0)
LATE = "late"


class Days:
    """Working day 0 is today, or the next working day when little of today is left.

    Everything up to day -1 before 15:00 lies in the past, whatever weekday or hour it is.
    """

    def __init__(self, calendar: WorkCalendar, now: datetime) -> None:
        self.calendar = calendar
        self.now = now
        today = calendar.today(now)
        is_on = calendar.is_working_day(today) and now < calendar.at(today, TURN_OF_THE_DAY)
        self.focus = today if is_on else calendar.add_working_days(today, 1)
        # What was logged a working day ago at this hour is due on day 0, still ahead of now.
        self._late = time(16, 0) if is_on else time(14, 40)

    def on(self, offset: int) -> date:
        """Return the working day `offset` days after day 0, or before it when negative."""
        return self.calendar.add_working_days(self.focus, offset)

    def at(self, offset: int, hour: str) -> datetime:
        """Return the UTC moment of "HH:MM" on a working day, or of LATE."""
        return self.calendar.at(self.on(offset), self.hour(hour))

    def hour(self, name: str) -> time:
        """Return "HH:MM" as an hour, or that of LATE."""
        return self._late if name == LATE else time.fromisoformat(name)

    def words(self, text: str) -> str:
        """Return `text` with {day[3]} as "Thursday 12 June" and {short[-5]} as "2 June"."""
        return text.format(day=_Said(self, is_short=False), short=_Said(self, is_short=True))


class _Said:
    """Says a day by its offset, as the fields of a format string ask for it."""

    def __init__(self, days: Days, *, is_short: bool) -> None:
        self.days = days
        self.write = short_day if is_short else day

    def __getitem__(self, offset: int | str) -> str:
        return self.write(self.days.on(int(offset)), self.days.focus)
