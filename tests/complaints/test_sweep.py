"""The slow round repairs, holds nobody up, and never works from what it read a while ago."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from complaints.models import Complaint, Plan, Reminder
from complaints.reminders import actions, dispatch, projects, schedule, sweep
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.story import DAY, HOUR, MINUTE, Story, another_project, at_home, begin
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def last_looked_at(story: Story, days: int) -> None:
    Complaint.objects.filter(pk=story.complaint.pk).update(replanned_at=story.now - days * DAY)


def planned(story: Story) -> set[str]:
    rows = story.complaint.reminders.filter(state="scheduled")
    return set(rows.values_list("kind", flat=True))


def test_a_move_made_while_the_round_works_is_not_undone(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round comes to the first complaint; meanwhile the second one is saved in a window."""
    first = Story(story.user, another_project(story), story.contact, story.now).to(State.DRAFT)
    second = story.to(State.DRAFT)
    last_looked_at(first, 4)
    last_looked_at(second, 3)
    real: Callable[..., None] = schedule.replan
    saved: list[Story] = []

    def replan(complaint: Complaint, **given: Any) -> None:
        if complaint.pk == first.complaint.pk and not saved:
            saved.append(second.later(MINUTE).save())
        real(complaint, **given)

    monkeypatch.setattr(schedule, "replan", replan)
    sweep.sweep(story.now)
    assert saved
    assert planned(second) == {"R1"}


def test_one_complaint_that_cannot_be_planned_holds_nobody_up(story: Story) -> None:
    broken = Story(story.user, another_project(story), story.contact, story.now).to(State.PROPOSED)
    story.to(State.OPEN)
    last_looked_at(broken, 4)
    last_looked_at(story, 3)
    Plan.objects.filter(complaint=broken.complaint).update(answer_by=date(9999, 12, 31))
    Reminder.objects.filter(complaint=story.complaint).delete()
    done = sweep.sweep(broken.now)
    assert done["replanned"] == 1
    assert planned(story) == {"R1"}
    # It is not looked at again at once, and so keeps no place in the line.
    assert sweep.sweep(broken.now)["replanned"] == 0


def test_one_project_that_cannot_be_planned_holds_nobody_up(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = story.project.client
    started = (story.now - DAY).date()
    for title in ("Broken", "Sound"):
        ProjectFactory(owner=story.user, client=client, title=title, started_on=started)
    real = projects._row

    def row(project: Any, now: Any) -> Reminder:
        if project.title == "Broken":
            raise OverflowError("date value out of range")
        return real(project, now)

    monkeypatch.setattr(projects, "_row", row)
    assert sweep.sweep(story.now)["projects"] == 1


# Two who work at the same person's reminders.


@contextmanager
def held_elsewhere(user: User) -> Iterator[None]:
    """Another connection is at this person's reminders."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                assert dispatch._hold(user.pk)
                taken.set()
                done.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_runners_never_share_out_the_reminders_of_one_person() -> None:
    """What the second one found would be closed with a mail that does not say it."""
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("One transaction at a time writes here, so there are never two.")
    story = begin()
    with at_home(story):
        story.to(State.ACKNOWLEDGED)
        due = Reminder.objects.filter(kind="R2", firing=0).get().due_at
        with held_elsewhere(story.user):
            assert dispatch.dispatch(due)["folded"] == 0
            # They can work on meanwhile.
            Story(story.user, another_project(story), story.contact, story.now).to(State.OPEN)
        # The plan, and the cause that opens it.
        assert dispatch.dispatch(due)["folded"] == 2
    assert len(to_the_owner()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_put_off_the_same_thing_take_turns() -> None:
    story = begin()
    with at_home(story):
        story.to(State.ACKNOWLEDGED)
    base = Reminder.objects.filter(kind="R2").order_by("firing").first()
    assert base
    once = actions.snooze(base, story.today + DAY, now=story.now)
    broken: list[Exception] = []
    start = threading.Barrier(2)

    def put_off(row: Reminder, days: int) -> None:
        try:
            start.wait(10)
            actions.snooze(row, story.today + timedelta(days=days), now=story.now)
        except Exception as problem:
            broken.append(problem)
        finally:
            connections.close_all()

    for days in range(5, 15, 2):
        threads = [
            threading.Thread(target=put_off, args=(row, days + more))
            for more, row in enumerate((base, once))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert broken == []
    again = Reminder.objects.filter(state="scheduled", dedupe_key__contains="|snz=")
    # The later wish stands for both where it came second; nothing is planned twice for one day.
    days_planned = list(again.values_list("local_date", flat=True))
    assert days_planned
    assert len(days_planned) == len(set(days_planned))


# What is late is said all the same.


def test_what_is_still_open_after_twelve_days_without_a_machine_is_said(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    back = story.now + 12 * DAY
    while not story.user.preferences.calendar().is_working_day(back.date()):
        back += DAY
    dispatch.dispatch(back.replace(hour=9))
    [mail] = to_the_owner()
    assert "You told Rye" in mail.text
    assert not Reminder.objects.filter(state="expired").exists()


def test_a_project_without_a_policy_is_mentioned_within_two_weeks(story: Story) -> None:
    started = (story.now - 11 * DAY).date()
    ProjectFactory(owner=story.user, client=story.project.client, started_on=started)
    assert sweep.sweep(story.now)["projects"] == 1
    dispatch.dispatch(story.now + DAY)
    row = Reminder.objects.get(kind="R16")
    assert row.state == "folded"


def test_a_wish_to_be_asked_in_a_moment_passes(story: Story) -> None:
    story.to(State.DRAFT)
    schedule.ask_for_a_moment(
        story.complaint, screen="heard", back_at=story.now + HOUR, now=story.now
    )
    dispatch.dispatch(story.now + 12 * DAY)
    row = Reminder.objects.get(kind="R0b")
    assert (row.state, row.reason) == ("expired", "too late to help")


def test_what_cannot_be_written_together_holds_no_single_reminder_back(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are due in the same tick: the reply by itself, the plan in the day's mail."""
    story.to(State.ACKNOWLEDGED)
    due = Reminder.objects.filter(kind="R2", firing=0).get().due_at
    other = Story(story.user, another_project(story), story.contact, story.now).to(State.OPEN)
    reply = Reminder.objects.filter(complaint=other.complaint, kind="R1", firing=1)
    assert reply.update(due_at=due)

    def breaks(*given: Any, **named: Any) -> OutgoingEmail:
        raise RuntimeError("This template is broken.")

    with monkeypatch.context() as patch:
        patch.setattr(dispatch.mails, "digest", breaks)
        dispatch.dispatch(due)
    assert reply.get().state == "emitted"
    assert Reminder.objects.filter(kind="R2", firing=0).get().state == "scheduled"
    # Mended, it goes with the next try.
    dispatch.dispatch(due + 11 * MINUTE)
    assert Reminder.objects.filter(kind="R2", firing=0).get().state == "folded"
