"""Mails that waited for the mail server: each thing is said once, in words that are still true."""

from datetime import time, timedelta

import pytest

from accounts.models import Preferences
from complaints import selectors
from complaints.models import Reminder
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import claims
from outbox.models import MailState, OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.money import answered, begin_with_money
from tests.complaints.reminding import THU, WED, arrived, says
from tests.complaints.story import DAY, HOUR, MINUTE, Story

pytestmark = pytest.mark.django_db


def test_of_one_thing_one_mail_waits(db: None) -> None:
    story = answered(begin_with_money()).offer().accept()
    made = OutgoingEmail.objects.filter(kind="R9")
    for ahead in range(1, 6):
        day = story.today + timedelta(days=ahead)
        dispatch(story.calendar.at(day, time(9, 1)))
    assert made.count() >= 3
    latest = made.latest("created_at")
    assert list(made.filter(state=MailState.QUEUED)) == [latest]
    assert made.filter(state=MailState.CANCELLED).count() == made.count() - 1


def test_a_mail_that_names_tomorrow_is_not_sent_after_midnight_but_said_anew(
    story: Story,
) -> None:
    story.to(State.OPEN).later(5 * HOUR)
    dispatch(story.now)
    mail = OutgoingEmail.objects.get(kind="R1")
    midnight = story.calendar.at(story.today + timedelta(days=1), story.now.min.time())
    assert mail.not_after == midnight
    assert claims.expire(midnight - MINUTE) == 0
    assert claims.expire(midnight + MINUTE) == 1
    dispatch(WED)
    says(
        to_the_owner()[-1],
        "We could not confirm that this reached you",
        "by Wednesday 11 March 11:02",
    )


def test_without_the_daily_mail_old_words_are_better_than_none(story: Story) -> None:
    story.user.preferences.digest_on = False
    story.user.preferences.save()
    story.to(State.OPEN).later(5 * HOUR)
    dispatch(story.now)
    mail = OutgoingEmail.objects.get(kind="R1")
    assert mail.not_after == story.now + timedelta(days=7)


def test_a_late_line_is_counted_wherever_it_stands(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(THU)
    arrived(MailState.UNCERTAIN)
    dispatch(THU + DAY)
    mail = to_the_owner()[-1]
    says(mail, "One is late.", "Thursday 12 March has passed.")
    assert "Nothing is late." not in mail.text


def test_a_step_that_is_late_is_counted_beside_one_of_the_same_complaint_that_is_not(
    story: Story,
) -> None:
    story.to(State.IN_PROGRESS)
    first = story.complaint.promises.order_by("due_at").first()
    dispatch(first.due_at + MINUTE)
    arrived()
    dispatch(first.due_at + DAY)
    assert "Nothing is late." not in to_the_owner()[-1].text


def test_two_complaints_of_one_client_are_one_client_who_has_the_next_move(db: None) -> None:
    story = begin_with_money()
    for each in (story, story.another()):
        each.to(State.PROPOSED)
    assert selectors.their_turn(story.user).count() == 2
    assert selectors.waited_for(story.user) == 1


def test_the_greeting_of_an_evening_is_not_good_morning(story: Story) -> None:
    Preferences.objects.filter(user=story.user).update(digest_at=time(18, 0))
    story.user.refresh_from_db()
    story.to(State.ACKNOWLEDGED)
    dispatch(story.calendar.at(story.today + timedelta(days=1), time(18, 0)))
    mail = to_the_owner()[-1]
    says(mail, "Hello, Tess")
    assert "Good morning" not in mail.text


def test_promised_money_is_mentioned_until_six_weeks_after_its_date(db: None) -> None:
    story = answered(begin_with_money())
    story.offer(payment_days=30).accept()
    rows = Reminder.objects.filter(complaint=story.complaint, kind="R9").order_by("local_date")
    due = story.calendar.today(story.complaint.promises.get(kind="money").due_at)
    days = list(rows.values_list("local_date", flat=True))
    assert days[-1] == story.calendar.add_working_days(due, 30)
    assert len(days) == len(set(days)) == 60
