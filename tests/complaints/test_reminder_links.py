"""The links in a reminder: opening changes nothing, a press settles it, nobody else's opens."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse

from complaints.models import PlanStep, Reminder
from complaints.reminders import actions, schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.reminder_link import ask, path, sent_first, the
from tests.complaints.reminding import THU, WED, counts, says
from tests.complaints.story import DAY, HOUR, Story, everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def test_every_reminder_that_comes_alone_brings_its_three_links(story: Story) -> None:
    sent_first(story)
    [mail] = to_the_owner()
    says(mail, "Done already", "Snooze", "Stop this one")
    for action in ("done", "snooze", "stop"):
        [link] = [link for link in mail.links if link.endswith(f"/{action}/")]
        assert link in mail.text
        with time_machine.travel(story.now, tick=False):
            page = Client().get(link.removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200
        assert "Rye &amp; Co is waiting" in page.content.decode()


def test_a_line_of_the_daily_mail_has_one_link_for_all_three(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    dispatch(THU)
    [mail] = to_the_owner()
    says(mail, "Done, snooze or stop")
    found = [link for link in mail.links if "/r/" in link]
    assert len(found) == 2
    with time_machine.travel(THU, tick=False):
        page = Client().get(found[0].removeprefix("http://127.0.0.1:8000"))
    for word in ("Done already", "Snooze", "Stop this one"):
        assert word in page.content.decode()


def test_opening_a_link_changes_nothing(story: Story) -> None:
    row = sent_first(story)
    before = everything()
    with time_machine.travel(story.now, tick=False):
        for action in ("", "done", "snooze", "stop"):
            for method in ("get", "head"):
                assert getattr(Client(), method)(path(row, action)).status_code == 200
    assert everything() == before


def test_done_ends_the_reminders_and_leaves_the_complaint_as_it_is(story: Story) -> None:
    row = sent_first(story)
    answer = ask(row, "done", story)
    assert "No more reminders about it." in answer.content.decode()
    assert the(story, "R1", 1).state == "cancelled"
    assert the(story, "R1", 1).reason == actions.SAID_DONE
    assert story.fresh().state == State.OPEN
    schedule.replan(story.fresh(), now=story.now)
    assert story.planned() == []


def test_done_marks_a_step_as_done(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    dispatch(WED)
    story.now = WED
    promise = story.complaint.promises.get(kind="step")
    row = Reminder.objects.get(subject=f"promise:{promise.pk}", firing=0)
    assert "The step is marked as done." in ask(row, "done", story).content.decode()
    assert PlanStep.objects.get(pk=promise.step_id).state == "done"
    again = ask(row, "done", story)
    assert "This is settled." in again.content.decode()


def test_stop_ends_this_one_until_its_date_changes(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    story.now = WED
    assert ask(the(story, "R2"), "stop", story).status_code == 200
    assert dispatch(THU) == counts()
    promise = story.complaint.promises.get(kind="plan")
    promise.due_on += 5 * DAY
    promise.due_at = promise.due.at
    promise.save()
    schedule.replan(story.fresh(), now=WED)
    assert [day for _kind, _firing, day, _weight in story.planned()] == [
        "Mon 16 Mar 08:30",
        "Tue 17 Mar 08:30",
    ]


def test_stop_takes_back_a_mail_that_has_not_left(story: Story) -> None:
    row = sent_first(story)
    ask(row, "stop", story)
    assert OutgoingEmail.objects.get(kind="R1").state == "cancelled"


def test_a_stopped_reminder_does_not_come_back_with_another_lead_time(story: Story) -> None:
    story.to(State.OPEN).acknowledge(plan_promised_on=story.working_day(5)).cause()
    ask(the(story, "R2"), "stop", story)
    story.user.preferences.lead_times = {"plan_days": 3}
    story.user.preferences.save()
    schedule.replan(story.fresh(), now=story.now)
    assert story.planned() == []


@pytest.mark.parametrize("action", ["", "done", "snooze", "stop"])
@pytest.mark.parametrize("token", ["x", "1:2:3", "MQ:1abcde:AAAA", "%00", "a" * 4000])
def test_a_link_that_was_not_made_here_opens_nothing(story: Story, token: str, action: str) -> None:
    tail = f"{action}/" if action else ""
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/r/{token}/{tail}")
        assert answer.status_code in {404, 405}


def test_a_link_ends_after_thirty_days(story: Story) -> None:
    row = sent_first(story)
    with time_machine.travel(story.now, tick=False):
        url = path(row, "stop")
    with time_machine.travel(story.now + timedelta(days=31), tick=False):
        page = Client().post(url)
    assert page.status_code == 404
    assert "This link has ended" in page.content.decode()
    assert the(story, "R1", 1).state == "scheduled"


def test_a_token_for_something_else_opens_nothing(story: Story) -> None:
    row = sent_first(story)
    token = signing.dumps(row.pk, salt="outbox.unsubscribe")
    assert Client().get(reverse("reminder_actions", args=[token])).status_code == 404


def test_what_is_settled_says_so(story: Story) -> None:
    row = sent_first(story)
    story.acknowledge().cause()
    for action in ("done", "snooze", "stop"):
        page = ask(row, action, story, until="tomorrow")
        assert "This is settled. Nothing more comes about it." in page.content.decode()
    assert not story.complaint.reminders.filter(dedupe_key__contains="|snz=").exists()


def test_only_what_a_reminder_offers_can_be_done_with_it(story: Story) -> None:
    story.to(State.OPEN)
    schedule.ask_for_a_moment(
        story.complaint, screen="acknowledge", back_at=story.now + HOUR, now=story.now
    )
    row = story.complaint.reminders.get(kind="R0b")
    assert ask(row, "stop", story).status_code == 404
    assert ask(row, "snooze", story, until="tomorrow").status_code == 200


def test_a_link_of_an_account_that_is_closed_opens_nothing(story: Story) -> None:
    row = sent_first(story)
    story.user.is_active = False
    story.user.save()
    assert ask(row, "stop", story).status_code == 404


def test_too_many_presses_are_answered_with_a_pause(story: Story) -> None:
    row = sent_first(story)
    answers = [ask(row, "stop", story).status_code for _press in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429
