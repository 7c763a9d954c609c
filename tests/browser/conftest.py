"""What the tests in a browser share: a window on a freelancer's desk, and somebody signed in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from accounts import clock
from accounts.models import User
from tests.browser.inspection import WIDE, Inspector
from tests.complaints.story import Story, at_home, begin

SignIn = Callable[[User], None]


class Watched(NamedTuple):
    """A page in a browser of its own, and all that went wrong on it."""

    page: Page
    problems: list[str]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Sit in Berlin, at a desk, and like things to hold still."""
    return {
        **browser_context_args,
        "timezone_id": "Europe/Berlin",
        "locale": "en-GB",
        "viewport": WIDE,
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page) -> Page:
    """A page that does not wait half a minute for what is not there."""
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def watched(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Watched]:
    """A page that notes each error of a script and each answer that refuses."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: line.type == "error" and problems.append(line.text))
    page.on("response", lambda answer: answer.status >= 400 and problems.append(answer.url))
    yield Watched(page, problems)
    context.close()


@pytest.fixture
def story(live_server: Any) -> Iterator[Story]:
    """A story before its complaint that began five minutes ago."""
    told = begin()
    told.now = clock.now() - timedelta(minutes=5)
    with at_home(told):
        yield told


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> SignIn:
    """A function that signs a freelancer in, without the page that asks for it."""

    def enter(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([cookie | {"url": live_server.url}])

    return enter


@pytest.fixture(scope="session")
def titles() -> dict[str, str]:
    """The title of every page seen, with its address: no two pages may share one."""
    return {}


@pytest.fixture
def inspector(page: Page, live_server: Any, titles: dict[str, str]) -> Inspector:
    """Somebody who looks at pages closely."""
    return Inspector(page, live_server.url, titles=titles)
