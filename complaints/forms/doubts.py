"""What speaks against a date that is about to be given to a client. It is said, never refused."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.fields import Doubt
from accounts.formats import day as words
from accounts.working_time import WorkCalendar

DAY = timedelta(days=1)


def of_my_day(
    day: date, calendar: WorkCalendar, *, protect: date | None, before: date | None, today: date
) -> list[Doubt]:
    """Return what speaks against promising something for `day`: a day off, the date that the
    client must protect, and the date that they were told `before`."""
    found = [_day_off(day, calendar, today), _too_late(day, calendar, protect, today)]
    return [doubt for doubt in (*found, _later(day, before, today)) if doubt]


def of_their_day(
    day: date, calendar: WorkCalendar, *, ready: date | None, today: date
) -> list[Doubt]:
    """Return what speaks against asking for an answer by `day`: work that is ready by then."""
    if ready is None or day < ready:
        return []
    sentence = _(
        "The first option is to be ready by %(day)s. An answer by %(answer)s would be too late for"
        " it."
    )
    said = sentence % {"day": words(ready, today), "answer": words(day, today)}
    return [Doubt(said, _ahead(calendar.last_working_day(ready - DAY), today))]


def of_their_money(paid_on: date, protect: date, today: date) -> list[Doubt]:
    """Return what speaks against an offer that is paid on `paid_on` at the latest."""
    if protect < today or paid_on <= protect:
        return []
    sentence = _(
        "Accepted on that day, the money comes by %(day)s. They must protect %(protect)s, which is"
        " sooner."
    )
    said = sentence % {"day": words(paid_on, today), "protect": words(protect, today)}
    return [Doubt(said)]


def _day_off(day: date, calendar: WorkCalendar, today: date) -> Doubt | None:
    if calendar.is_working_day(day):
        return None
    following = calendar.next_working_day(day)
    facts = {"day": words(day, today), "holiday": calendar.days_off.holiday(day)}
    why = _why_off(day, calendar) % facts
    following_words = _("The next working day is %(next)s.") % {"next": words(following, today)}
    return Doubt(f"{why} {following_words}", following)


def _why_off(day: date, calendar: WorkCalendar) -> str:
    if calendar.days_off.holiday(day):
        return _("%(day)s is a public holiday: %(holiday)s.")
    if day in calendar.days_off:
        return _("%(day)s is one of your days off.")
    return _("%(day)s is not one of your working days.")


def _too_late(day: date, calendar: WorkCalendar, protect: date | None, today: date) -> Doubt | None:
    if protect is None or protect < today or day <= protect:
        return None
    sentence = _("They must protect %(protect)s. This would be later.")
    said = sentence % {"protect": words(protect, today)}
    return Doubt(said, _ahead(calendar.last_working_day(protect), today))


def _later(day: date, before: date | None, today: date) -> Doubt | None:
    if before is None or day <= before:
        return None
    return Doubt(_("You told them %(day)s before. This is later.") % {"day": words(before, today)})


def _ahead(day: date, today: date) -> date | None:
    return day if day > today else None
