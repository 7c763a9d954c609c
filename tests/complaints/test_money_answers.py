"""Answers on the money screen: a sentence for each wrong one, the right row for each good one."""

from datetime import timedelta
from typing import Any

import pytest

from complaints.models import LedgerEntry
from outbox.models import OutgoingEmail
from tests.complaints.money import BASIS, MoneyStory, begin_with_money
from tests.complaints.money_page import OFFER, beside, rows_but_drafts
from tests.complaints.page import form_on, post, url_of
from tests.complaints.story import DAY

pytestmark = pytest.mark.django_db

# Wrong answers: what is typed → the field that says so, and the sentence.

AMOUNTS = {
    "above the ceiling": (
        "720.01",
        "The agreed ceiling of €720 leaves €720. Enter less, or say why above it",
    ),
    "above the ceiling, with a point and a comma": (
        "1.000,50",
        "The agreed ceiling of €720 leaves €720. Enter less, or say why above it",
    ),
    "four decimals": ("240.1234", "Enter an amount with at most 2 decimals for EUR"),
    "three decimals": ("240.123", "Do you mean 240,123 or 240.12? Enter one of the two"),
    "pounds": ("£240", "Enter the amount in EUR"),
    "dollars by their code": ("240 USD", "Enter the amount in EUR"),
    "nothing": ("", "Enter an amount"),
    "spaces": ("   ", "Enter an amount"),
    "zero": ("0", "Enter an amount above 0"),
    "zero with cents": ("0.00", "Enter an amount above 0"),
    "negative": ("-240", "Enter an amount of 0 or more"),
    "negative, typeset": ("−240", "Enter an amount of 0 or more"),
    "a billion": ("1000000000", "Enter an amount under 1,000,000,000"),
    "very many digits": ("9" * 50, "Enter an amount under 1,000,000,000"),
    "an exponent": ("2e2", "Enter an amount in digits, such as 1200.50"),
    "infinity": ("Infinity", "Enter an amount in digits, such as 1200.50"),
    "not a number": ("NaN", "Enter an amount in digits, such as 1200.50"),
    "words": ("a tenth", "Enter an amount in digits, such as 1200.50"),
    "a share": ("10 %", "Enter an amount in digits, such as 1200.50"),
    "NUL": ("24\x000", "Enter an amount in digits, such as 1200.50"),
    "a megabyte": ("2" * 1_000_000, "Enter an amount in digits, such as 1200.50"),
    "Arabic digits it cannot mean": ("٢٤٠x", "Enter an amount in digits, such as 1200.50"),
}
OTHERS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no kind": ({"kind": None}, "kind", "Choose what you offer"),
    "a kind that is no money": ({"kind": "revision"}, "kind", "Choose what you offer"),
    "everything at once": (
        {"kind": "full_refund", "amount": "2400"},
        "kind",
        "Offer part of it first, or say why not",
    ),
    "a discount on nothing": (
        {"kind": "discount"},
        "invoice",
        "Choose the open invoice that the discount is on",
    ),
    "a discount on what is paid": (
        {"kind": "discount", "invoice": "paid"},
        "invoice",
        "Invoice 2026-014 is paid. Choose an open one, or a refund",
    ),
    "above what is open": (
        {"kind": "discount", "invoice": "open", "amount": "500.01"},
        "amount",
        "Only €500 is open on invoice 2026-015",
    ),
    "an invoice of somebody else": (
        {"kind": "discount", "invoice": "theirs"},
        "invoice",
        "Choose the invoice it belongs to",
    ),
    "an invoice that is no key": (
        {"kind": "discount", "invoice": "1 OR 1"},
        "invoice",
        "Choose the invoice it belongs to",
    ),
    "no basis": ({"basis": ""}, "basis", "Say what the amount is based on"),
    "a short basis": ({"basis": "x" * 14}, "basis", "Say what the amount is based on"),
    "a basis of NULs": ({"basis": "\0" * 30}, "basis", "Say what the amount is based on"),
    "a long basis": ({"basis": "x" * 161}, "basis", "Shorten this to 160 characters"),
    "nothing they keep": ({"client_keeps": None}, "client_keeps", "Choose what they keep"),
    "something else they keep": (
        {"client_keeps": "the cat"},
        "client_keeps",
        "Choose what they keep",
    ),
    "open for two days": (
        {"valid_until": 2},
        "valid_until",
        "Choose a day between 3 and 30 days from today",
    ),
    "open for a month and a day": (
        {"valid_until": 31},
        "valid_until",
        "Choose a day between 3 and 30 days from today",
    ),
    "open until yesterday": (
        {"valid_until": -1},
        "valid_until",
        "Choose a day between 3 and 30 days from today",
    ),
    "open until 9999": (
        {"valid_until": "9999-12-31"},
        "valid_until",
        "Enter a date between 1970 and 2100",
    ),
    "open until 1969": (
        {"valid_until": "1969-12-31"},
        "valid_until",
        "Enter a date between 1970 and 2100",
    ),
    "open until no day": ({"valid_until": "2026-02-30"}, "valid_until", "Enter a date, such as"),
    "sent at once": (
        {"payment_days": "0"},
        "payment_days",
        "Enter between 1 and 30 working days",
    ),
    "sent some day": (
        {"payment_days": "31"},
        "payment_days",
        "Enter between 1 and 30 working days",
    ),
    "sent soon": ({"payment_days": "soon"}, "payment_days", "Enter between 1 and 30 working days"),
}
BAD = {name: ({"amount": typed}, "amount", words) for name, (typed, words) in AMOUNTS.items()}
BAD |= OTHERS


