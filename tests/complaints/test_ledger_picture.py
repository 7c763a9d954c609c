"""The picture of a year of the ledger, and the months it is drawn from."""

from datetime import UTC, datetime

from complaints import ledger_picture, ledger_year
from tests.complaints.figures import D
from tests.complaints.money import MoneyStory


def test_the_picture_has_a_bar_for_each_month_with_something() -> None:
    names = [str(n) for n in range(12)]
    back = [D("0")] * 12
    back[2], back[3], back[7] = D("120"), D("60"), D("0.01")
    picture = ledger_picture.draw(names, [D("0")] * 12, back)
    assert picture.revenue == []
    assert [(bar.amount, bar.is_labelled) for bar in picture.given_back] == [
        (D("120"), True),
        (D("60"), False),
        (D("0.01"), True),
    ]
    heights = [bar.height for bar in picture.given_back]
    assert heights == [56, 28, 2]
    assert {bar.y for bar in picture.given_back} == {ledger_picture.LOWER_AXIS}


def test_a_month_in_which_more_was_corrected_than_given_has_no_bar() -> None:
    back = [D("-5")] * 12
    assert ledger_picture.draw([""] * 12, back, back).given_back == []


def test_months_are_those_of_the_freelancers_zone(owing: MoneyStory) -> None:
    owing.offer().accept()
    owing.settle(paid_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    year = ledger_year.by_currency(owing.user, 2026)[0]
    assert [month.given_back for month in year.months[:3]] == [0, 240, 0]
    assert year.months[2].revenue == 2400 or year.months[1].revenue == 2400
