"""What every row shares whose dates were given to a client: where they were said."""

from datetime import date, time

from django.db import models

from accounts.given import GivenDate
from accounts.working_time import WorkCalendar


class Given(models.Model):
    """Keeps the zone in which the dates of a row were said, and when a working day ended there.

    Both stay as they were when zone, hours or holidays change later.
    """

    given_zone = models.CharField(max_length=64, blank=True)
    given_day_ends = models.TimeField(default=time(17, 0))

    class Meta:
        abstract = True

    def given(self, on: date, hour: time | None = None) -> GivenDate:
        """Return `on`, and `hour` where one was named, as they were said."""
        return GivenDate(on, hour, self.given_zone, self.given_day_ends)


def said_in(calendar: WorkCalendar) -> dict[str, object]:
    """Return the fields that say where a date is given: in the freelancer's present zone."""
    return {"given_zone": calendar.zone.key, "given_day_ends": calendar.day_end}
