"""The forms that add a line to the ledger: a credit is used, a line is corrected."""

import pytest
from django.urls import reverse

from tests.complaints.figures import D, credit, later_invoice, settled
from tests.complaints.ledger_page import MEGABYTE, Browse, plain
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.factories import ClientFactory, ProjectFactory

# A credit is used -----------------------------------------------------------------------------


def test_a_credit_is_used_after_a_second_yes(owing: MoneyStory, browsing: Browse) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    url = reverse("ledger_use", args=[line.number])
    typed = {"invoice": invoice.pk, "at": owing.today.isoformat()}
    with browsing(owing) as client:
        asked = client.post(url, typed)
        words = f"€100 comes off invoice {invoice.number}, on 11 March."
        assert words in plain(asked)
        assert owing.complaint.ledger.count() == 3
        changed = client.post(url, typed | {"step": "change"})
        assert changed.context["form"]["invoice"].value() == str(invoice.pk)
        done = client.post(url, typed | {"step": "add"}, follow=True)
        assert "L-0004 is added." in plain(done)
        again = client.post(url, typed | {"step": "add"}, follow=True)
        assert f"This credit was already used on invoice {invoice.number}." in plain(again)
    assert owing.complaint.ledger.filter(what="redeemed").count() == 1
    with browsing(owing) as client:
        page = plain(client.get(reverse("project", args=[owing.project.ref])))
    assert "€100 taken off" in page


def test_only_later_invoices_of_the_client_are_offered(owing: MoneyStory, browsing: Browse) -> None:
    line, fits = credit(owing), later_invoice(owing)
    later_invoice(owing, voided_on=owing.today)
    other_client = ClientFactory(owner=owing.user)
    later_invoice(owing, project=ProjectFactory(owner=owing.user, client=other_client))
    with browsing(owing) as client:
        form = client.get(reverse("ledger_use", args=[line.number])).context["form"]
    assert list(form.fields["invoice"].queryset) == [fits]


def test_without_a_later_invoice_the_page_says_where_to_add_one(
    owing: MoneyStory, browsing: Browse
) -> None:
    line = credit(owing)
    with browsing(owing) as client:
        page = plain(client.get(reverse("ledger_use", args=[line.number])))
    assert "has no later invoice in EUR yet" in page


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"invoice": ""}, "invoice", "Choose the invoice on which the credit was used"),
        ({"invoice": "x"}, "invoice", "Choose the invoice on which the credit was used"),
        ({"invoice": "9" * 400}, "invoice", "Choose the invoice on which the credit was used"),
        ({"invoice": "\0"}, "invoice", "Choose the invoice on which the credit was used"),
        ({"at": ""}, "at", "Enter a date"),
        ({"at": "9999-12-31"}, "at", "Enter a date between 1970 and 2100"),
        ({"at": "2026-03-12"}, "at", "Enter a day that is not in the future"),
        ({"at": "2026-03-10"}, "at", "Enter a day on or after the credit was given"),
    ],
)
def test_what_does_not_fit_a_used_credit_is_answered_beside_its_field(
    owing: MoneyStory, browsing: Browse, changes: dict[str, str], name: str, sentence: str
) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    typed = {"invoice": str(invoice.pk), "at": owing.today.isoformat(), "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_use", args=[line.number]), typed | changes)
    assert page.status_code == 422
    assert page.context["form"].errors == {name: [sentence]}
    assert not owing.complaint.ledger.filter(what="redeemed").exists()


def test_a_credit_above_the_invoice_is_refused_with_a_sentence(
    owing: MoneyStory, browsing: Browse
) -> None:
    line, invoice = credit(owing), later_invoice(owing, "60")
    typed = {"invoice": invoice.pk, "at": owing.today.isoformat(), "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_use", args=[line.number]), typed)
    assert f"€100 would come off invoice {invoice.number}, which asks for €60" in plain(page)
    assert not owing.complaint.ledger.filter(what="redeemed").exists()


# A line is corrected --------------------------------------------------------------------------


def test_a_line_is_corrected_after_a_second_yes(owing: MoneyStory, browsing: Browse) -> None:
    line = settled(owing)
    url = reverse("ledger_correct", args=[line.number])
    typed = {"amount": "200", "note": "Sent less"}
    with browsing(owing) as client:
        assert client.get(url).context["form"]["amount"].value() == "240"
        asked = plain(client.post(url, typed))
        assert "A line of -€40 is added, so that L-0003 stands at €200." in asked
        assert owing.complaint.ledger.count() == 3
        client.post(url, typed | {"step": "add"})
        twice = client.post(url, typed | {"step": "add"})
    assert twice.context["form"].errors == {"amount": ["This line stands at €200.00 already"]}
    assert owing.complaint.ledger.filter(what="corrected").count() == 1


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"amount": ""}, "amount", "Enter the amount that is right, or 0"),
        ({"amount": "240.00"}, "amount", "This line stands at €240.00 already"),
        ({"amount": "-1"}, "amount", "Enter an amount of 0 or more"),
        ({"amount": "10.1234"}, "amount", "Enter an amount with at most 2 decimals for EUR"),
        ({"amount": "200 USD"}, "amount", "Enter the amount in EUR"),
        ({"amount": MEGABYTE}, "amount", "Enter an amount in digits, such as 1200.50"),
        ({"note": ""}, "note", "Say in one line what was wrong"),
        ({"note": "\0"}, "note", "Say in one line what was wrong"),
        ({"note": "x" * 201}, "note", "Shorten this to 200 characters; it has 201 now"),
    ],
)
def test_what_does_not_fit_a_correction_is_answered_beside_its_field(
    owing: MoneyStory, browsing: Browse, changes: dict[str, str], name: str, sentence: str
) -> None:
    line = settled(owing)
    typed = {"amount": "200", "note": "Sent less", "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_correct", args=[line.number]), typed | changes)
    assert page.status_code == 422
    assert page.context["form"].errors == {name: [sentence]}
    assert owing.complaint.ledger.count() == 3


def test_a_correction_above_the_ceiling_is_answered_beside_the_amount(
    owing: MoneyStory, browsing: Browse
) -> None:
    line = settled(owing)
    typed = {"amount": "721", "note": "Sent more", "step": "add"}
    with browsing(owing) as client:
        page = client.post(reverse("ledger_correct", args=[line.number]), typed)
    assert list(page.context["form"].errors) == ["amount"]
    assert "€480" in plain(page)


def test_an_amount_is_read_in_the_freelancers_locale(browsing: Browse, db: None) -> None:
    tale = answered(begin_with_money(locale="de-de"))
    tale.override(gate="GC")
    line = settled(tale)
    typed = {"amount": "1.000,50", "note": "Sent more", "step": "add"}
    with browsing(tale) as client:
        client.post(reverse("ledger_correct", args=[line.number]), typed)
    assert tale.complaint.ledger.get(what="corrected").amount == D("760.50")


def test_a_line_that_cannot_be_corrected_says_why(owing: MoneyStory, browsing: Browse) -> None:
    settled(owing)
    first = owing.complaint.ledger.get(what="offered")
    with browsing(owing) as client:
        page = client.get(reverse("ledger_correct", args=[first.number]), follow=True)
    assert "Only a line with which money moved can be corrected." in plain(page)
