"""The page of reminders: each by state and why, and only the own ones."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.formats import plain
from accounts.models import Preferences
from complaints.models import Reminder
from complaints.reminders import actions, projects, sweep
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import Heartbeat, OutgoingEmail
from tests.complaints.money import MoneyStory
from tests.complaints.reminders_page import Browsing, in_trouble, page, refused_letter, told
from tests.complaints.reminding import THU, WED
from tests.complaints.story import MINUTE, Story, another_project, begin, everything
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def test_what_is_planned_is_listed_with_its_reason_the_next_first(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.IN_PROGRESS)
    words = page(browsing, story)
    assert "Due today for Rye &amp; Co" not in words
    assert words.index("Due Thursday") < words.index("Due Friday")
    assert "You get this because you promised this date in" in words
    assert "Snooze or stop" in words


def test_what_went_out_says_when_and_how(browsing: Browsing, story: Story) -> None:
    told(story)
    assert "By itself: waiting to go out." in page(browsing, story, "told")
    OutgoingEmail.objects.update(state="sent", sent_at=story.now)
    assert "By itself: Tuesday" in page(browsing, story, "told")


def test_what_was_stopped_says_why_and_what_was_not_needed_is_left_out(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.ACKNOWLEDGED)
    row = Reminder.objects.filter(kind="R2", state="scheduled").earliest("due_at")
    actions.end(row, reason=actions.STOPPED, now=story.now)
    assert Reminder.objects.filter(reason="no longer needed").exists()
    words = page(browsing, story, "closed")
    assert "You stopped it." in words
    assert "Bring it back" in words
    assert "No longer needed." not in words
    assert "Rye &amp; Co is waiting to hear from you" not in words


def test_a_reminder_that_cannot_be_worded_is_listed_all_the_same(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.ACKNOWLEDGED)
    Reminder.objects.filter(kind="R2").update(subject="promise:999999")
    assert "It cannot be worded" in page(browsing, story)


def test_a_list_that_is_long_is_cut_into_pages_and_asks_no_more_of_the_database(
    browsing: Browsing, story: Story
) -> None:
    numbers = []
    for count in (1, 12):
        for _each in range(count):
            other = Story(story.user, another_project(story), story.contact, story.now)
            other.to(State.IN_PROGRESS)
        with browsing(story) as browser:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(reverse("reminders")).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 16
    assert "Page 1 of 1" not in page(browsing, story)


def test_nonsense_in_the_address_shows_what_is_planned(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        for query in ({"show": "\x00"}, {"show": "all"}, {"page": "9" * 50}, {"page": "-1"}):
            assert browser.get(reverse("reminders"), query).context["show"] == "planned"


def test_opening_the_page_changes_nothing(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "uncertain")
    with browsing(story) as browser:
        before = everything()
        browser.get(reverse("reminders"))
    after = everything()
    assert after == before


def test_nobody_sees_the_reminders_of_others(browsing: Browsing, story: Story) -> None:
    told(story)
    email = in_trouble(story, "uncertain")
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
    stranger = Client()
    stranger.force_login(UserFactory())
    answer = stranger.get(reverse("reminders"), {"show": "told"})
    assert "Rye &amp; Co" not in answer.content.decode()
    for action in ("arrived", "again", "dismiss"):
        assert stranger.post(reverse("decide_mail", args=[token, action])).status_code == 404
    assert stranger.get(reverse("new_address", args=[token])).status_code == 404
    email.refresh_from_db()
    assert email.state == "uncertain"


def test_a_reminder_is_put_off_from_the_page(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        rows = browser.get(reverse("reminders")).context["rows"]
        url = reverse("reminder_action", args=[rows[0].token, "snooze"])
        assert "Remind you later?" in browser.get(url).content.decode()
        browser.post(url, {"until": "tomorrow"})
    assert ("R1", 0, "Wed 11 Mar 08:30", 20) in story.planned()


def test_what_was_carried_says_so(browsing: Browsing, story: Story) -> None:
    told(story)
    in_trouble(story, "uncertain")
    dispatch(story.now + 20 * MINUTE)
    assert "Said once more today" in page(browsing, story, "told")


def test_a_project_is_listed_by_its_name(browsing: Browsing, story: Story) -> None:
    story.project.agreements.all().delete()
    story.project.started_on = story.today
    story.project.save()
    projects.plan(story.now)
    assert "Order form has no agreed policy yet" in page(browsing, story)


def test_two_freelancers_see_each_their_own(browsing: Browsing, story: Story) -> None:
    story.to(State.OPEN)
    other = begin()
    other.project.client.name = "Somebody else"
    other.project.client.save()
    Story(other.user, other.project, other.contact, story.now).to(State.OPEN)
    assert "Somebody else" not in page(browsing, story)


def test_what_is_planned_several_times_stands_there_once_with_when_it_comes_again(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.ACKNOWLEDGED).cause()
    assert [kind for kind, *_rest in story.planned()].count("R2") == 2
    words = plain(page(browsing, story))
    assert words.count("You told Rye &amp; Co they’d have a plan") == 1
    assert "Then Thursday 12 March 08:30." in words


def test_promised_money_is_one_line_however_often_it_is_asked_after(
    browsing: Browsing, owing: MoneyStory
) -> None:
    owing.offer().accept()
    assert [kind for kind, *_rest in owing.planned()].count("R9") > 2
    with browsing(owing) as browser:
        answer = browser.get(reverse("reminders"))
    [row] = answer.context["rows"]
    assert row.row.kind == "R9"
    assert answer.context["counts"]["planned"] == 1
    assert plain(row.again).startswith("Then every working day until it is paid, at most until ")


def test_a_line_that_was_alone_in_the_daily_mail_is_not_said_to_have_come_with_others(
    browsing: Browsing, story: Story
) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    assert "By itself: waiting to go out." in page(browsing, story, "told")
    Story(story.user, another_project(story), story.contact, WED).to(State.IN_PROGRESS)
    dispatch(THU)
    assert "With others in one mail: waiting to go out." in page(browsing, story, "told")


def test_the_page_says_both_that_reminders_run_and_that_the_daily_mail_is_off(
    browsing: Browsing, story: Story
) -> None:
    sweep.sweep(story.now)
    dispatch(story.now)
    Heartbeat.objects.update_or_create(name="materialise", defaults={"at": story.now})
    assert "Reminders are running" in page(browsing, story)
    Preferences.objects.filter(user=story.user).update(digest_on=False)
    assert "Running, daily mail off" in page(browsing, story)


def test_enter_in_the_new_address_only_looks_at_it_again(browsing: Browsing, story: Story) -> None:
    """The first button of the form answers Enter; the visible one sends."""
    refused_letter(story)
    with browsing(story) as browser:
        token = browser.get(reverse("reminders")).context["troubled"][0]["token"]
        url = reverse("new_address", args=[token])
        first = re.search(r'<button[^>]*name="(\w+)"', browser.get(url).content.decode())
        assert first
        before = everything()
        page = browser.post(url, {"address": "greta@rye.example", first[1]: "1"})
    assert "Nothing is sent until you press" in page.content.decode()
    assert "greta@rye.example" in page.content.decode()
    assert everything() == before
