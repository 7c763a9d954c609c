"""What a person can say about one reminder: it is done, later please, or stop. Nothing else about
the complaint changes here."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from complaints.models import Promise, Reminder
from complaints.models.reminder import SNOOZED
from complaints.reminders import schedule
from complaints.reminders.catalogue import CATALOGUE
from complaints.reminders.firings import firings, planned, take_back
from complaints.reminders.wanted import is_wanted

SAID_DONE = "you said it is done"
STOPPED = "you stopped it"
PUT_OFF = "you put it off"
BY_HAND = (SAID_DONE, STOPPED)
LONGEST_WAIT = timedelta(days=365)
A_WHILE = timedelta(hours=2)


class NotAhead(ValueError):
    """Raised when a reminder would be put off to what is past, later today or years away."""


def is_open(row: Reminder) -> bool:
    """Say whether there is still something to be reminded of."""
    return is_wanted(row) and not _was_ended(row)


def can_resume(row: Reminder) -> bool:
    """Say whether only a "done" or "stop" keeps what `row` is about from coming."""
    return is_wanted(row) and _was_ended(row)


def put_off_until(row: Reminder) -> datetime | None:
    """Return until when (UTC) what `row` is about was put off, while that is ahead."""
    repeats = planned(row).filter(dedupe_key__contains=SNOOZED).order_by("due_at")
    return repeats.values_list("due_at", flat=True).first()


def _was_ended(row: Reminder) -> bool:
    return any(data.get("ended") for data in firings(row).values_list("data", flat=True))


@transaction.atomic
def end(row: Reminder, *, reason: str, now: datetime) -> None:
    """Remind no more of what `row` is about until its date changes; doing it twice is once."""
    _hold(row)
    fresh = Reminder.objects.get(pk=row.pk)
    Reminder.objects.filter(pk=fresh.pk).update(data=fresh.data | {"ended": reason})
    planned(fresh).update(state=Reminder.State.CANCELLED, reason=reason, closed_at=now)
    take_back(fresh, now=now)


def undo_done(promise: Promise, *, now: datetime) -> None:
    """Let the reminders of `promise` count again that were ended because it was said to be done."""
    rows = promise.complaint.reminders.filter(subject=f"promise:{promise.pk}")
    for row in rows:
        if row.data.get("ended") == SAID_DONE:
            resume(row, now=now)


@transaction.atomic
def resume(row: Reminder, *, now: datetime) -> Reminder | None:
    """Take "done" or "stop" back; return the next reminder about it, None when none is ahead."""
    _hold(row)
    if not is_wanted(row):
        return None
    for each in firings(row):
        if each.data.pop("ended", None):
            Reminder.objects.filter(pk=each.pk).update(data=each.data)
    ended = firings(row).filter(state=Reminder.State.CANCELLED, reason__in=BY_HAND)
    ended.filter(due_at__gt=now).update(
        state=Reminder.State.SCHEDULED, reason="", closed_at=None, planned_at=now
    )
    return planned(row).order_by("due_at").first()


def in_a_while(row: Reminder, now: datetime) -> datetime | None:
    """Return the moment (UTC) two hours from `now` to which `row` can be put off.

    None for what is about days, and where that moment lies in the quiet hours.
    """
    moment = (now + A_WHILE).replace(second=0, microsecond=0)
    if not CATALOGUE[row.kind].by_the_hour or row.user.preferences.quiet_hours().hold(moment):
        return None
    return moment


@transaction.atomic
def snooze_for_a_while(row: Reminder, *, now: datetime) -> Reminder:
    """Remind once more in two hours and not before. Returns the new row.

    Raises NotAhead when `in_a_while` has no such moment.
    """
    moment = in_a_while(row, now)
    if moment is None:
        raise NotAhead
    local = row.user.preferences.calendar().local(moment)
    return _put_off(row, local.date(), local.time(), now)


@transaction.atomic
def snooze(row: Reminder, on: date, *, now: datetime) -> Reminder:
    """Remind once more on `on`, at the hour of the daily mail, and not before. Returns the new row.

    Raises NotAhead for a day that is not ahead or more than a year away.
    """
    preferences = row.user.preferences
    today = preferences.calendar().today(now)
    if not today < on <= today + LONGEST_WAIT:
        raise NotAhead
    return _put_off(row, on, preferences.digest_at, now)


def _put_off(row: Reminder, on: date, at: time, now: datetime) -> Reminder:
    _hold(row)
    again = _repeat(row, on, at, now)
    # The last choice alone counts, be it sooner or later than one before.
    chosen = Q(dedupe_key__contains=SNOOZED) | Q(due_at__lte=again.due_at)
    before = planned(row).exclude(pk=again.pk).filter(chosen)
    before.update(
        state=Reminder.State.SUPERSEDED, superseded_by=again, reason=PUT_OFF, closed_at=now
    )
    take_back(row, now=now)
    return again


def _hold(row: Reminder) -> None:
    """Lock what all repeats of `row` share, so that two who press at once take turns."""
    Reminder.objects.select_for_update(of=("self",)).get(dedupe_key=row.base_key)


def _repeat(row: Reminder, on: date, at: time, now: datetime) -> Reminder:
    """Return the planned row for then, which is there already when somebody pressed twice."""
    same = planned(row).filter(local_date=on, local_time=at, dedupe_key__contains=SNOOZED).first()
    if same:
        return same
    prefix = f"{row.base_key}{SNOOZED}"
    count = Reminder.objects.filter(dedupe_key__startswith=prefix).count()
    again = Reminder(
        dedupe_key=f"{prefix}{count + 1}",
        kind=row.kind,
        user=row.user,
        complaint=row.complaint,
        subject=row.subject,
        firing=row.firing,
        local_date=on,
        local_time=at,
        severity=row.severity,
        plan_rev=row.plan_rev,
        planned_at=now,
        data={name: value for name, value in row.data.items() if name == "screen"},
    )
    schedule.derive(again, row.user.preferences.calendar())
    again.save(force_insert=True)
    return again
