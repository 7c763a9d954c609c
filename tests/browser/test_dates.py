"""The control for a date ahead, in a browser: what is counted and named follow each other."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from complaints.workflow import State
from tests.browser.conftest import SignIn
from tests.browser.inspection import NARROWEST
from tests.complaints.story import DAY, Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": NARROWEST, "height": 800}
DATES = "/complaints/C-0001/dates/"
ANSWER = "#id_answer_by"


def session_of(story: Story, url: str) -> dict[str, str]:
    """Return the cookie of somebody who is signed in."""
    client = Client()
    client.force_login(story.user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}


def planned(story: Story) -> None:
    """Lead the story to a plan whose options are ready after the Saturday that is tried."""
    far = [replace(each, ready_on=saturday(story) + 9 * DAY) for each in story.two_options()]
    story.to(State.OPEN).acknowledge().cause().options(*far).dates()


def saturday(story: Story) -> date:
    """Return the first Saturday that lies more than three days ahead."""
    day = story.today + timedelta(days=4)
    return day + timedelta(days=(5 - day.weekday()) % 7)


def test_the_list_and_the_day_follow_each_other(
    story: Story, page: Page, live_server: Any, sign_in: SignIn
) -> None:
    planned(story)
    sign_in(story.user)
    page.goto(live_server.url + DATES)
    counted, day = page.locator(f"{ANSWER}_in"), page.locator(ANSWER)
    counted.select_option(index=2)
    expect(day).to_have_value(counted.input_value())
    day.fill(saturday(story).isoformat())
    expect(counted).to_have_value("")
    first = counted.locator("option").nth(1).get_attribute("value") or ""
    day.fill(first)
    expect(counted).to_have_value(first)


def test_a_saturday_is_said_at_once_and_one_press_takes_the_next_working_day(
    story: Story, page: Page, live_server: Any, sign_in: SignIn
) -> None:
    planned(story)
    sign_in(story.user)
    page.goto(live_server.url + DATES)
    step = page.locator("#id_steps-0-due_on")
    step.fill(saturday(story).isoformat())
    step.blur()
    note = page.locator("#id_steps-0-due_on_doubts")
    expect(note).to_contain_text("is not one of your working days")
    note.get_by_role("button").click()
    expect(step).to_have_value((saturday(story) + timedelta(days=2)).isoformat())
    expect(note.locator("p")).to_have_count(0)


def test_without_a_script_the_list_counts_and_the_button_refills(
    story: Story, browser: Browser, browser_context_args: dict[str, Any], live_server: Any
) -> None:
    planned(story)
    arguments = browser_context_args | {"java_script_enabled": False, "viewport": NARROW}
    context = browser.new_context(**arguments)
    context.add_cookies([session_of(story, live_server.url)])
    page = context.new_page()
    page.goto(live_server.url + DATES)
    page.locator("#id_steps-0-due_on").fill(saturday(story).isoformat())
    page.locator(f"{ANSWER}_in").select_option(index=1)
    wanted = page.locator(f"{ANSWER}_in").input_value()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".notice")).to_contain_text("read the note beside the date")
    expect(page.locator(ANSWER)).to_have_value(wanted)
    page.locator("#id_steps-0-due_on_doubts button").click()
    monday = saturday(story) + timedelta(days=2)
    expect(page.locator("#id_steps-0-due_on")).to_have_value(monday.isoformat())
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
    context.close()
