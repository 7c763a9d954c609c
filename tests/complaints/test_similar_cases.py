"""Which complaints count as similar to one, and at what amounts."""

import pytest

from complaints import finance
from complaints.models import Finding, LedgerEntry
from complaints.moves import ledger
from tests.complaints.figures import D
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.story import DAY, HOUR


def another_case(tale: MoneyStory, amount: str, cause: str) -> MoneyStory:
    """A second complaint of the same client that took `amount`."""
    second = tale.another()
    second.later(HOUR)
    second.fell_short()
    second.offer(amount).accept()
    second.settle()
    Finding.objects.filter(complaint=second.complaint).update(cause=cause)
    return second


def test_similar_cases_are_those_with_a_cause_of_the_same_family(owing: MoneyStory) -> None:
    another_case(owing, "50", "QUA.1")
    alike = another_case(owing, "70", "TIM.1")
    Finding.objects.filter(complaint=owing.complaint).update(cause="TIM.2")
    found = finance.similar(owing.fresh())
    assert [(line.complaint, line.net) for line in found] == [(alike.complaint, 70)]


@pytest.mark.parametrize("cause", ["not_sure", "OUT.1"])
def test_without_such_a_cause_they_are_the_clients_own(owing: MoneyStory, cause: str) -> None:
    one = another_case(owing, "50", "QUA.1")
    two = another_case(owing, "70", "not_sure")
    Finding.objects.filter(complaint=owing.complaint).update(cause=cause)
    LedgerEntry.objects.filter(complaint=one.complaint).update(at=owing.now - DAY)
    line = LedgerEntry.objects.get(complaint=one.complaint, what="settled")
    ledger.correct(line, to=D("45.5"), note="Sent less", now=owing.now)
    found = finance.similar(owing.fresh())
    assert [(line.complaint, line.net) for line in found] == [
        (two.complaint, 70),
        (one.complaint, D("45.5")),
    ]


def test_a_strangers_cases_are_not_similar(owing: MoneyStory) -> None:
    stranger = answered(begin_with_money())
    stranger.offer("50").accept()
    stranger.settle()
    assert list(finance.similar(owing.fresh())) == []
