"""Why an amount cannot be: more than was paid, than is open, or in another currency."""

from typing import Any

from complaints import finance
from complaints.models import MoneyTerms, PlanOption
from tests.complaints.figures import D, given_away
from tests.complaints.money import MoneyStory


def offer_of(kind: str, amount: str, **changes: Any) -> MoneyTerms:
    """Return terms that are not stored."""
    given = {"option": PlanOption(kind=kind), "amount": D(amount), "currency": "EUR"}
    return MoneyTerms(**given | changes)


def against(tale: MoneyStory, kind: str, amount: str, **changes: Any) -> str:
    position = finance.position(tale.project, tale.today)
    sentence = finance.against_facts(position, offer_of(kind, amount, **changes), tale.project)
    return sentence.replace("\xa0", " ")


def test_a_refund_is_at_most_what_was_paid_and_is_not_back_yet(owing: MoneyStory) -> None:
    given_away(owing, "240")
    assert against(owing, "partial_refund", "2160") == ""
    refused = "They paid €2,400, of which €2,160 can still go back"
    assert against(owing, "partial_refund", "2160.01") == refused
    assert against(owing, "goodwill_credit", "9999") == ""


def test_a_discount_is_at_most_what_is_open_on_its_invoice(owing: MoneyStory) -> None:
    invoice = owing.bill("600", paid=False)
    owing.offer("100", kind="discount", invoice=invoice).accept()
    assert against(owing, "discount", "500", invoice=invoice) == ""
    assert (
        against(owing, "discount", "500.01", invoice=invoice)
        == f"Only €500 is open on invoice {invoice.number}"
    )
    assert against(owing, "discount", "1") == "Choose the open invoice that the discount is on"


def test_an_offer_in_another_currency_is_refused(owing: MoneyStory) -> None:
    assert "USD and EUR" in against(owing, "partial_refund", "5", currency="USD")
