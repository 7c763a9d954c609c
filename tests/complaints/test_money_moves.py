"""An offer of money on its straight road: states, ledger and promises, up to the closing."""

from datetime import date
from typing import Any

import pytest

from complaints import gates
from complaints.gates import Missing
from complaints.models import LedgerEntry
from complaints.moves.base import IllegalMoveError
from tests.complaints.money import FIRST, MoneyStory
from tests.complaints.story import DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db


def test_money_goes_from_an_offer_to_a_closed_complaint(owing: MoneyStory) -> None:
    offered_at = owing.later(MINUTE).now
    owing.offer()
    assert owing.complaint.state == "proposed"
    assert owing.ledger() == [("offered", FIRST)]

    owing.later(DAY).accept(said="Yes, that is fair.")
    assert owing.fresh().state == "in_progress"
    assert owing.ledger() == [("offered", FIRST), ("accepted", FIRST)]

    owing.later(HOUR).settle(reference="SEPA 77")
    assert owing.complaint.state == "resolved"
    assert owing.complaint.resolved_at == owing.now
    owing.close(outcome="money")
    assert owing.fresh().state == "closed"

    rows = LedgerEntry.objects.order_by("number")
    assert [(row.what, row.kind, row.amount, row.currency, row.at) for row in rows] == [
        ("offered", "partial_refund", FIRST, "EUR", offered_at),
        ("accepted", "partial_refund", FIRST, "EUR", offered_at + DAY),
        ("settled", "partial_refund", FIRST, "EUR", offered_at + DAY + HOUR),
    ]
    assert [row.reference for row in rows] == ["", "", "SEPA 77"]
    remedy = owing.complaint.remedies.get(rung=5)
    assert (remedy.state, remedy.answered_at) == ("settled", offered_at + DAY)
    assert [(e.move, e.title, e.detail, e.client_saw) for e in owing.events()[-4:]] == [
        ("T6", "You sent the plan", "One option, answer by Wednesday\xa025\xa0March.", True),
        ("T8", "They chose option A", "A partial refund of €240.", True),
        ("T21", "You sent €240", "SEPA 77", True),
        ("T16", "You closed it", "they accepted money. They gave it 4 of 5.", True),
    ]


def test_the_day_of_payment_is_a_promise_that_is_kept_when_it_is_sent(owing: MoneyStory) -> None:
    owing.offer().accept()
    [promise] = owing.complaint.promises.filter(kind="money")
    assert (promise.what, promise.due_at) == (
        "A partial refund of €240",
        owing.calendar.end_of(date(2026, 3, 16)),
    )
    assert owing.fresh().due_at == promise.due_at
    owing.later(DAY).settle()
    promise.refresh_from_db()
    assert (promise.kept_at, promise.released_at) == (owing.now, None)


@pytest.mark.parametrize(("days", "due"), [(1, (2026, 3, 12)), (10, (2026, 3, 25))])
def test_the_day_of_payment_counts_working_days_from_their_yes(
    owing: MoneyStory, days: int, due: tuple[int, int, int]
) -> None:
    owing.offer(payment_days=days).accept()
    promise = owing.complaint.promises.get(kind="money")
    assert promise.due_at == owing.calendar.end_of(date(*due))


def test_sending_the_offer_keeps_the_promise_of_a_plan(owing: MoneyStory) -> None:
    assert owing.complaint.promises.filter(kind="plan", kept_at=None).exists()
    owing.offer()
    assert not owing.complaint.promises.filter(kind="plan", kept_at=None).exists()


def test_the_payment_is_dated_by_the_day_it_was_sent(owing: MoneyStory) -> None:
    owing.offer().accept()
    sent_at = owing.now + HOUR
    owing.later(2 * DAY).settle(paid_at=sent_at)
    assert LedgerEntry.objects.get(what="settled").at == sent_at


def test_while_money_is_promised_it_cannot_be_closed(owing: MoneyStory) -> None:
    owing.offer().accept()
    assert gates.closable(owing.fresh(), owing.now)[0] == Missing(
        "Still open: A partial refund of €240", "settle"
    )
    with pytest.raises(IllegalMoveError):
        owing.close()


def test_money_may_follow_in_a_second_offer_and_the_ledger_keeps_both(owing: MoneyStory) -> None:
    owing.offer("120").later(DAY).decline("different")
    owing.later(HOUR).offer("360").accept()
    owing.settle().close(outcome="money")
    assert owing.ledger() == [
        ("offered", 120),
        ("declined", 120),
        ("offered", 360),
        ("accepted", 360),
        ("settled", 360),
    ]
    assert owing.complaint.plans.filter(state="draft").count() == 0


KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "goodwill_credit": ({}, "A credit of €240 for your next project"),
    "discount": ({"open": True}, "A discount of €240 on invoice 2026-015"),
    "partial_refund": ({}, "A partial refund of €240"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_walks_the_same_road(owing: MoneyStory, kind: str) -> None:
    needs, what = KINDS[kind]
    invoice = owing.bill("500", paid=False) if needs else None
    owing.offer(kind=kind, invoice=invoice).accept()
    owing.settle().close(outcome="money")
    assert [row.invoice for row in LedgerEntry.objects.all()] == [invoice] * 3
    option = owing.complaint.remedies.get(kind=kind).option
    assert (option.what, option.currency) == (what, "EUR")
    assert owing.ledger() == [("offered", 240), ("accepted", 240), ("settled", 240)]


def test_agreed_in_a_call_money_is_offered_and_accepted_at_once(owing: MoneyStory) -> None:
    owing.draft().agree_in_a_call(option_letter="A", said_by="Greta Baker")
    assert owing.fresh().state == "in_progress"
    assert owing.ledger() == [("offered", FIRST), ("accepted", FIRST)]
    assert owing.complaint.promises.filter(kind="money").count() == 1