@pytest.fixture
def with_two_invoices(owing: MoneyStory) -> MoneyStory:
    """The paid invoice 2026-014 and the open one 2026-015 over 500."""
    owing.bill("500", paid=False)
    return owing


def typed_as(story: MoneyStory, changes: dict[str, Any]) -> dict[str, Any]:
    """Return answers in which invoices and days have their real values."""
    given = {"amount": "240", **OFFER, **changes}
    invoices = {row.number: row.pk for row in story.project.invoices.all()}
    named = {"paid": invoices["2026-014"], "open": invoices["2026-015"], "theirs": 0}
    if "invoice" in given:
        if given["invoice"] == "theirs":
            stranger = begin_with_money()
            named["theirs"] = stranger.bill().pk
        given["invoice"] = str(named.get(given["invoice"], given["invoice"]))
    if isinstance(given.get("valid_until"), int):
        given["valid_until"] = (story.today + timedelta(days=given["valid_until"])).isoformat()
    return given


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_answer_gets_a_sentence_beside_it_and_changes_nothing(
    with_two_invoices: MoneyStory, browsing: Any, name: str
) -> None:
    changes, field, sentence = BAD[name]
    story = with_two_invoices
    answers = typed_as(story, changes)
    before = rows_but_drafts()
    with browsing(story) as browser:
        page = post(browser, story.complaint, "money", **answers)
    assert page.status_code == 422
    assert sentence in beside(page, field)
    content = page.content.decode()
    assert 'id="error-summary"' in content
    assert f'href="#id_{field}' in content
    assert rows_but_drafts() == before
    kept = form_on(page).values
    for key, typed in answers.items():
        if key != field and typed is not None:
            assert kept.get(key) == [typed], key


def test_above_what_was_paid_no_reason_helps(owing: MoneyStory, browsing: Any) -> None:
    owing.override(gate="GC")
    with browsing(owing) as browser:
        page = post(browser, owing.complaint, "money", amount="2400.01", **OFFER)
    assert "They paid €2,400, of which €2,400 can still go back" in beside(page, "amount")


def test_above_what_is_left_of_it_after_a_first_refund(owing: MoneyStory, browsing: Any) -> None:
    owing.override(gate="GC").offer("2000").accept()
    owing.settle()
    other = owing.another().fell_short()
    other.override(gate="GC")
    with browsing(other) as browser:
        page = post(browser, other.complaint, "money", amount="400.01", **OFFER)
        assert "They paid €2,400, of which €400 can still go back" in beside(page, "amount")
        fits = post(browser, other.complaint, "money", amount="400", **OFFER)
    assert fits.status_code == 302


def test_everything_is_what_can_still_go_back(owing: MoneyStory, browsing: Any) -> None:
    owing.override(gate="GC").offer("240").decline()
    owing.later(DAY)
    with browsing(owing) as browser:
        page = post(
            browser, owing.complaint, "money", kind="full_refund", amount="2399", basis=BASIS
        )
        sentence = "A full refund is everything that can still go back: €2,400"
        assert sentence in beside(page, "amount")
        done = post(
            browser, owing.complaint, "money", kind="full_refund", amount="2400", basis=BASIS
        )
    assert done.status_code == 302
    option = owing.fresh().plans.get(state="draft").options.get()
    assert option.what == "A full refund of €2,400"


GOOD = {
    "the smallest": ({"amount": "0.01"}, "0.010"),
    "the whole ceiling": ({"amount": "720"}, "720.000"),
    "with its sign": ({"amount": "€ 240"}, "240.000"),
    "with its code": ({"amount": "EUR 240.50"}, "240.500"),
    "with a comma for the cents": ({"amount": "240,50"}, "240.500"),
    "three days": ({"amount": "1", "valid_until": 3}, "1.000"),
    "thirty days": ({"amount": "1", "valid_until": 30}, "1.000"),
    "a discount": ({"amount": "500", "kind": "discount", "invoice": "open"}, "500.000"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_right_answer_is_written_as_it_was_meant(
    with_two_invoices: MoneyStory, browsing: Any, name: str
) -> None:
    changes, amount = GOOD[name]
    story = with_two_invoices
    with browsing(story) as browser:
        done = post(browser, story.complaint, "money", **typed_as(story, changes))
    assert done.status_code == 302
    assert done.url == url_of(story.complaint, "money-offer")
    assert str(story.fresh().plans.get(state="draft").options.get().money.amount) == amount
    assert not LedgerEntry.objects.exists()
    assert not OutgoingEmail.objects.filter(kind="E7").exists()
