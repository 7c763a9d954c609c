"""Plays the stories of the demo in the order in which they happened, with the mails of their
time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from accounts.formats import as_seen_by
from accounts.models import User
from clients.models import Project
from complaints.demo import studio
from complaints.demo.days import LATE, Days
from complaints.demo.script import Story
from complaints.demo.stories import STORIES
from complaints.demo.walk import Scene, perform
from complaints.models import Complaint, Reminder
from complaints.reminders import dispatch
from outbox.models import MailState, OutgoingEmail

# Nobody works on the full five minutes.
WANDERS_BY = 4


@transaction.atomic
def make_account(*, seed: int, now: datetime) -> User:
    """Return a new account in which every state of a complaint occurs, true to `now` (UTC).

    One transaction: no worker ever sees a mail of the past as one that waits.
    """
    user = studio.open_account()
    days = Days(user.preferences.calendar(), now)
    with as_seen_by(user.preferences):
        projects = studio.furnish(user, days)
        play(user, STORIES, projects, days, Random(seed))  # noqa: S311
    studio.backdate(user, days)
    _backdate_complaints(user)
    return user


def play(
    user: User,
    stories: Sequence[Story],
    projects: dict[str, Project],
    days: Days,
    chance: Random,
) -> None:
    """Do the steps of all `stories` one after the other, and send the reminders between them."""
    scenes = [Scene(projects[story.project], days, days.now) for story in stories]
    agenda = sorted(
        (_moment(step.day, step.hour, days, chance), number, place)
        for number, story in enumerate(stories)
        for place, step in enumerate(story.steps)
    )
    for moment, number, place in agenda:
        _remind(user, until=moment)
        scenes[number].move_on(moment)
        perform(stories[number].steps[place], scenes[number])
        _send(user, moment)
    _remind(user, until=days.now)


def _moment(day: int, hour: str, days: Days, chance: Random) -> datetime:
    wander = timedelta(minutes=chance.randint(0, WANDERS_BY))
    return days.at(day, hour) + (timedelta() if hour == LATE else wander)


def _remind(user: User, *, until: datetime) -> None:
    """Let the reminders out that were due up to `until`, each at its own moment."""
    waiting = Reminder.objects.filter(
        user=user, state=Reminder.State.SCHEDULED, due_at__lte=until
    ).order_by("due_at")
    while (due_at := waiting.values_list("due_at", flat=True).first()) is not None:
        dispatch.settle(user.pk, due_at)
        _send(user, due_at)


def _send(user: User, at: datetime) -> None:
    """Note what was queued at `at` as sent then: it is history, and must not go out today."""
    OutgoingEmail.objects.filter(user=user, state=MailState.QUEUED).update(
        state=MailState.SENT,
        attempts=1,
        handoffs=1,
        frozen_at=at,
        handoff_at=at,
        sent_at=at,
        smtp_code=250,
    )


def _backdate_complaints(user: User) -> None:
    for complaint in Complaint.objects.filter(owner=user):
        began = complaint.events.order_by("at").values_list("at", flat=True)[0]
        Complaint.objects.filter(pk=complaint.pk).update(created_at=began)
