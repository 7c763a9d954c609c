"""A reminder that is put off: it comes again on its day, once, and no other day is taken."""

from datetime import date, time

import pytest
import time_machine
from django.test import Client

from accounts.formats import plain
from accounts.models import Preferences
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.reminder_link import ask, path, sent_first
from tests.complaints.reminding import WED, counts
from tests.complaints.story import DAY, HOUR, MINUTE, Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.mark.parametrize(
    ("answers", "day"),
    [
        ({"until": "tomorrow"}, "Wed 11 Mar 08:30"),
        ({"until": "three_days"}, "Fri 13 Mar 08:30"),
        ({"until": "pick", "day": "2026-03-20"}, "Fri 20 Mar 08:30"),
        # Who typed a day need not also say that it is another one.
        ({"day": "2026-03-20"}, "Fri 20 Mar 08:30"),
    ],
)
def test_snooze_asks_again_on_the_day_and_not_before(
    story: Story, answers: dict[str, str], day: str
) -> None:
    row = sent_first(story)
    page = ask(row, "snooze", story, **answers)
    assert "You are reminded again on" in page.content.decode()
    at = [shown for _kind, _firing, shown, _weight in story.planned()]
    assert day in at
    assert at == sorted(at)
    if day != "Wed 11 Mar 08:30":
        assert at == [day]


def test_a_put_off_reminder_goes_out_once_and_stops_like_the_first(story: Story) -> None:
    row = sent_first(story)
    for _press in range(2):
        ask(row, "snooze", story, until="three_days")
    assert story.complaint.reminders.filter(dedupe_key__contains="|snz=").count() == 1
    for _again in range(2):
        schedule.replan(story.fresh(), now=story.now)
    friday = WED + 2 * DAY
    assert dispatch(friday - MINUTE) == counts()
    assert dispatch(friday) == counts(emitted=1)
    assert dispatch(friday + HOUR) == counts()
    # Put off once more, and then the reply goes out.
    story.now = friday
    again = story.complaint.reminders.get(dedupe_key__contains="|snz=")
    ask(again, "snooze", story, until="tomorrow")
    assert len(story.planned()) == 1
    story.acknowledge()
    assert "R1" not in {kind for kind, *_rest in story.planned()}


def test_a_put_off_reminder_follows_a_changed_hour(story: Story) -> None:
    row = sent_first(story)
    ask(row, "snooze", story, until="three_days")
    story.user.preferences.time_zone = "America/New_York"
    story.user.preferences.save()
    schedule.replan(story.fresh(), now=story.now)
    again = story.complaint.reminders.get(dedupe_key__contains="|snz=")
    assert again.due_at == WED + 2 * DAY + 5 * HOUR


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choose when to be reminded again"),
        ({"until": "never"}, "Choose when to be reminded again"),
        ({"until": "pick"}, "Enter the day"),
        ({"until": "three_days", "day": "2026-03-20"}, "Choose “On another day” for this day"),
        ({"until": "tomorrow", "day": "2026-03-20"}, "Choose “On another day” for this day"),
        ({"until": "soon", "day": "2026-03-20"}, "Choose “On another day” for this day"),
        ({"until": "pick", "day": "2026-03-10"}, "Enter a day that is ahead, within a year"),
        ({"until": "pick", "day": "2027-03-12"}, "Enter a day that is ahead, within a year"),
        ({"until": "pick", "day": "9999-12-31"}, "Enter a date between 1970 and 2100"),
        ({"until": "pick", "day": "\x00\ud800" * 1000}, "Enter a date, such as"),
    ],
)
def test_a_day_that_does_not_fit_is_answered_and_nothing_is_put_off(
    story: Story, answers: dict[str, str], sentence: str
) -> None:
    row = sent_first(story)
    if "\ud800" in answers.get("day", ""):
        answers["day"] = "\x00" * 1000
    page = ask(row, "snooze", story, **answers)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not story.complaint.reminders.filter(dedupe_key__contains="|snz=").exists()


def test_a_day_after_tomorrow_is_written_as_a_person_says_it(story: Story) -> None:
    row = sent_first(story)
    page = ask(row, "snooze", story, until="pick", day=date(2026, 3, 20).isoformat())
    assert "Friday\u00a020\u00a0March" in page.content.decode()


def test_a_reply_can_be_put_off_by_hours(story: Story) -> None:
    row = sent_first(story)
    at = story.now + 2 * HOUR
    page = plain(ask(row, "snooze", story, until="soon").content.decode())
    assert f"You are reminded again today {at.astimezone(story.calendar.zone):%H:%M}." in page
    again = story.complaint.reminders.get(dedupe_key__contains="|snz=")
    assert again.due_at == at
    assert dispatch(at - MINUTE) == counts()
    assert dispatch(at) == counts(emitted=1)


@pytest.mark.parametrize(
    ("kind", "quiet_from", "is_offered"),
    [("R1", time(21), True), ("R1", time(12), False), ("R2", time(21), False)],
)
def test_hours_are_offered_where_a_moment_counts_and_nobody_sleeps(
    story: Story, kind: str, quiet_from: time, is_offered: bool
) -> None:
    story.to(State.ACKNOWLEDGED if kind == "R2" else State.OPEN)
    Preferences.objects.filter(user=story.user).update(quiet_from=quiet_from)
    row = story.complaint.reminders.filter(kind=kind)[0]
    story.user.preferences.refresh_from_db()
    with time_machine.travel(story.now, tick=False):
        page = Client().get(path(row, "snooze")).content.decode()
    assert ("In 2 hours" in page) is is_offered
    answer = ask(row, "snooze", story, until="soon")
    assert answer.status_code == (200 if is_offered else 422)


def test_two_hours_that_pass_the_deadline_are_said_to(story: Story) -> None:
    row = sent_first(story)
    with time_machine.travel(row.deadline - HOUR, tick=False):
        page = plain(Client().get(path(row, "snooze")).content.decode())
    assert ", after it is due" in page.partition("In 2 hours")[2].partition("Tomorrow")[0]
