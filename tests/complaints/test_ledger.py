"""The ledger of money: what is written, what contradicts it, and that nothing is rewritten."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from clients import invoices
from clients.changes import change_project
from clients.objections import ChangeRefused
from complaints import credit_note, finance, sums
from complaints.gates import GateClosedError
from complaints.models import Complaint, LedgerEntry
from complaints.moves import ledger
from tests.complaints.figures import D, What, correct, credit, later_invoice, settled, use
from tests.complaints.money import MoneyStory, begin_with_money

# Lines of an offer ----------------------------------------------------------------------------


def test_each_line_has_the_freelancers_own_number(owing: MoneyStory) -> None:
    settled(owing)
    lines = list(owing.complaint.ledger.order_by("number"))
    assert [line.ref for line in lines] == ["L-0001", "L-0002", "L-0003"]
    assert {line.owner for line in lines} == {owing.user}
    stranger = begin_with_money()
    stranger.bill()
    stranger.fell_short().offer()
    assert stranger.complaint.ledger.get().ref == "L-0001"


def test_a_line_carries_what_was_offered(owing: MoneyStory) -> None:
    invoice = later_invoice(owing)
    line = settled(owing, "100", kind="discount", invoice=invoice)
    assert (line.kind, line.amount, line.currency) == ("discount", D("100"), "EUR")
    assert (line.reference, line.invoice, line.at) == ("SEPA 77", invoice, owing.now)
    assert owing.complaint.ledger.filter(invoice=invoice).count() == 3


@pytest.mark.parametrize("what", ["offered", "accepted", "settled"])
def test_nothing_is_written_twice(owing: MoneyStory, what: str) -> None:
    line = settled(owing)
    with pytest.raises(ledger.AlreadyWritten, match="already recorded as “"):
        ledger.add(line.remedy, what, at=owing.now)
    assert owing.complaint.ledger.count() == 3


@pytest.mark.parametrize("what", ["declined", "lapsed", "taken_back"])
def test_an_offer_ends_once(owing: MoneyStory, what: str) -> None:
    line = settled(owing)
    with pytest.raises(ledger.AlreadyWritten, match="“accepted”"):
        ledger.add(line.remedy, what, at=owing.now)


def test_an_amount_is_accepted_before_it_is_settled(owing: MoneyStory) -> None:
    owing.offer()
    remedy = owing.complaint.ledger.get().remedy
    with pytest.raises(ledger.OutOfOrder, match="can’t be “settled” before it is “accepted”"):
        ledger.add(remedy, What.SETTLED, at=owing.now)


def test_a_refusal_is_a_closed_gate_so_that_screens_show_it(owing: MoneyStory) -> None:
    line = settled(owing)
    with pytest.raises(GateClosedError) as refused:
        ledger.add(line.remedy, What.SETTLED, at=owing.now)
    assert [each.sentence for each in refused.value.missing] == [str(refused.value)]


def test_a_line_is_never_rewritten(owing: MoneyStory) -> None:
    line = settled(owing)
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "settled"},
        {"what": "offered"},
        {"what": "declined"},
        {"what": "corrected", "amount": D("-1")},
        {"what": "redeemed", "amount": D("-1")},
        {"what": "redeemed", "amount": D("0")},
    ],
)
def test_the_database_refuses_an_impossible_line(
    owing: MoneyStory, changes: dict[str, Any]
) -> None:
    line = settled(owing)
    line.pk, line._state.adding, line.number = None, True, 99
    for name, value in changes.items():
        setattr(line, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_the_owner_of_a_line_is_the_one_of_its_complaint(owing: MoneyStory) -> None:
    line = credit(owing)
    use(owing, line, later_invoice(owing))
    for each in LedgerEntry.objects.select_related("complaint"):
        assert each.owner_id == each.complaint.owner_id


# Invoices must not contradict it --------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"paid_on": None}, "paid_on"), ({"net": D("239")}, "net")],
)
def test_what_was_refunded_stays_paid(
    owing: MoneyStory, answers: dict[str, Any], field: str
) -> None:
    settled(owing)
    invoice = owing.project.invoices.get()
    with pytest.raises(ChangeRefused, match="would go back, but only") as refused:
        invoices.change_invoice(invoice, answers)
    assert refused.value.field == field
    invoice.refresh_from_db()
    assert (invoice.net, invoice.paid_on is None) == (2400, False)
    invoices.change_invoice(invoice, {"net": D("240")})


def test_a_promised_refund_holds_its_payment_too(owing: MoneyStory) -> None:
    owing.offer().accept()
    with pytest.raises(ChangeRefused):
        invoices.change_invoice(owing.project.invoices.get(), {"paid_on": None})


def test_an_invoice_with_a_discount_or_credit_is_not_voided_or_made_smaller(
    owing: MoneyStory,
) -> None:
    line = credit(owing)
    invoice = later_invoice(owing)
    use(owing, line, invoice)
    with pytest.raises(ChangeRefused, match="would come off invoice") as refused:
        invoices.change_invoice(invoice, {"voided_on": owing.today})
    assert refused.value.field == "voided_on"
    invoice.refresh_from_db()
    with pytest.raises(ChangeRefused, match="which asks for"):
        invoices.change_invoice(invoice, {"net": D("99"), "voided_on": None})
    invoice.refresh_from_db()
    invoices.change_invoice(invoice, {"paid_on": owing.today})


def test_a_project_with_offers_keeps_its_currency(owing: MoneyStory) -> None:
    owing.project.invoices.all().delete()
    owing.offer("50", kind="goodwill_credit")
    with pytest.raises(ChangeRefused, match="in EUR, so its currency stays") as refused:
        change_project(owing.project, {"currency": "GBP"}, today=owing.today)
    assert refused.value.field == "currency"
    owing.project.refresh_from_db()
    assert owing.project.currency == "EUR"


def test_settling_is_refused_when_the_payment_was_taken_back_behind_its_back(
    owing: MoneyStory,
) -> None:
    owing.offer().accept()
    owing.project.invoices.update(paid_on=None)
    with pytest.raises(ledger.DoesNotFit):
        owing.settle()
    assert Complaint.objects.get(pk=owing.complaint.pk).state == "in_progress"
    assert owing.ledger() == [("offered", 240), ("accepted", 240)]


# The two ways to say what went back agree -----------------------------------------------------


def test_the_filter_and_the_predicate_agree(owing: MoneyStory) -> None:
    line = credit(owing)
    correct(owing, line, "90")
    correct(owing, use(owing, line, later_invoice(owing)), "70")
    second = owing.another()
    second.fell_short()
    correct(second, settled(second, "50"), "40")
    lines = LedgerEntry.objects.select_related("corrects")
    filtered = set(sums.went_back(lines))
    assert filtered == {each for each in lines if sums.did_go_back(each)}
    assert finance.given_back_in_year(owing.user, "EUR", 2026) == D("110")


# Credit notes ---------------------------------------------------------------------------------


def test_a_credit_note_says_who_what_and_how_much(owing: MoneyStory) -> None:
    invoice = later_invoice(owing, issued_on=owing.today - timedelta(days=9))
    line = settled(owing, "100.5", kind="discount", invoice=invoice)
    correct(owing, line, "80")
    assert credit_note.text(line) == (
        "Credit note L-0003\n"
        "Date: 2026-03-11\n"
        "\n"
        "From: Tester & Form\n"
        "To: Rye & Co\n"
        "Project: P-001 Order form\n"
        f"Invoice: {invoice.number}, issued 2026-03-02\n"
        "\n"
        "Amount: EUR 100.50\n"
        "Corrected 2026-03-11, L-0004: EUR -20.50\n"
        "Stands at: EUR 80.00\n"
        "\n"
        "For: discount on an open invoice\n"
        "Reason: Two days of orders lost after the fix\n"
        "Reference: SEPA 77\n"
    )


def test_a_credit_has_another_title_and_amounts_have_the_decimals_of_their_currency(
    owing: MoneyStory,
) -> None:
    assert credit_note.text(credit(owing)).startswith("Goodwill credit L-0003\n")
    amounts = [credit_note.plain_amount(D("5"), code) for code in ("JPY", "EUR", "KWD")]
    assert amounts == ["5", "5.00", "5.000"]
