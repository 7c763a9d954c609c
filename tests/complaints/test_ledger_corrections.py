"""A line of the ledger is corrected: by a further line, within what holds for an offer."""

import pytest

from complaints import sums
from complaints.moves import ledger
from tests.complaints.figures import D, What, correct, credit, later_invoice, settled, use
from tests.complaints.money import MoneyStory


def test_a_correction_is_a_further_line_with_the_difference(owing: MoneyStory) -> None:
    line = settled(owing)
    less = correct(owing, line, "200")
    more = correct(owing, line, "230")
    assert [(each.what, each.amount, each.corrects) for each in (less, more)] == [
        ("corrected", D("-40"), line),
        ("corrected", D("30"), line),
    ]
    line.refresh_from_db()
    assert (line.amount, sums.net(line), less.note) == (D("240"), D("230"), "A typo")
    assert owing.events()[-1].title.replace("\xa0", " ") == "You corrected L-0003 to €230"


def test_the_same_correction_twice_changes_nothing(owing: MoneyStory) -> None:
    line = settled(owing)
    correct(owing, line, "200")
    with pytest.raises(ledger.NothingToCorrect, match="stands at"):
        correct(owing, line, "200")
    assert sums.net(line) == 200


def test_no_more_is_taken_than_the_line_holds(owing: MoneyStory) -> None:
    line = settled(owing)
    with pytest.raises(ledger.LessThanNothing):
        correct(owing, line, "-0.01")
    correct(owing, line, "0")
    assert sums.net(line) == 0


@pytest.mark.parametrize("what", [What.OFFERED, What.ACCEPTED])
def test_only_a_line_with_which_money_moved_is_corrected(owing: MoneyStory, what: str) -> None:
    settled(owing)
    with pytest.raises(ledger.NotCorrectable):
        correct(owing, owing.complaint.ledger.get(what=what), "1")


def test_a_correction_is_not_corrected(owing: MoneyStory) -> None:
    with pytest.raises(ledger.NotCorrectable):
        correct(owing, correct(owing, settled(owing), "200"), "1")


def test_a_used_credit_is_corrected_where_it_was_used(owing: MoneyStory) -> None:
    line = credit(owing)
    used = use(owing, line, later_invoice(owing))
    with pytest.raises(ledger.NotCorrectable, match="This credit was used"):
        correct(owing, line, "80")
    correct(owing, used, "80")
    with pytest.raises(ledger.AboveCredit):
        correct(owing, used, "100.01")
    correct(owing, used, "100")
    assert sums.net(used) == 100


def test_a_correction_stays_under_the_ceiling_unless_there_is_a_reason(owing: MoneyStory) -> None:
    line = settled(owing)
    with pytest.raises(ledger.AboveCeiling, match="720"):
        correct(owing, line, "720.01")
    owing.override(gate="GC")
    correct(owing, line, "721")
    assert sums.given_back_on(owing.project) == 721


def test_a_correction_stays_under_what_was_paid(owing: MoneyStory) -> None:
    line = settled(owing)
    owing.override(gate="GC")
    with pytest.raises(ledger.DoesNotFit) as refused:
        correct(owing, line, "2400.01")
    assert "only €2,400 is noted as paid" in str(refused.value).replace("\xa0", " ")
    assert sums.net(line) == 240


def test_a_correction_is_rounded_to_what_can_be_paid(owing: MoneyStory) -> None:
    line = settled(owing)
    assert correct(owing, line, "200.005").amount == D("-40.00")
    assert correct(owing, line, "200.015").amount == D("0.02")
