"""Enter in a field never does what reaches a client or cannot be taken back, with and without
scripts; only the visible button does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from accounts import clock
from accounts.models import User
from complaints.screens import SCREENS
from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.money import GAP, MoneyStory, begin_with_money
from tests.complaints.page import changed, form_on, url_of
from tests.complaints.rows import but_drafts
from tests.complaints.story import MINUTE, at_home, everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FINAL = [slug for slug, screen in SCREENS.items() if screen.is_final]
# Everything else that is an input can be typed in or chosen with the keyboard.
NOT_TYPED_IN = ("hidden", "submit", "button", "file")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(
    request: Any, browser: Browser, browser_context_args: dict[str, Any], live_server: Any
) -> Iterator[Page]:
    """One page that stays open for all screens."""
    context = browser.new_context(
        **browser_context_args | {"java_script_enabled": request.param}, base_url=live_server.url
    )
    context.scripted = request.param  # type: ignore[attr-defined]
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.mark.parametrize("slug", FINAL)
def test_enter_in_no_field_does_what_cannot_be_taken_back(page: Page, slug: str) -> None:
    tale = story_open_at(slug)
    fill_in(tale, slug)
    sign_in(page, tale.user)
    before = but_drafts(everything())
    page.goto(url_of(tale.complaint, slug))
    for number in range(typed_in(page).count()):
        unfold(page)
        typed_in(page).nth(number).focus()
        with answer_to_enter(page):
            page.keyboard.press("Enter")
        assert page.url.endswith(url_of(tale.complaint, slug))
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert but_drafts(everything()) == before

    press(page, slug)

    assert but_drafts(everything()) != before


def test_every_letter_is_final() -> None:
    assert {slug for slug, screen in SCREENS.items() if screen.has_letter} <= set(FINAL)


def story_open_at(slug: str) -> MoneyStory:
    """Return a story in which the screen `slug` takes its answers."""
    tale = begin_with_money()
    tale.now = clock.now() - timedelta(minutes=30)
    with at_home(tale):
        if slug in OPEN_IN:
            tale.to(OPEN_IN[slug])
        else:
            tale.bill()
            tale.to(State.DELIVERED).later(MINUTE).not_enough(said=GAP)
            tale.fresh_self().draft()
        if slug == "settle":
            tale.send_offer().accept()
    return tale


def fill_in(tale: MoneyStory, slug: str) -> None:
    """Leave valid answers on the screen, its letter filled from them."""
    browser = Client()
    browser.force_login(tale.user)
    url = url_of(tale.complaint, slug)
    answers = answers_for(slug, tale) if slug in OPEN_IN else {"reference": "SEPA 77"}
    page = browser.post(url, changed(form_on(browser.get(url)), "refresh", answers))
    assert browser.post(url, changed(form_on(page), "leave", {})).status_code == 302


def sign_in(page: Page, user: User) -> None:
    browser = Client()
    browser.force_login(user)
    cookie = {"name": "sessionid", "value": browser.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"domain": "localhost", "path": "/"}])


def typed_in(page: Page) -> Locator:
    others = "".join(f":not([type={kind}])" for kind in NOT_TYPED_IN)
    return page.locator(f"#screen-form input{others}:enabled:visible")


def answer_to_enter(page: Page) -> Any:
    """Wait for what Enter leads to: a page loaded again, or with scripts what is typed kept."""
    if page.context.scripted:  # type: ignore[attr-defined]
        return page.expect_response("**/draft/")
    return page.expect_navigation()


def unfold(page: Page) -> None:
    """Open what is folded, so that each field can be reached."""
    page.evaluate("() => document.querySelectorAll('form details').forEach((d) => d.open = true)")


def press(page: Page, slug: str) -> None:
    """Press the visible button, and the one of the question that comes before some moves."""
    page.goto(page.url)
    for _each in range(2 if SCREENS[slug].confirm else 1):
        with page.expect_navigation():
            page.locator(".button-row .btn-primary").click()
