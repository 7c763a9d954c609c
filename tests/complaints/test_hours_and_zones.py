"""The hour of a reminder where clocks change, days are missing and zones come and go: each comes
once, at the right local time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Preferences
from complaints.models import Reminder
from complaints.moves.base import transition
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.story import DAY, HOUR, MINUTE, Story, at_home, begin

pytestmark = pytest.mark.django_db

EVERY_DAY = {"working_days": "0123456"}

# The zone, the hour of the daily mail, the day of a promise, and when its two reminders come by the
# clock on the wall: a working day before, and on the day,
# unless its hour is too late for it.
# fmt: off
# ruff: noqa: E501
CHANGES = {
    "Berlin, an hour is skipped": ("Europe/Berlin", time(2, 30), date(2026, 3, 29), ["2026-03-28 02:30 +01:00", "2026-03-29 03:30 +02:00"]),
    "Berlin, an hour comes twice": ("Europe/Berlin", time(2, 30), date(2026, 10, 25), ["2026-10-24 02:30 +02:00", "2026-10-25 02:30 +02:00"]),
    "New York, an hour is skipped": ("America/New_York", time(2, 30), date(2026, 3, 8), ["2026-03-07 02:30 -05:00", "2026-03-08 03:30 -04:00"]),
    "New York, an hour comes twice": ("America/New_York", time(1, 30), date(2026, 11, 1), ["2026-10-31 01:30 -04:00", "2026-11-01 01:30 -04:00"]),
    "Lord Howe, half an hour is skipped": ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), ["2026-10-03 02:15 +10:30", "2026-10-04 02:45 +11:00"]),
    "Lord Howe, half an hour comes twice": ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), ["2026-04-04 01:45 +11:00", "2026-04-05 01:45 +11:00"]),
    "Santiago, the day starts at one": ("America/Santiago", time(0, 30), date(2026, 9, 6), ["2026-09-05 00:30 -04:00", "2026-09-06 01:30 -03:00"]),
    "Santiago, the last hour comes twice": ("America/Santiago", time(23, 30), date(2026, 4, 5), ["2026-04-04 23:30 -03:00"]),
    # Friday 30 December did not happen: what was due on it comes on Saturday, together with its own.
    "Apia, a day is missing": ("Pacific/Apia", time(8, 30), date(2011, 12, 31), ["2011-12-31 08:30 +14:00"]),
    "Apia, the day after": ("Pacific/Apia", time(8, 30), date(2012, 1, 1), ["2011-12-31 08:30 +14:00", "2012-01-01 08:30 +14:00"]),
}
# fmt: on


def promised(zone: str, hour: time, day: date) -> Story:
    """Return a story whose plan is promised for `day`, two days before it."""
    before = datetime.combine(day - 3 * DAY, time(12), ZoneInfo(zone)).astimezone(UTC)
    story = begin(
        time_zone=zone, digest_at=hour, quiet_from=time(0), quiet_until=time(0), **EVERY_DAY
    )
    Preferences.objects.filter(user=story.user).update(changed_at=before)
    story.now = before
    with at_home(story):
        story.to(State.OPEN).acknowledge(plan_promised_on=day).cause()
    return story


def minutes_around(zone: str, day: date) -> Iterator[datetime]:
    """Yield every minute of the hours that matter: three days, from the first hour to the last."""
    start = datetime.combine(day - DAY, time(0), ZoneInfo(zone)).astimezone(UTC) - HOUR
    moment = start
    while moment < start + 2 * DAY + 4 * HOUR:
        yield moment
        moment += MINUTE


def came(zone: str) -> list[str]:
    """Return when the daily mails were made, by the clock on the wall."""
    rows = OutgoingEmail.objects.filter(kind__in=["digest", "catchup"]).order_by("created_at")
    local = (row.created_at.astimezone(ZoneInfo(zone)) for row in rows)
    return [f"{at:%Y-%m-%d %H:%M} {at:%z}"[:-2] + ":" + f"{at:%z}"[-2:] for at in local]


@pytest.mark.parametrize("name", CHANGES)
def test_minute_by_minute_each_reminder_comes_once_at_its_local_hour(db: None, name: str) -> None:
    zone, hour, day, expected = CHANGES[name]
    promised(zone, hour, day)
    for minute in minutes_around(zone, day):
        if near_an_hour_that_matters(minute, zone, hour):
            dispatch(minute)
    assert came(zone) == expected
    states = Reminder.objects.filter(kind="R2").values_list("state", flat=True)
    assert set(states) <= {"folded", "superseded"}
    assert OutgoingEmail.objects.filter(kind="catchup").count() == 0


def near_an_hour_that_matters(minute: datetime, zone: str, hour: time) -> bool:
    """Leave out the hours in which nothing can be due, on either side of a change of clocks."""
    local = minute.astimezone(ZoneInfo(zone))
    away = abs((local.hour * 60 + local.minute) - (hour.hour * 60 + hour.minute))
    return min(away, 24 * 60 - away) <= 75 or minute.minute == 0


@pytest.mark.parametrize(
    ("zone", "hour", "day", "moments"),
    [
        ("Europe/Berlin", time(2, 30), date(2026, 3, 29), {"2026-03-29T01:30"}),
        ("Europe/Berlin", time(2, 30), date(2026, 10, 25), {"2026-10-25T00:30"}),
        ("America/New_York", time(2, 30), date(2026, 3, 8), {"2026-03-08T07:30"}),
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), {"2026-10-03T15:45"}),
        ("America/Santiago", time(0, 30), date(2026, 9, 6), {"2026-09-06T04:30"}),
        ("Pacific/Apia", time(8, 30), date(2011, 12, 30), {"2011-12-30T18:30"}),
    ],
)
def test_a_local_time_means_one_moment(
    zone: str, hour: time, day: date, moments: set[str], db: None
) -> None:
    calendar = begin(time_zone=zone).calendar
    assert {f"{calendar.at(day, hour):%Y-%m-%dT%H:%M}"} == moments


def test_a_zone_that_no_longer_exists_counts_as_utc_and_nothing_stops(db: None) -> None:
    story = promised("Europe/Berlin", time(8, 30), date(2026, 3, 12))
    later = story.now + HOUR
    Preferences.objects.filter(user=story.user).update(
        time_zone="Europe/Atlantis", changed_at=later
    )
    assert schedule.replan_sweep(later + HOUR) == 1
    at = datetime(2026, 3, 11, 8, 30, tzinfo=UTC)
    assert dispatch(at - MINUTE)["folded"] == 0
    assert dispatch(at)["folded"] == 1


def test_who_moves_to_another_zone_is_reminded_there_and_once(db: None) -> None:
    story = promised("Europe/Berlin", time(8, 30), date(2026, 3, 12))
    assert dispatch(datetime(2026, 3, 11, 7, 30, tzinfo=UTC))["folded"] == 1
    moved = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    Preferences.objects.filter(user=story.user).update(
        time_zone="Pacific/Auckland", changed_at=moved
    )
    schedule.replan_sweep(moved + HOUR)
    # Thursday ends in Berlin when it is Friday morning in Auckland: the mail comes on Thursday.
    minute = moved
    while minute < moved + 3 * DAY:
        dispatch(minute)
        minute += 30 * MINUTE
    assert came("Pacific/Auckland") == ["2026-03-11 20:30 +13:00", "2026-03-12 08:30 +13:00"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lead_times": {"plan_days": 2}}, ["Tue 17 Mar 08:30", "Thu 19 Mar 08:30"]),
        ({"lead_times": {"plan_days": 4}}, ["Fri 13 Mar 08:30", "Thu 19 Mar 08:30"]),
        ({"digest_at": time(6, 45)}, ["Wed 18 Mar 06:45", "Thu 19 Mar 06:45"]),
        ({"working_days": "01345"}, ["Tue 17 Mar 08:30", "Thu 19 Mar 08:30"]),
        ({"days_off": "2026-03-18"}, ["Tue 17 Mar 08:30", "Thu 19 Mar 08:30"]),
    ],
)
def test_changed_preferences_move_what_is_planned(
    story: Story, changes: dict[str, object], expected: list[str]
) -> None:
    story.to(State.OPEN).acknowledge(plan_promised_on=story.working_day(7)).cause()
    Preferences.objects.filter(user=story.user).update(**changes, changed_at=story.now + HOUR)
    schedule.replan_sweep(story.now + 2 * HOUR)
    assert [day for _kind, _firing, day, _weight in story.planned()] == expected


def test_a_lead_time_for_replies_counts_working_hours(story: Story) -> None:
    story.user.preferences.lead_times = {"reply_hours": 4}
    story.user.preferences.save()
    story.to(State.OPEN)
    # Half-way is four working hours before it too: once is enough.
    assert story.planned() == [("R1", 1, "Tue 10 Mar 15:02", 20)]


def test_while_on_hold_only_money_is_mentioned(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    with transition(story.complaint, now=story.now) as row:
        row.on_hold_until = story.today + timedelta(days=5)
        row.save(update_fields=["on_hold_until"])
    assert story.planned() == []
    with transition(story.complaint, now=story.now) as row:
        row.on_hold_until = None
        row.save(update_fields=["on_hold_until"])
    assert {kind for kind, *_rest in story.planned()} == {"R6"}
