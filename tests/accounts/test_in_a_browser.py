"""What only a browser can tell: the zone it reports, and pages that keep to the strict policy."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ClientFactory, ContactFactory, ProjectFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints_of_the_browser(page: Any) -> list[str]:
    """Collect what the browser refuses and what scripts raise; a missing favicon is neither."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: "404" in line.text or said.append(line.text))
    return said


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Sit in Tokyo."""
    return {**browser_context_args, "timezone_id": "Asia/Tokyo"}


def sign_in(page: Any, live_server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


def test_the_sign_up_form_knows_the_zone_of_the_device(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + reverse("account_signup"))
    assert page.input_value("input[name=time_zone]") == "Asia/Tokyo"


def test_our_own_pages_fit_a_phone_and_keep_to_the_policy(
    page: Any, live_server: Any, complaints_of_the_browser: list[str]
) -> None:
    user = UserFactory()
    known = ClientFactory(owner=user, name="Donaudampfschifffahrtsgesellschaft " * 3)
    ContactFactory(client=known, email=f"{'long' * 15}@client.test")
    project = ProjectFactory(owner=user, client=known)
    sign_in(page, live_server, user)
    page.set_viewport_size({"width": 320, "height": 700})
    for url in (
        reverse("preferences"),
        reverse("help"),
        reverse("clients"),
        reverse("client", args=[known.number]),
        reverse("client_add"),
        reverse("contact_edit", args=[known.number, 1]),
        reverse("project_add"),
        reverse("project_edit", args=[project.ref]),
    ):
        page.goto(live_server.url + url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url
    assert complaints_of_the_browser == []


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_wrong_with_a_sign_up_stands_in_the_column_of_the_form(
    page: Any, live_server: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + reverse("account_signup"))
    page.get_by_role("button", name="Make my account").click()
    summary = page.locator("#error-summary").bounding_box()
    form = page.locator("main form").bounding_box()
    assert (summary["x"], summary["width"]) == (form["x"], form["width"])
