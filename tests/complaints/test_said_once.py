"""What was said, or stopped, does not come again because something else about it changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Preferences
from clients.models import Project
from complaints.reminders import schedule, sweep
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import suppression
from outbox.models import MailState, OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.reminder_link import ask, the
from tests.complaints.reminding import THU, WED
from tests.complaints.story import DAY, HOUR, MINUTE, START, Story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.RESOLVED, State.DRAFT])
def test_a_new_time_zone_repeats_nothing(story: Story, state: State) -> None:
    # Late in the evening in Auckland: the next local day there than in Berlin.
    story.later(2 * HOUR).to(state)
    dispatch(WED)
    assert len(to_the_owner()) == 1
    kinds = {row.kind for row in story.complaint.reminders.filter(state="folded")}
    Preferences.objects.filter(user=story.user).update(time_zone="Pacific/Auckland")
    schedule.replan(story.fresh(), now=WED + HOUR)
    planned = story.complaint.reminders.filter(state="scheduled", kind__in=kinds)
    told = story.complaint.reminders.filter(state="folded")
    assert not {(r.kind, r.firing) for r in planned} & {(r.kind, r.firing) for r in told}


def test_a_stopped_reminder_stays_stopped_when_the_daily_mail_is_switched_on(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    Preferences.objects.filter(user=story.user).update(digest_on=False)
    dispatch(THU)
    story.now = THU + HOUR
    ask(the(story, "R2"), "stop", story)
    Preferences.objects.filter(user=story.user).update(digest_on=True)
    schedule.replan(story.fresh(), now=THU + 2 * HOUR)
    dispatch(THU + DAY)
    assert len(to_the_owner()) == 1


def started(story: Story, ahead: int) -> None:
    Project.objects.filter(pk=story.project.pk).update(
        started_on=START.date() + timedelta(days=ahead), changed_at=story.now
    )


def test_a_project_that_begins_on_another_day_is_mentioned_once_with_that_day(
    story: Story,
) -> None:
    story.project.agreements.all().delete()
    started(story, 0)
    sweep.sweep(START)
    started(story, 1)
    dispatch(WED)
    assert to_the_owner() == []
    sweep.sweep(WED)
    dispatch(THU)
    [mail] = to_the_owner()
    assert "Wednesday 11 March" in mail.text
    started(story, 2)
    sweep.sweep(THU)
    dispatch(THU + DAY)
    assert len(to_the_owner()) == 1


def test_an_idle_look_asks_little_and_writes_nothing_however_much_was_refused(
    story: Story,
) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    OutgoingEmail.objects.update(state=MailState.FAILED)
    suppression.suppress(story.user.email, code=550, text="5.1.1 No such user", now=WED)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        dispatch(WED + MINUTE)
    assert len(queries) <= 5
    assert not [q for q in queries.captured_queries if not q["sql"].startswith("SELECT")]
