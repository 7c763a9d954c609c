"""What the pages do in a real browser: focus, folds, quotes, and that nothing is sent twice."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def style_page(page: Page, live_server: Any) -> Page:
    user = User.objects.create_superuser("root@example.test", PASSWORD, name="Mira")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page.context.add_cookies(
        [{"name": "sessionid", "value": session.session_key or "", "url": live_server.url}]
    )
    page.set_viewport_size(DESK)
    page.goto(live_server.url + reverse("style"))
    return page


def problems_found_by_axe(page: Page) -> list[str]:
    return [problem["id"] for problem in Axe().run(page).response["violations"]]


def test_the_summary_of_errors_has_the_focus(style_page: Page):
    assert style_page.evaluate("document.activeElement.id") == "error-summary"

    style_page.get_by_role("link", name="Choose at least one").click()

    assert style_page.evaluate("document.activeElement.id || location.hash") in {
        "id_b-feelings_0",
        "#id_b-feelings_0",
    }


def test_selected_words_can_be_quoted(style_page: Page):
    style_page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('[data-quote-source] p'))"
    )
    style_page.get_by_role("button", name="Quote it").click()

    typed = style_page.locator("#id_paraphrase").input_value()
    assert typed.splitlines()[-1].startswith("“We paid for two languages")
    assert "Added below" in style_page.locator("#status").inner_text()


def test_a_password_can_be_shown(page: Page, live_server: Any):
    page.goto(live_server.url + reverse("account_login"))
    page.locator("#id_password").fill("secret words")
    button = page.get_by_role("button", name="Show what you typed")

    button.click()

    assert page.locator("#id_password").get_attribute("type") == "text"
    assert button.get_attribute("aria-pressed") == "true"


def test_a_form_is_sent_once_and_its_button_says_so(page: Page, live_server: Any):
    page.goto(live_server.url + reverse("account_reset_password"))
    posts: list[str] = []

    def swallow(route: Any) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
            route.fulfill(status=204)
            return
        route.continue_()

    page.route("**/*", swallow)
    page.locator("#id_email").fill("mira@example.test")
    button = page.locator("button.btn-primary")

    button.click()
    expect(button).to_have_text("Sending…")
    button.click(force=True)

    assert len(posts) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_overflows(style_page: Page, scheme: Any, size: Any):
    style_page.emulate_media(color_scheme=scheme)
    style_page.set_viewport_size(size)
    style_page.reload()

    assert problems_found_by_axe(style_page) == []
    assert style_page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_on_a_phone_the_places_are_behind_a_menu_and_the_help_is_folded(style_page: Page):
    style_page.set_viewport_size(PHONE)
    style_page.reload()

    assert not style_page.locator(".bar-links").is_visible()
    assert not style_page.get_by_text("How it landed with them").is_visible()
    style_page.get_by_text("Menu", exact=True).click()
    assert style_page.locator(".menu .menu-panel").is_visible()
    style_page.keyboard.press("Escape")
    assert not style_page.locator(".menu .menu-panel").is_visible()
