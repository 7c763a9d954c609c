"""The account in a real browser: changing address and password, signing out, and what stays."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts import clock
from accounts.models import User
from outbox import delivery
from tests.browser.conftest import SignIn, Watched
from tests.browser.inspection import PHONE, WIDE, Inspector
from tests.factories import PASSWORD, ClientFactory, UserFactory
from tests.smtp_sink import Sink

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW_PASSWORD = "another long sentence to sign in"


@pytest.fixture
def owner(db: None) -> User:
    """Somebody with a second, confirmed address."""
    user: User = UserFactory(email="mira@studio.test", preferences__time_zone="Europe/Berlin")
    EmailAddress.objects.create(user=user, email="new@studio.test", verified=True)
    return user


def account_menu(page: Page, link: str) -> None:
    page.locator(".account-menu summary").click()
    page.locator(".account-menu").get_by_text(link, exact=True).click()


def test_the_menu_opens_and_signs_out_by_keyboard_at_a_desk(
    page: Page, live_server: Any, owner: User, sign_in: SignIn
) -> None:
    sign_in(owner)
    page.goto(live_server.url + reverse("preferences"))
    menu = page.locator(".account-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_text("mira@studio.test")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_text("mira@studio.test")).not_to_be_visible()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    for _link in range(4):
        page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(reverse("account_login"))))


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    yield context.new_page()
    context.close()


def test_the_menu_signs_out_without_scripts(
    plain_page: Page, live_server: Any, owner: User
) -> None:
    enter(plain_page, live_server.url, owner.email, PASSWORD)
    account_menu(plain_page, "Sign out")
    expect(plain_page).to_have_url(re.compile(re.escape(reverse("account_login"))))
    plain_page.goto(live_server.url + reverse("preferences"))
    expect(plain_page.get_by_role("heading", name="Sign in")).to_be_visible()


def enter(page: Page, base: str, address: str, password: str) -> None:
    page.goto(base + reverse("account_login"))
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_back_after_signing_out_shows_nothing_private(
    page: Page, live_server: Any, owner: User, sign_in: SignIn
) -> None:
    private = ClientFactory(owner=owner, name="Fjord and Daughters")
    sign_in(owner)
    page.goto(live_server.url + reverse("clients"))
    page.goto(live_server.url + reverse("client", args=[private.number]))
    expect(page.get_by_role("heading", name=private.name)).to_be_visible()
    account_menu(page, "Sign out")
    for _step in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert private.name not in page.content()


def test_back_and_forth_keeps_what_was_typed(
    page: Page, live_server: Any, owner: User, sign_in: SignIn
) -> None:
    sign_in(owner)
    page.goto(live_server.url + reverse("client_add"))
    page.locator("input[name=name]").fill("Fjord and Daughters")
    page.get_by_role("link", name="Get help").click()
    expect(page).to_have_url(re.compile(re.escape(reverse("help"))))
    page.go_back()
    expect(page.locator("input[name=name]")).to_have_value("Fjord and Daughters")
    # Coming anew is another matter, and nothing is left for whoever signs in next.
    page.goto(live_server.url + reverse("client_add"))
    expect(page.locator("input[name=name]")).to_have_value("")
    page.locator("input[name=name]").fill("Fjord and Daughters")
    account_menu(page, "Sign out")
    expect(page).to_have_url(re.compile(re.escape(reverse("account_login"))))
    assert not page.evaluate("Object.keys(sessionStorage).join()").count("typed")


def delivered(sink: Sink, count: int) -> dict[str, str]:
    """Return the text of the mails that arrived, by recipient, once there are `count`."""
    delivery.deliver(clock.now())
    assert len(sink.wait_for(count)) == count
    texts = {}
    for message in sink.messages():
        body = message.get_body(("plain",))
        assert body is not None
        texts[str(message["To"])] = " ".join(str(body.get_content()).split())
    return texts


def test_address_and_password_are_changed_and_told(
    watched: Watched, live_server: Any, owner: User, sink: Sink, settings: Any
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
    settings.EMAIL_URL = sink.url
    page = watched.page
    enter(page, live_server.url, owner.email, PASSWORD)

    account_menu(page, "Email addresses")
    page.get_by_text("new@studio.test").click()
    page.get_by_role("button", name="Make it the main one").click()
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    main_address = "new@studio.test main address, confirmed"
    expect(page.get_by_role("radio", name=main_address)).to_be_visible()
    told = delivered(sink, 2)
    assert set(told) == {"mira@studio.test", "new@studio.test"}
    for words in told.values():
        assert "It was mira@studio.test and is now new@studio.test." in words
        assert "(Berlin time), with a Linux computer." in words

    account_menu(page, "Password")
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password, once more").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("Your new password holds.")).to_be_visible()
    assert "The old one no longer opens your account." in delivered(sink, 3)["new@studio.test"]

    account_menu(page, "Sign out")
    enter(page, live_server.url, "new@studio.test", NEW_PASSWORD)
    expect(page.locator(".account-menu")).to_be_visible()
    assert watched.problems == []
    assert mail.outbox == []


def test_a_link_from_a_mail_leads_to_a_new_password(
    watched: Watched, live_server: Any, owner: User
) -> None:
    page = watched.page
    page.goto(live_server.url + reverse("account_reset_password"))
    page.get_by_label("Email address").fill(owner.email)
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_load_state()
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert found
    # Its address may not be passed on, and its form must be accepted all the same.
    page.goto(live_server.url + found[0])
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password, once more").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    page.wait_for_load_state()
    owner.refresh_from_db()
    assert owner.check_password(NEW_PASSWORD)
    assert watched.problems == []


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_menu_is_fine(
    inspector: Inspector, owner: User, sign_in: SignIn, live_server: Any, scheme: Any, size: Any
) -> None:
    sign_in(owner)
    page = inspector.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(live_server.url + reverse("account_email"))
    page.locator(".account-menu summary").click()
    panel = page.locator(".account-menu .menu-panel").bounding_box()
    assert panel
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= size["width"]
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
