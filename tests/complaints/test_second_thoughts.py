"""Reminders that were ended, put off or switched off: what was taken back comes back."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from accounts.models import Preferences
from complaints.models import Reminder
from complaints.moves import delivering, resending
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import unsubscribe
from outbox.models import MailState, OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.reminder_link import ask, path, sent_first, the
from tests.complaints.reminding import THU, WED, arrived, says
from tests.complaints.story import DAY, HOUR, Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def shown(row: Reminder, story: Story, action: str = "") -> str:
    """Return the page behind a link, as somebody who has not signed in sees it."""
    with time_machine.travel(story.now, tick=False):
        return plain(Client().get(path(row, action), follow=True).content.decode())


@pytest.mark.parametrize("action", ["done", "stop"])
def test_an_ended_reminder_comes_back_on_a_press(story: Story, action: str) -> None:
    row = sent_first(story)
    planned = story.planned()
    assert "Remind me after all" in ask(row, action, story).content.decode()
    assert story.planned() == []
    assert "Remind me after all" in shown(row, story)
    for _press in range(2):
        page = ask(row, "resume", story).content.decode()
        assert "The next reminder comes tomorrow" in page
        assert story.planned() == planned
    assert "Remind me after all" not in shown(row, story)
    schedule.replan(story.fresh(), now=story.now)
    assert story.planned() == planned
    assert len(planned) == 1


def test_opening_the_address_of_that_press_changes_nothing(story: Story) -> None:
    row = sent_first(story)
    ask(row, "stop", story)
    assert "Remind me after all" in shown(row, story, "resume")
    assert story.planned() == []


def test_a_reminder_with_none_ahead_says_that_it_can_be_put_off(story: Story) -> None:
    row = sent_first(story)
    ask(row, "done", story)
    story.now = WED + DAY
    assert "no more was planned" in ask(row, "resume", story).content.decode()
    ask(row, "snooze", story, until="tomorrow")
    assert len(story.planned()) == 1


def first_step(story: Story) -> Reminder:
    """Return the first reminder of the first step of the plan, sent."""
    story.to(State.IN_PROGRESS)
    dispatch(WED)
    story.now = WED
    return story.complaint.reminders.filter(kind="R6", state="folded").order_by("due_at")[0]


def test_a_step_said_to_be_done_by_mistake_counts_again_on_a_press(story: Story) -> None:
    row = first_step(story)
    planned = story.planned()
    page = ask(row, "done", story).content.decode()
    assert "The step is marked as done." in page
    assert "It is not done after all" in page
    assert len(story.planned()) < len(planned)
    assert "It is not done after all" in shown(row, story)
    for _press in range(2):
        page = ask(row, "reopen", story).content.decode()
        assert "The next reminder comes tomorrow" in page
        assert story.planned() == planned
        assert "It is not done after all" not in page
    assert [event.verb for event in story.events()][-2:] == ["step_done", "step_reopened"]
    promise = story.complaint.promises.get(kind="step")
    assert (promise.kept_at, promise.step.done_at, promise.step.state) == (None, None, "to_do")


def test_a_step_of_a_plan_that_was_handed_over_stays_done(story: Story) -> None:
    row = first_step(story)
    ask(row, "done", story)
    story.deliver()
    assert "It is not done after all" not in shown(row, story)
    events = len(story.events())
    assert "This is settled." in ask(row, "reopen", story).content.decode()
    assert len(story.events()) == events


def test_what_was_stopped_stays_stopped_when_its_step_is_taken_up_again(story: Story) -> None:
    row = first_step(story)
    ask(row, "stop", story)
    planned = story.planned()
    for verb in (delivering.mark_step_done, delivering.reopen_step):
        verb(story.complaint, 1, now=story.now)
    assert story.planned() == planned


def test_what_is_settled_in_the_complaint_does_not_come_back(story: Story) -> None:
    row = sent_first(story)
    ask(row, "stop", story)
    story.acknowledge()
    assert "Remind me after all" not in ask(row, "resume", story).content.decode()
    assert "R1" not in {kind for kind, *_rest in story.planned()}


def test_a_reminder_that_was_put_off_says_until_when(story: Story) -> None:
    row = sent_first(story)
    ask(row, "snooze", story, until="three_days")
    assert "It is put off until Friday 13 March 08:30." in shown(row, story)


def test_of_several_days_to_put_off_to_the_last_choice_counts(story: Story) -> None:
    row = sent_first(story)
    for day in ("2026-03-20", "2026-03-13", "2026-03-16"):
        ask(row, "snooze", story, until="pick", day=day)
        assert [when for _kind, _firing, when, _weight in story.planned()] == [
            f"{date.fromisoformat(day):%a %d %b} 08:30"
        ]


def test_putting_off_beyond_the_date_itself_is_said_before_and_after(story: Story) -> None:
    row = sent_first(story)
    page = shown(row, story, "snooze")
    assert "Friday 13 March, after it is due" in page
    assert "Wednesday 11 March, after" not in page
    page = plain(ask(row, "snooze", story, until="three_days").content.decode())
    assert "It is due before that: Wednesday 11 March." in page


def switch(story: Story, *, on: bool) -> None:
    Preferences.objects.filter(user=story.user).update(digest_on=on)


def test_what_fell_due_without_the_daily_mail_comes_once_it_is_on_again(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    switch(story, on=False)
    assert dispatch(WED)["cancelled"] == 1
    schedule.replan(story.fresh(), now=WED + HOUR)
    assert dispatch(THU)["cancelled"] >= 1
    switch(story, on=True)
    schedule.replan(story.fresh(), now=THU + HOUR)
    assert dispatch(THU + 2 * HOUR)["folded"] >= 1
    [mail] = to_the_owner()
    says(mail, "You told Rye & Co they’d have a plan by Thursday 12 March")


def test_the_day_before_a_plan_its_cause_is_a_line_of_its_own(story: Story) -> None:
    story.to(State.OPEN).acknowledge()
    dispatch(WED)
    [mail] = to_the_owner()
    says(mail, "One thing before the plan", "You told Rye & Co they’d have a plan by Thursday")


def test_a_plan_whose_day_is_there_is_one_line_even_without_a_cause(story: Story) -> None:
    story.to(State.OPEN).acknowledge()
    dispatch(THU + 3 * DAY)
    [mail] = to_the_owner()
    assert "likely cause" not in mail.text
    says(mail, "You told Rye & Co they’d have a plan by Thursday 12 March", "One is late.")
    assert the(story, "R3").superseded_by.kind == "R2"


def test_what_was_said_once_more_needs_no_look(story: Story) -> None:
    story.to(State.OPEN).later(5 * HOUR)
    dispatch(story.now)
    arrived(MailState.UNCERTAIN)
    assert resending.troubled_count(story.user) == 1
    dispatch(WED)
    carrying = OutgoingEmail.objects.get(kind="digest")
    assert resending.troubled_count(story.user) == 1, "its second mail may not arrive either"
    OutgoingEmail.objects.filter(pk=carrying.pk).update(
        state=MailState.SENT, sent_at=WED, uncertain_since=None
    )
    assert resending.troubled_count(story.user) == 0
    assert resending.troubled(story.user) == []


def test_the_link_that_ends_the_daily_mail_says_how_it_stands(story: Story, client: Client) -> None:
    link = reverse("decline_mail", args=[unsubscribe.token_for(story.user)])
    assert "No more daily mail?" in client.get(link).content.decode()
    client.post(link)
    assert "The daily mail is off" in client.get(link).content.decode()
    answer = client.get(link[:-3] + "/")
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()
