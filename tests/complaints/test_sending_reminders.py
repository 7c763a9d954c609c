"""What goes out when reminders are due, what is left unsaid, and the whole road of a complaint."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

import pytest

from accounts.models import User
from complaints.models import Complaint
from complaints.moves.planning import StepDraft
from complaints.reminders import dispatch as engine
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import QUIET, THU, WED, counts
from tests.complaints.story import DAY, HOUR, MINUTE, Story, at_home, begin

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_before_its_hour(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    assert dispatch(WED - timedelta(seconds=1)) == QUIET
    assert dispatch(WED) == counts(folded=1)


def test_one_account_whose_mail_cannot_be_made_does_not_hold_up_the_others(db: None) -> None:
    told = []
    for _each in range(3):
        story = begin()
        with at_home(story):
            told.append(story.to(State.OPEN))
    broken = told[1].user
    User.objects.filter(pk=broken.pk).update(email="no address at all")
    due = told[1].now + 5 * HOUR

    assert dispatch(due) == counts(emitted=2, failed=1)

    assert {mail.to for mail in to_the_owner()} == {told[0].user.email, told[2].user.email}
    late = told[1].complaint.reminders.get(kind="R1", firing=0)
    assert (late.state, late.due_at) == ("scheduled", due + 10 * MINUTE)
    # Mended, it goes out; the others are not told again.
    User.objects.filter(pk=broken.pk).update(email="mended@example.test")
    assert dispatch(due + 10 * MINUTE) == counts(emitted=1)


def test_what_can_never_be_made_expires_in_the_end(story: Story) -> None:
    story.to(State.OPEN)
    User.objects.filter(pk=story.user.pk).update(email="no address at all")
    due = story.now + 5 * HOUR
    assert dispatch(due) == counts(failed=1)
    dispatch(due + 8 * DAY)
    row = story.complaint.reminders.get(kind="R1", firing=0)
    assert (row.state, row.reason) == ("expired", "could not be made")


def test_a_complaint_that_ended_behind_the_back_of_its_reminders_is_not_mentioned(
    story: Story,
) -> None:
    story.to(State.ACKNOWLEDGED)
    Complaint.objects.filter(pk=story.complaint.pk).update(
        state="closed", closed_at=story.now, outcome="left"
    )
    assert dispatch(THU) == counts(cancelled=2)
    assert to_the_owner() == []


def test_a_reminder_is_asked_once_more_whether_it_is_wanted(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    story.complaint.promises.update(kept_at=story.now)
    assert dispatch(THU) == counts(cancelled=2)


@pytest.mark.parametrize("ending", [State.CLOSED, State.WITHDRAWN])
def test_nothing_comes_after_the_end(story: Story, ending: State) -> None:
    story.to(ending)
    for days in range(0, 90, 3):
        assert dispatch(story.now + days * DAY) == QUIET
    assert to_the_owner() == []


def test_a_reply_takes_a_reminder_back_that_has_not_left_yet(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    [row] = OutgoingEmail.objects.filter(kind="R1")
    assert row.state == "queued"
    story.later(6 * HOUR).acknowledge()
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert OutgoingEmail.objects.get(kind="E1").state == "queued"


def wait_until(story: Story, day: date, hour: int) -> Story:
    """Let time pass to an hour in Berlin, with a look every half hour."""
    until = story.calendar.at(day, time(hour))
    while story.now < until:
        dispatch(story.now)
        story.later(30 * MINUTE)
    return story


def test_on_the_whole_road_each_planned_firing_comes_once(story: Story) -> None:
    march = partial(date, 2026, 3)
    april = partial(date, 2026, 4)
    story.log().words().heard().save()
    wait_until(story, march(11), 10).acknowledge(plan_promised_on=march(13)).cause()
    wait_until(story, march(13), 10)
    sooner = replace(story.two_options()[1], ready_on=march(23))
    whole = replace(story.two_options()[0], ready_on=march(24))
    story.options(whole, sooner)
    story.dates(steps=[StepDraft("Fix the filter", "me", march(23))], answer_by=march(17))
    story.send_plan()
    wait_until(story, march(19), 10).accept(is_honoured=True)
    wait_until(story, march(24), 12).deliver(feedback_by=march(30))
    wait_until(story, april(8), 10).confirm()
    wait_until(story, april(9), 12).close()
    wait_until(story, date(2026, 5, 9), 12)

    assert [(mail.headers["Date"][:11], mail.subject) for mail in to_the_owner()] == [
        ("Tue, 10 Mar", "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:00)"),
        ("Wed, 11 Mar", "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:00)"),
        ("Thu, 12 Mar", "You told Rye & Co they’d have a plan by Friday 13 March"),
        ("Fri, 13 Mar", "You told Rye & Co they’d have a plan by Friday 13 March"),
        ("Tue, 17 Mar", "No answer from Rye & Co yet. Ring, extend or wait?"),
        ("Thu, 19 Mar", "No answer from Rye & Co yet. Ring, extend or wait?"),
        ("Fri, 20 Mar", "Due Monday 23 March for Rye & Co: Fix the filter"),
        ("Mon, 23 Mar", "Monday 23 March: two things coming up"),
        ("Tue, 24 Mar", "Late: Rye & Co, C-0001 (due Monday 23 March)"),
        ("Tue, 31 Mar", "Rye & Co hasn’t said if it’s right. Close or ask?"),
        ("Tue, 07 Apr", "Rye & Co hasn’t said if it’s right. Close or ask?"),
        ("Thu, 09 Apr", "Close the loop with Rye & Co?"),
    ]
    fired = story.complaint.reminders.filter(state__in=["emitted", "folded"])
    assert Counter(fired.values_list("kind", flat=True)) == {
        "R1": 2, "R2": 2, "R5": 2, "R6": 4, "R8b": 2, "R10": 1,
    }  # fmt: skip
    called_off = story.complaint.reminders.exclude(state__in=["emitted", "folded"])
    assert set(called_off.values_list("kind", "state", "reason")) == {
        (kind, "cancelled", "no longer needed") for kind in ("R0", "R3")
    }


def test_a_long_look_says_now_and_then_that_it_is_alive(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 1)
    for _freelancer in range(3):
        begin().to(State.ACKNOWLEDGED)
    signs: list[int] = []
    assert dispatch(WED, alive=lambda: signs.append(len(to_the_owner())))["folded"] == 3
    assert signs == [1, 2, 3]
