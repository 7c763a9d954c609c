"""A date given to a client stays that date, wherever the freelancer is when it is read."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Preferences
from complaints import calendar_feed
from complaints.letters import blanks
from complaints.models import Complaint, Delivery, Plan, Promise
from complaints.moves.base import transition
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import says
from tests.complaints.story import DAY, HOUR, MINUTE, Story, at_home

pytestmark = pytest.mark.django_db

# Where somebody may move to, and how far that is: the day ends there before or after it.
PLACES = ("Australia/Sydney", "America/Los_Angeles", "Pacific/Apia", "Europe/Atlantis")


def move_to(story: Story, zone: str, **changes: Any) -> Story:
    """Let the freelancer live in another zone from now on, and plan the reminders there."""
    kept = {"time_zone": zone, "changed_at": story.now} | changes
    Preferences.objects.filter(user=story.user).update(**kept)
    story.user.refresh_from_db()
    story.user = type(story.user).objects.get(pk=story.user.pk)
    story.later(MINUTE)
    with transition(story.complaint, now=story.now):
        pass
    story.fresh()
    return story


def everything_said(story: Story, browser: Client) -> str:
    """Return the pages that say when the plan is due, with ordinary spaces."""
    ref = story.complaint.ref
    urls = [reverse("today"), reverse("complaints"), reverse("complaint", args=[ref])]
    urls += [reverse("project", args=[story.project.ref]), reverse("reminders")]
    urls += [reverse("screen", args=[ref, "dates"])]
    found = "".join(browser.get(url).content.decode() for url in urls)
    return found.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("zone", PLACES)
def test_a_plan_promised_for_a_day_is_promised_for_that_day_everywhere(
    browsing: Any, story: Story, zone: str
) -> None:
    story.to(State.ACKNOWLEDGED)
    move_to(story, zone)
    with browsing(story) as browser:
        said = everything_said(story, browser)
    for words in ("Send the plan by Thursday 12 March", "<time>Thursday 12 March</time>, Rye"):
        assert words in said
    assert "plan by Friday" not in said
    assert "have a plan by Thursday 12 March" in said
    promise = story.complaint.promises.get()
    assert (promise.due_on, promise.due.at) == (date(2026, 3, 12), promise.due_at)
    assert promise.due_at == datetime(2026, 3, 12, 16, tzinfo=UTC)


@pytest.mark.parametrize("zone", PLACES)
def test_its_reminder_names_that_day_and_comes_before_it_ends_where_it_was_given(
    story: Story, zone: str
) -> None:
    story.to(State.ACKNOWLEDGED)
    move_to(story, zone)
    last = story.complaint.reminders.filter(kind="R2", state="scheduled").latest("due_at")
    assert last.due_at <= datetime(2026, 3, 12, 15, tzinfo=UTC)
    calendar = story.user.preferences.calendar()
    assert calendar.local(last.due_at).time() == time(8, 30)
    dispatch(last.due_at)
    says(to_the_owner()[-1], "You told Rye & Co they’d have a plan by Thursday 12 March")


def test_the_calendar_and_the_letter_keep_the_day(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    move_to(story, "Australia/Sydney")
    feed = calendar_feed.feed(story.user, now=story.now).decode()
    assert "DTSTART;VALUE=DATE:20260312" in feed
    with at_home(story):
        values = blanks.plan(story.complaint, story.complaint.plan_in("draft"), now=story.now)
    assert values["plan_date"].split() == ["Thursday", "12", "March"]


def test_no_later_hours_holidays_or_days_off_move_it(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    before = list(story.complaint.promises.values("due_at", "due_on", "due_hour"))
    move_to(
        story, "Europe/Berlin", work_ends=time(21), country="DE", days_off="2026-03-12\n2026-03-13"
    )
    assert list(story.complaint.promises.values("due_at", "due_on", "due_hour")) == before
    assert story.complaint.due_at == min(row["due_at"] for row in before)


def test_steps_and_options_taken_up_after_a_move_keep_the_zone_of_the_plan(story: Story) -> None:
    story.to(State.PROPOSED)
    move_to(story, "Australia/Sydney").accept()
    step, ready = story.complaint.promises.exclude(kind="plan").order_by("due_at")
    assert (step.due_on, step.due_at) == (date(2026, 3, 12), datetime(2026, 3, 12, 16, tzinfo=UTC))
    assert (ready.due_on, ready.given_zone) == (date(2026, 3, 13), "Europe/Berlin")


def test_an_hour_that_was_named_elsewhere_names_its_place(browsing: Any, story: Story) -> None:
    whole, part = story.two_options()
    story.to(State.OPEN).acknowledge().cause().options(replace(whole, ready_hour=time(12)), part)
    story.dates().send_plan().accept()
    move_to(story, "Australia/Sydney")
    with browsing(story) as browser:
        page = browser.get(reverse("today")).content.decode()
    assert "12:00\N{NO-BREAK SPACE}(Berlin)" in page


def test_an_answer_is_in_time_until_its_day_is_over_where_it_was_asked(story: Story) -> None:
    story.to(State.PROPOSED)
    plan = story.complaint.plans.get(state=Plan.State.SENT)
    move_to(story, "America/Los_Angeles")
    end = datetime(2026, 3, 16, 23, tzinfo=UTC)
    assert plan.answer_due is not None
    assert not plan.answer_due.is_over(end - MINUTE)
    assert plan.answer_due.is_over(end)
    assert story.complaint.due_at == datetime(2026, 3, 16, 16, tzinfo=UTC)


def test_the_day_for_a_check_stays(story: Story) -> None:
    story.to(State.DELIVERED)
    due = story.complaint.due_at
    move_to(story, "Australia/Sydney")
    delivery = Delivery.objects.get()
    assert delivery.check_due.at == story.complaint.due_at == due


def test_an_option_ready_before_the_daily_mail_is_reminded_of_the_day_before(story: Story) -> None:
    whole, _part = story.two_options()
    story.to(State.OPEN).acknowledge().cause()
    story.options(replace(whole, ready_hour=time(8))).dates().send_plan().accept()
    rows = story.complaint.reminders.filter(kind="R6", state="scheduled")
    ready = story.complaint.promises.get(kind="ready")
    [only] = rows.filter(subject=f"promise:{ready.pk}")
    assert ready.due_at == datetime(2026, 3, 13, 7, tzinfo=UTC)
    assert (only.local_date, only.local_time) == (date(2026, 3, 12), time(8, 30))
    dispatch(only.due_at)
    says(to_the_owner()[-1], "Due Friday 13 March 08:00 for Rye & Co")


@pytest.mark.parametrize("hour", [time(7), time(8, 30), time(16, 30), time(23, 30)])
@pytest.mark.parametrize("ready", [time(0, 5), time(8), time(9), time(12), None])
def test_every_reminder_of_a_date_comes_before_it(
    story: Story, hour: time, ready: time | None
) -> None:
    Preferences.objects.filter(user=story.user).update(digest_at=hour)
    whole, _part = story.two_options()
    story.to(State.OPEN).acknowledge().cause()
    story.options(replace(whole, ready_hour=ready)).dates().send_plan().accept()
    for promise in story.complaint.promises.filter(kind__in=["step", "ready"]):
        rows = story.complaint.reminders.filter(subject=f"promise:{promise.pk}", kind="R6")
        assert rows.exists()
        assert all(row.due_at <= promise.due_at - HOUR for row in rows)


def test_what_was_told_is_listed_later_as_its_mail_said_it(browsing: Any, story: Story) -> None:
    story.to(State.IN_PROGRESS)
    dispatch(datetime(2026, 3, 10, 14, 2, tzinfo=UTC))
    dispatch(datetime(2026, 3, 11, 7, 30, tzinfo=UTC))
    [mail] = to_the_owner()
    story.now = datetime(2026, 3, 20, 9, tzinfo=UTC)
    with browsing(story) as browser:
        page = browser.get(reverse("reminders"), {"show": "told"}).content.decode()
    assert mail.subject == "Due Thursday 12 March for Rye & Co: Fix the filter"
    assert escape(mail.subject) in page


def test_a_sweep_after_a_move_plans_nothing_twice(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(story.complaint.reminders.filter(kind="R2").earliest("due_at").due_at)
    story.now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    move_to(story, "Australia/Sydney")
    schedule.replan_sweep(story.now + DAY)
    assert Promise.objects.get().due_on == date(2026, 3, 12)
    assert Complaint.objects.get().due_on == date(2026, 3, 12)
