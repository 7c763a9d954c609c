"""At night only what was chosen for it or cannot wait goes out; the rest comes before or after."""

from datetime import UTC, datetime, time

import pytest

from accounts.models import Preferences
from complaints.models import Complaint, Reminder
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import ALL_DAY, THU, WED, counts
from tests.complaints.story import HOUR, MINUTE, Story, begin

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)  # nine in Berlin
MORNING = datetime(2026, 3, 11, 6, 30, tzinfo=UTC)  # half past seven, the end of the quiet hours


def test_a_worker_that_comes_back_at_night_waits_for_the_morning(story: Story) -> None:
    story.to(State.OPEN)
    assert dispatch(EVENING) == counts(postponed=1)
    assert dispatch(MORNING - MINUTE) == counts()
    assert dispatch(MORNING) == counts(emitted=1)


def test_a_reply_that_would_be_late_by_the_morning_is_asked_for_at_night(story: Story) -> None:
    story.to(State.OPEN)
    due = MORNING - HOUR
    Complaint.objects.filter(pk=story.complaint.pk).update(ack_due_at=due)
    rows = story.complaint.reminders.filter(kind="R1")
    rows.update(due_at=EVENING)
    for row in rows:
        key = row.dedupe_key.split("|")
        Reminder.objects.filter(pk=row.pk).update(
            dedupe_key="|".join([*key[:2], f"{due:%Y-%m-%dT%H:%MZ}", *key[3:]])
        )
    assert dispatch(EVENING) == counts(emitted=1, cancelled=1)


def test_a_moment_somebody_chose_at_night_comes_at_night(story: Story) -> None:
    story.to(State.OPEN)
    schedule.ask_for_a_moment(story.complaint, screen="acknowledge", back_at=EVENING, now=story.now)
    story.complaint.reminders.filter(kind="R1").delete()
    assert dispatch(EVENING + MINUTE) == counts(emitted=1)


def test_what_would_fall_into_the_quiet_hours_is_planned_before_them(db: None) -> None:
    story = begin(**ALL_DAY)
    story.to(State.OPEN)
    Complaint.objects.filter(pk=story.complaint.pk).update(
        ack_due_at=datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
    )
    schedule.replan(story.fresh(), now=story.now)
    # Two hours before six in the morning is four: it comes at a quarter to eight in the evening.
    assert ("R1", 1, "Tue 10 Mar 19:45", 20) in story.planned()


def test_the_daily_mail_of_an_evening_person_comes_at_its_hour(story: Story) -> None:
    Preferences.objects.filter(user=story.user).update(digest_at=time(21))
    story.user.preferences.refresh_from_db()
    story.to(State.ACKNOWLEDGED)
    at = datetime(2026, 3, 11, 20, 0, tzinfo=UTC)
    assert dispatch(at) == counts(folded=1)


def test_a_daily_mail_that_was_missed_does_not_come_in_the_night(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    night = WED + 14 * HOUR
    assert dispatch(night) == counts(postponed=1)
    dispatch(THU)
    assert len(to_the_owner()) == 1
