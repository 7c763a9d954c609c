"""The accounting of the reminders calls forgotten what the engine passed over, and nothing else."""

from datetime import datetime

import pytest

from clients.models import Project
from complaints.accounting import audit
from complaints.models import Reminder
from complaints.reminders import sweep
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.story import DAY, HOUR, MINUTE, Story

pytestmark = pytest.mark.django_db

FORGOTTEN = ["1 reminders are due and were not turned into mail."]


def problems(now: datetime) -> list[str]:
    return list(audit(now, late_after=5 * MINUTE)["problems"])


def begin_without_agreement(story: Story) -> None:
    story.project.agreements.all().delete()
    Project.objects.filter(pk=story.project.pk).update(started_on=story.today)


def test_a_reminder_is_forgotten_when_nobody_looked_at_it_for_long(story: Story) -> None:
    story.to(State.OPEN)
    first = story.complaint.reminders.order_by("due_at").first()
    assert first
    assert problems(first.due_at + 5 * MINUTE) == []
    assert problems(first.due_at + 6 * MINUTE) == FORGOTTEN
    dispatch(first.due_at + 6 * MINUTE)
    assert problems(first.due_at + 6 * MINUTE) == []


def test_what_is_planned_after_its_time_is_not_forgotten_before_the_next_round(
    story: Story,
) -> None:
    begin_without_agreement(story)
    after_a_pause = story.now + 2 * DAY
    assert sweep.sweep(after_a_pause)["projects"] == 1
    assert Reminder.objects.get().due_at < after_a_pause - HOUR
    assert problems(after_a_pause) == []
    assert problems(after_a_pause + 6 * MINUTE) == FORGOTTEN
    dispatch(after_a_pause + 6 * MINUTE)
    assert problems(after_a_pause + 6 * MINUTE) == []


def test_a_row_that_does_not_say_when_it_was_planned_counts_from_when_it_is_due(
    story: Story,
) -> None:
    begin_without_agreement(story)
    sweep.sweep(story.now)
    Reminder.objects.update(planned_at=None)
    row = Reminder.objects.get()
    assert problems(row.due_at) == []
    assert problems(row.due_at + 6 * MINUTE) == FORGOTTEN
