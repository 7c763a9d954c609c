"""A credit is used: once, in full, on a later invoice of the same client and currency."""

from datetime import timedelta

import pytest

from complaints.moves import ledger
from tests.complaints.figures import D, What, correct, credit, later_invoice, settled, use
from tests.complaints.money import MoneyStory
from tests.complaints.story import DAY, HOUR
from tests.factories import ClientFactory, ProjectFactory


def test_a_credit_is_used_on_a_later_invoice(owing: MoneyStory) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    used = use(owing, line, invoice)
    assert (used.what, used.amount, used.currency) == ("redeemed", D("100"), "EUR")
    assert (used.invoice, used.remedy, used.reference) == (invoice, line.remedy, "")
    told = owing.events()[-1]
    assert (told.title.replace("\xa0", " "), told.actor) == ("You used the credit of €100", "you")
    assert not told.client_saw


def test_it_may_be_an_invoice_of_another_project_of_the_client(owing: MoneyStory) -> None:
    project = ProjectFactory(owner=owing.user, client=owing.project.client, currency="EUR")
    invoice = later_invoice(owing, project=project)
    assert use(owing, credit(owing), invoice).invoice == invoice


def test_a_credit_is_used_once(owing: MoneyStory) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    use(owing, line, invoice)
    with pytest.raises(ledger.CreditUsed, match=f"already used on invoice {invoice.number}"):
        use(owing, line, later_invoice(owing))
    assert owing.complaint.ledger.filter(what=What.REDEEMED).count() == 1


def test_only_a_settled_credit_can_be_used(owing: MoneyStory) -> None:
    refund = settled(owing)
    with pytest.raises(ledger.NotACredit):
        use(owing, refund, later_invoice(owing))
    accepted = owing.complaint.ledger.get(what=What.ACCEPTED)
    with pytest.raises(ledger.NotACredit):
        use(owing, accepted, later_invoice(owing))


def test_what_is_used_is_the_amount_after_corrections(owing: MoneyStory) -> None:
    line = credit(owing)
    correct(owing, line, "80")
    assert use(owing, line, later_invoice(owing)).amount == D("80")


def test_a_credit_corrected_to_nothing_cannot_be_used(owing: MoneyStory) -> None:
    line = credit(owing)
    correct(owing, line, "0")
    with pytest.raises(ledger.NotACredit):
        use(owing, line, later_invoice(owing))


def test_not_on_an_invoice_of_another_client(owing: MoneyStory) -> None:
    client = ClientFactory(owner=owing.user)
    project = ProjectFactory(owner=owing.user, client=client, currency="EUR")
    with pytest.raises(ledger.WrongInvoice, match="same client"):
        use(owing, credit(owing), later_invoice(owing, project=project))


def test_not_on_an_invoice_in_another_currency(owing: MoneyStory) -> None:
    project = ProjectFactory(owner=owing.user, client=owing.project.client, currency="GBP")
    invoice = later_invoice(owing, project=project, currency="GBP")
    with pytest.raises(ledger.WrongInvoice, match="in EUR and the invoice in GBP"):
        use(owing, credit(owing), invoice)


def test_not_on_an_earlier_or_a_void_invoice(owing: MoneyStory) -> None:
    line = credit(owing)
    with pytest.raises(ledger.WrongInvoice, match="issued after the credit was given"):
        use(owing, line, later_invoice(owing, issued_on=owing.today - timedelta(days=1)))
    with pytest.raises(ledger.WrongInvoice, match="is void"):
        use(owing, line, later_invoice(owing, voided_on=owing.today))


def test_not_before_the_day_it_was_given(owing: MoneyStory) -> None:
    line, invoice = credit(owing), later_invoice(owing)
    with pytest.raises(ledger.WrongDay):
        use(owing, line, invoice, at=owing.now - DAY)
    assert use(owing, line, invoice, at=owing.now - HOUR).what == "redeemed"


def test_not_on_an_invoice_that_asks_for_less(owing: MoneyStory) -> None:
    line = credit(owing)
    small = later_invoice(owing, "99.99")
    with pytest.raises(ledger.DoesNotFit) as refused:
        use(owing, line, small)
    sentence = str(refused.value).replace("\xa0", " ")
    assert sentence == f"€100 would come off invoice {small.number}, which asks for €99.99"
    assert not owing.complaint.ledger.filter(what=What.REDEEMED).exists()
    assert use(owing, line, later_invoice(owing, "100")).amount == 100
