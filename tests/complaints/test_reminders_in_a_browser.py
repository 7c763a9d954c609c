"""The pages around reminders in a real browser: nothing for axe to find, nothing that overflows."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from complaints import calendar_feed
from complaints.models import Reminder
from complaints.reminders import links
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.story import HOUR, Story, another_project, at_home, begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def told(db: None) -> Story:
    """A freelancer of now: something planned, something told, a mail and a letter in trouble."""
    story = begin(working_days="0123456", quiet_from="00:00", quiet_until="00:00")
    story.now = timezone.now() - 3 * HOUR
    with at_home(story):
        story.to(State.OPEN)
        Story(story.user, another_project(story), story.contact, story.now).to(State.PROPOSED)
    Reminder.objects.filter(kind="R1").update(due_at=timezone.now())
    dispatch(timezone.now())
    now = timezone.now()
    OutgoingEmail.objects.filter(kind="R1").update(state="uncertain", uncertain_since=now)
    OutgoingEmail.objects.filter(kind="E2").update(state="failed", smtp_text="5.1.1 No such person")
    calendar_feed.make_link(story.user, now=now)
    return story


def sign_in(page: Page, live_server: Any, story: Story) -> None:
    client = Client()
    client.force_login(story.user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


def looks_fine(page: Page, width: int) -> None:
    problems = [each["id"] for each in Axe().run(page).response["violations"]]
    assert problems == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_freelancer(
    page: Page, live_server: Any, told: Story, scheme: Any, size: Any
) -> None:
    sign_in(page, live_server, told)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    for show in ("planned", "told", "closed"):
        page.goto(f"{live_server.url}{reverse('reminders')}?show={show}")
        looks_fine(page, size["width"])
    page.get_by_role("link", name="Edit the address").click()
    page.locator("#id_address").fill("nobody")
    page.get_by_role("button", name="Send it there").click()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    looks_fine(page, size["width"])
    page.goto(live_server.url + reverse("preferences"))
    page.get_by_text("When reminders come").click()
    looks_fine(page, size["width"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_behind_the_links(
    page: Page, live_server: Any, told: Story, scheme: Any, size: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    row = Reminder.objects.filter(kind="R1").earliest("pk")
    token = links.token_for(row)
    for name in ("", "done", "snooze", "stop"):
        url = reverse("reminder_action", args=[token, name]) if name else f"/r/{token}/"
        page.goto(live_server.url + url)
        looks_fine(page, size["width"])
    page.goto(live_server.url + "/r/x/")
    looks_fine(page, size["width"])

    page.goto(live_server.url + reverse("reminder_action", args=[token, "snooze"]))
    page.get_by_text("On another day", exact=True).click()
    page.get_by_role("button", name="Remind me then").click()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    looks_fine(page, size["width"])
    page.get_by_text("In 3 days").click()
    page.get_by_role("button", name="Remind me then").click()
    assert page.get_by_text("You are reminded again on").is_visible()
    looks_fine(page, size["width"])
