"""The whole road by plain forms: with scripts switched off nothing is missing but comfort."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, expect

from accounts import clock
from accounts.models import User
from accounts.working_time import WorkCalendar
from complaints.models import Complaint
from complaints.workflow import State
from policies.models import RevisionRound
from tests.browser.facts import CONTACT, LINK, POINTS
from tests.browser.road import Road
from tests.complaints.mail import to_the_client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)


@pytest.fixture
def road(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Any:
    """A browser that runs no scripts."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield Road(page, live_server.url, scripted=False)
    context.close()


def confirmation_link(base: str) -> str:
    """Return the link of the one mail so far, on the server of this test."""
    text = mail.outbox[0].body
    found = re.search(r"/accounts/confirm-email/\S+", text)
    assert found, text
    return base + found[0]


def test_every_screen_works_as_a_plain_form(road: Road) -> None:
    road.sign_up()
    road.confirm(confirmation_link(road.base))
    calendar = User.objects.get().preferences.calendar()
    today = calendar.today(clock.now())

    agree_before_work(road, today)
    intake(road)
    road.acknowledge(calendar.add_working_days(today, 2), "")
    plan_and_agree(road, calendar, today)
    road.step_done()
    road.deliver()
    road.confirmed()
    road.close()

    expect(road.page.locator("main")).to_contain_text("It is closed")
    complaint = Complaint.objects.get()
    assert complaint.state == State.CLOSED
    assert complaint.contact.name == CONTACT
    kinds = RevisionRound.objects.order_by("number").values_list("type", flat=True)
    assert list(kinds) == ["included", "included", "correction"]
    letters = to_the_client()
    assert [letter.subject for letter in letters] == [
        "I’ve read your message about Order form",
        "Two ways forward for Order form",
        "The correction is ready: Order form",
        "Closing the loop on Order form",
    ]
    assert LINK in letters[2].text
    assert POINTS[0] in letters[2].text


def agree_before_work(road: Road, today: date) -> None:
    road.write_policy()
    road.add_client()
    road.add_project()
    road.record_agreement(today - 60 * DAY)
    for days_ago in (40, 20):
        road.record_round(today - days_ago * DAY)


def intake(road: Road) -> None:
    """An answer that is missing is named and linked, and every word typed stays."""
    road.log()
    road.words()
    road.fill("paraphrase", "She gets no orders through the form, and no answer either.")
    road.press("Continue")
    expect(road.page).to_have_title(re.compile("^Error: "))
    road.page.locator("#error-summary a", has_text="Choose at least one").click()
    assert road.page.url.endswith("#id_feelings_0")
    expect(road.page.locator("[name=paraphrase]")).to_have_value(re.compile("no answer either"))
    road.heard()
    road.save()


def plan_and_agree(road: Road, calendar: WorkCalendar, today: date) -> None:
    fix, sooner, step = (calendar.add_working_days(today, count) for count in (4, 2, 3))
    road.cause()
    road.options(at_noon(fix), at_noon(sooner))
    road.dates(step, calendar.add_working_days(today, 1))
    road.send_plan()
    road.accepted_by_phone()


def at_noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
