"""The steps of amounts beside a decision: how they are rounded and what each would leave."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import currencies
from complaints.position import Position, percent_of
from tests.complaints.figures import D


def bare(**changes: Any) -> Position:
    """A position without any row: a fee of 860 GBP, nothing else."""
    given = {
        "currency": "GBP",
        "fee": D("860"),
        "paid": D("0"),
        "open": D("0"),
        "hours": None,
        "cost": None,
        "given_back": D("0"),
        "ceiling": D("430"),
        "ceiling_left": D("430"),
        "is_agreed": True,
    }
    return Position(**given | changes)


def test_outlays_pass_through_and_are_not_earned() -> None:
    position = bare(hours=D("10"), outlays=D("60"))
    assert position.rate_after() == D("80.00")
    assert position.rate_after(D("100")) == D("70.00")
    assert bare(hours=D("0")).rate_after() is None


# Steps and rounding ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "fee", "amounts"),
    [
        ("GBP", "860", ["43.00", "86.00", "129.00", "172.00", "215.00"]),
        # 5 % of 50 yen is 2.5, of 150 is 7.5: half goes to the even one.
        ("JPY", "50", ["2", "5", "8", "10", "12"]),
        ("JPY", "150", ["8", "15", "22", "30", "38"]),
        ("KWD", "0.250", ["0.012", "0.025", "0.038", "0.050", "0.062"]),
    ],
)
def test_amounts_are_rounded_half_even_to_the_smallest_unit(
    currency: str, fee: str, amounts: list[str]
) -> None:
    steps = bare(currency=currency, fee=D(fee), ceiling=D("0")).steps()
    assert [str(step.amount) for step in steps] == amounts
    assert [step.percent for step in steps] == [5, 10, 15, 20, 25]


@pytest.mark.parametrize(
    ("ceiling", "last"), [("0", 25), ("129", 25), ("258", 30), ("257.99", 25), ("860", 100)]
)
def test_the_steps_go_on_up_to_the_ceiling(ceiling: str, last: int) -> None:
    assert bare(ceiling=D(ceiling)).steps()[-1].percent == last


def test_each_step_says_what_would_be_left() -> None:
    position = bare(cost=D("300"), given_back=D("43"))
    assert [step.left for step in position.steps()[:2]] == [D("474.00"), D("431.00")]


def test_without_a_fee_there_are_no_steps() -> None:
    assert bare(fee=D("0")).steps() == []
    assert percent_of(D("1"), D("0")) is None


@given(
    st.decimals(min_value=0, max_value=10**9, places=3),
    st.sampled_from(["EUR", "JPY", "KWD", "CHF", "MGA"]),
    st.decimals(min_value=0, max_value=10**9, places=3),
)
def test_every_amount_of_the_table_can_be_paid(fee: Decimal, currency: str, left: Decimal) -> None:
    position = bare(currency=currency, fee=fee, ceiling=left, hours=D("7"))
    for step in position.steps():
        assert currencies.fits(step.amount, currency)
        assert step.left == position.left - step.amount
    rate = position.rate_after()
    assert rate is not None
    assert currencies.fits(rate, currency)
