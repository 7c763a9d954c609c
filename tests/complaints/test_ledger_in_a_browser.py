"""The pages of invoices and of the ledger in a browser: accessible, and nothing overflows."""

import os
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.formats import as_seen_by
from complaints.moves import ledger
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.factories import ProjectFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
CREDIT = 10
ADDRESSES = {
    "year": ("ledger", []),
    "line": ("ledger_line", [3]),
    "note": ("credit_note", [3]),
    "use": ("ledger_use", [CREDIT]),
    "correct": ("ledger_correct", [3]),
    "invoice": ("invoice_add", ["P-001"]),
    "project": ("project", ["P-001"]),
    "change": ("project_edit", ["P-001"]),
}


def settled(tale: MoneyStory, amount: str, **terms: Any) -> Any:
    tale.offer(amount, **terms)
    tale.accept()
    tale.settle()
    return tale.complaint.ledger.get(what="settled")


@pytest.fixture
def told() -> MoneyStory:
    """A refund that was corrected, a credit that can be used, and a second currency."""
    first = begin_with_money()
    with as_seen_by(first.user.preferences):
        for days in (0, 20, 40):
            first.bill("1600", issued_on=first.today - timedelta(days=days))
        answered(first)
        line = settled(first, "240")
        ledger.correct(line, to=Decimal("200"), note="The fee of the bank", now=first.now)
        yen = ProjectFactory(
            owner=first.user, client=first.project.client, currency="JPY", fee_net=Decimal(90_000)
        )
        third = MoneyStory(first.user, yen, first.contact, first.now)
        third.bill("90000")
        settled(third.fell_short(), "9000")
        credit = first.another()
        credit.fell_short()
        settled(credit, "100", kind="goodwill_credit")
        first.bill("600", paid=False, issued_on=credit.today)
        first.now = credit.now
    return first


def sign_in(context: Any, live_server: Any, told: MoneyStory) -> None:
    client = Client()
    client.force_login(told.user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["desk", "phone"]
)
def test_axe_finds_nothing_and_nothing_overflows(
    page: Page, live_server: Any, told: MoneyStory, scheme: Any, size: Any
) -> None:
    sign_in(page.context, live_server, told)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    for name, (view, args) in ADDRESSES.items():
        page.goto(f"{live_server.url}{reverse(view, args=args)}?year=2026")
        found = [problem["id"] for problem in Axe().run(page).response["violations"]]
        assert (name, found) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
        if "SHOTS" in os.environ:
            page.screenshot(
                path=f"{os.environ['SHOTS']}/{name}-{size['width']}-{scheme}.png", full_page=True
            )


def test_a_credit_is_used_and_an_invoice_added_without_javascript(
    browser: Browser, live_server: Any, told: MoneyStory
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server, told)
    page = context.new_page()
    page.goto(live_server.url + reverse("ledger_line", args=[CREDIT]))
    page.get_by_role("link", name="Note where it was used").click()
    page.get_by_label("On which invoice?").select_option(index=1)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add this line?")
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Add the line").click()
    expect(page.get_by_role("status").first).to_contain_text("is added.")
    assert told.user.ledger.filter(what="redeemed").count() == 1

    page.goto(live_server.url + reverse("project", args=[told.project.ref]))
    page.get_by_role("link", name="Add an invoice").click()
    page.get_by_label("Invoice number").fill("2026-099")
    page.get_by_role("button", name="Add the invoice").click()
    expect(page.get_by_role("heading", name="1 thing to fix")).to_be_visible()
    expect(page.get_by_label("Invoice number")).to_have_value("2026-099")
    page.get_by_label("Amount").fill("1,200")
    page.get_by_role("button", name="Add the invoice").click()
    expect(page.locator("#invoices")).to_contain_text("2026-099")
    context.close()
