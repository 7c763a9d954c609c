"""What the form of an offer fills in, and how it writes and reads an amount in a language."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.formats import plain
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.money_page import OFFER, beside, rows_but_drafts, without_drafts
from tests.complaints.page import form_on, post, url_of
from tests.complaints.story import at_home, everything

pytestmark = pytest.mark.django_db


def test_a_share_of_the_fee_fills_the_amount_in_and_judges_nothing(
    owing: MoneyStory, browsing: Any
) -> None:
    before = everything()
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "money", "share:10", basis="so far")
    assert page.status_code == 200
    assert "error-summary" not in page.content.decode()
    values = form_on(page).values
    assert (values["amount"], values["basis"]) == (["240"], ["so far"])
    assert rows_but_drafts() == without_drafts(before)


@pytest.mark.parametrize("share", ["share:11", "share:", "share:x", "share:-5", "share:10 "])
def test_a_share_of_no_list_changes_nothing(owing: MoneyStory, browsing: Any, share: str) -> None:
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "money", share, amount="77")
    assert page.status_code == 200
    assert form_on(page).values["amount"] == ["77"]


# The same in German, where the comma parts the cents.


@pytest.fixture
def german(db: None) -> Any:
    """The baker, for a freelancer who counts in German."""
    story = begin_with_money(locale="de-de")
    with at_home(story):
        yield answered(story)


def test_a_german_reads_and_types_amounts_with_a_comma(german: MoneyStory, browsing: Any) -> None:
    with browsing(german) as browser:
        page = post(browser, german.complaint, "money", amount="1.000,50", **OFFER)
        assert page.status_code == 422
        sentence = "The agreed ceiling of 720 € leaves 720 €. Enter less, or say why above it"
        assert sentence in beside(page, "amount")
        assert form_on(page).values["amount"] == ["1.000,50"]
        german.override(gate="GC")
        done = post(browser, german.complaint, "money", amount="1.000,50", **OFFER)
        assert done.status_code == 302
        again = browser.get(url_of(german.complaint, "money"))
        letter = form_on(browser.get(url_of(german.complaint, "money-offer"))).values["body"][0]
    assert form_on(again).values["amount"] == ["1000,50"]
    assert "I’m offering a partial refund of 1.000,50 €." in plain(letter)
    assert german.fresh().plans.get(state="draft").options.get().money.amount == Decimal("1000.50")


@pytest.mark.parametrize(("typed", "meant"), [("1.000", "1000"), ("1,5", "1.5"), ("0,05", "0.05")])
def test_a_german_amount_means_what_a_german_means(
    german: MoneyStory, browsing: Any, typed: str, meant: str
) -> None:
    german.override(gate="GC")
    with browsing(german) as browser:
        assert post(browser, german.complaint, "money", amount=typed, **OFFER).status_code == 302
    option = german.fresh().plans.get(state="draft").options.get()
    assert option.money.amount == Decimal(meant)


def test_dates_on_the_screen_are_those_of_the_freelancer(owing: MoneyStory, browsing: Any) -> None:
    with browsing(owing) as browser:
        values = form_on(browser.get(url_of(owing.complaint, "money"))).values
    assert values["valid_until"] == [date(2026, 3, 25).isoformat()]
    assert values["payment_days"] == ["3"]
    assert values["client_keeps"] == ["everything"]


@pytest.mark.parametrize(("fee", "is_said"), [(0, True), (2400, False)])
def test_a_project_without_a_fee_says_so_and_leads_to_where_it_is_entered(
    owing: MoneyStory, browsing: Any, fee: int, is_said: bool
) -> None:
    owing.project.fee_net = Decimal(fee)
    owing.project.save()
    with browsing(owing) as browser:
        page = browser.get(url_of(owing.complaint, "money"))
    assert ("No fee is noted for this project." in page.content.decode()) is is_said
    edit = reverse("project_edit", args=[owing.project.ref])
    assert (f'href="{edit}"' in page.content.decode()) is is_said
