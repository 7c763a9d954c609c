"""Fields beside each other, and fields that belong to one choice, in a real browser."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.inspection import Inspector
from tests.factories import ProjectFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The tops of the first and of the last part of each field of a row, for every row of a page.
ROWS = """() => [...document.querySelectorAll(".field-row")].map(row =>
  [...row.children].filter(field => field.offsetParent).map(field =>
    [field.firstElementChild, field.lastElementChild].map(
      part => Math.round(part.getBoundingClientRect().top))))"""


def uneven(page: Page) -> list[Any]:
    """Return the rows whose fields lie beside each other with parts on different lines."""
    rows = page.evaluate(ROWS)
    return [row for row in rows if len({tuple(tops) for tops in row}) > 1]


def test_labels_and_fields_of_a_row_stand_on_the_same_lines(
    inspector: Inspector, sign_in: SignIn
) -> None:
    user = UserFactory()
    sign_in(user)
    project = ProjectFactory(owner=user, prices="net", tax_rate=19)
    for name, args in (
        ("preferences", []),
        ("project_edit", [project.ref]),
        ("invoice_add", [project.ref]),
        ("stage_add", [project.ref]),
    ):
        inspector.open(reverse(name, args=args))
        inspector.page.locator("details").evaluate_all(
            "all => all.forEach(each => each.open = true)"
        )
        assert inspector.page.locator(".field-row").count(), name
        assert uneven(inspector.page) == [], name


def test_a_price_asks_only_for_what_its_choice_needs(inspector: Inspector, sign_in: SignIn) -> None:
    sign_in(UserFactory())
    inspector.open(reverse("project_add"))
    page = inspector.page
    fee, rate = page.get_by_label("Fee", exact=True), page.get_by_label("Rate an hour")
    expect(fee).to_be_visible()
    expect(rate).to_be_hidden()
    page.get_by_text("By the hour").click()
    expect(fee).to_be_hidden()
    expect(rate).to_be_visible()
    page.get_by_text("By stages").click()
    expect(rate).to_be_hidden()


def test_a_ceiling_asks_only_for_what_its_kind_needs(inspector: Inspector, sign_in: SignIn) -> None:
    sign_in(UserFactory())
    inspector.open(reverse("admin:policies_policyversion_add"))
    page = inspector.page
    share, amount = page.locator("#div_id_ceiling_percent"), page.locator("#div_id_ceiling_amount")
    expect(share).to_be_visible()
    expect(amount).to_be_hidden()
    page.get_by_label("an amount", exact=True).check()
    expect(share).to_be_hidden()
    expect(amount).to_be_visible()
    page.get_by_label("what is not delivered yet").check()
    expect(share).to_be_hidden()
    expect(amount).to_be_hidden()


def test_the_pages_of_prices_and_stages_are_sound(inspector: Inspector, sign_in: SignIn) -> None:
    user = UserFactory()
    sign_in(user)
    project = ProjectFactory(owner=user, prices="net", tax_rate=19, charged="stages")
    stage = project.stages.create(
        number=1,
        what="Window panel",
        amount=90,
        how_many=10,
        delivered=6,
        delivered_on="2026-02-01",
    )
    inspector.look(
        reverse("project", args=[project.ref]),
        reverse("project_edit", args=[project.ref]),
        reverse("stage_edit", args=[project.ref, stage.number]),
        reverse("stage_add", args=[project.ref]),
        reverse("invoice_add", args=[project.ref]),
        reverse("ledger"),
    )
    inspector.open(reverse("stage_add", args=[project.ref]))
    inspector.refuse(".btn-primary")
