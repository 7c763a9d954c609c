"""Fields of amounts and percentages: how people write them, in which locale and currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import fields
from accounts.amounts import UnreadableAmount, read_amount
from accounts.formats import as_seen_by
from tests.accounts.typed import answer


class Style:
    """How somebody reads."""

    def __init__(self, locale: str = "en-gb", time_zone: str = "UTC") -> None:
        self.locale, self.time_zone = locale, time_zone


@pytest.mark.parametrize(
    ("typed", "sign", "amount"),
    [
        ("1200", ".", "1200"),
        ("1200.50", ".", "1200.50"),
        ("1,200.50", ".", "1200.50"),
        ("1.200,50", ",", "1200.50"),
        ("1.200,50", ".", "1200.50"),
        ("1,200.50", ",", "1200.50"),
        ("1,000", ".", "1000"),
        ("1,000", ",", "1.000"),
        ("1.000", ",", "1000"),
        ("1.000", ".", "1.000"),
        ("0,500", ".", "0.500"),
        ("12,50", ".", "12.50"),
        ("1,234,567", ".", "1234567"),
        ("1.234.567,8", ",", "1234567.8"),
        ("1 200,50", ",", "1200.50"),
        ("1\u00a0200", ".", "1200"),
        ("1'200.50", ".", "1200.50"),
        ("1\u2019200", ".", "1200"),
        ("€ 1,200", ".", "1200"),
        ("1200 EUR", ".", "1200"),
        ("usd 5", ".", "5"),
        ("\u22125", ".", "-5"),
        ("１２", ".", "12"),
        ("007", ".", "7"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, sign: str, amount: str) -> None:
    assert read_amount(typed, sign) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        ",",
        "1,2,3",
        "1.2.3",
        "12,34,567",
        "1,2.3,4",
        "1.",
        ".5",
        "1,000,00",
        "abc",
        "abc5",
        "1e5",
        "inf",
        "NaN",
        "0x10",
        "١٢",
        "1/2",
        "--5",
        "5-",
        "1..5",
        "EUR",
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableAmount):
        read_amount(typed)


def test_an_amount_is_read_in_the_locale_of_the_reader() -> None:
    field = fields.MoneyField(currency="EUR")
    with as_seen_by(Style("de")):
        assert field.clean("1.000") == Decimal(1000)
        assert field.prepare_value(Decimal("1200.500")) == "1200,50"
    assert field.clean("1,000") == Decimal(1000)
    assert field.prepare_value(Decimal("1200.000")) == "1200"


@pytest.mark.parametrize(
    ("currency", "typed", "said"),
    [
        ("EUR", "1.005", "Enter an amount with at most 2 decimals for EUR"),
        ("JPY", "100.5", "Enter a whole amount: JPY has no smaller unit"),
        ("KWD", "1.0005", "Enter an amount with at most 3 decimals for KWD"),
        ("EUR", "-1", "Enter an amount of 0 or more"),
        ("EUR", "1000000000", "Enter an amount under 1,000,000,000"),
        ("EUR", "9" * 55, "Enter an amount under 1,000,000,000"),
        ("EUR", "9" * 5000, "Enter an amount in digits, such as 1200.50"),
        ("EUR", "many", "Enter an amount in digits, such as 1200.50"),
        ("EUR", " ", "Enter an amount"),
    ],
)
def test_an_amount_that_does_not_fit_is_answered(currency: str, typed: str, said: str) -> None:
    assert answer(fields.MoneyField(currency=currency), typed) == said


@pytest.mark.parametrize(
    ("currency", "typed", "amount"),
    [("JPY", "100", "100"), ("JPY", "100.00", "100"), ("KWD", "1.005", "1.005"), ("EUR", "0", "0")],
)
def test_an_amount_that_fits_its_currency_is_kept(currency: str, typed: str, amount: str) -> None:
    assert fields.MoneyField(currency=currency).clean(typed) == Decimal(amount)


@given(st.decimals(0, 999_999_999, places=2))
def test_a_stored_amount_shown_and_sent_back_is_the_same(amount: Decimal) -> None:
    field = fields.MoneyField(currency="EUR")
    for locale in ("en-gb", "de", "fr", "de-ch", "pt-br"):
        with as_seen_by(Style(locale)):
            assert field.clean(field.prepare_value(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("30", Decimal(30)),
        ("12.5 %", Decimal("12.5")),
        ("0", Decimal(0)),
        ("100", Decimal(100)),
        ("100.01", "Enter a percentage between 0 and 100"),
        ("-1", "Enter a percentage between 0 and 100"),
        ("1.005", "Enter a percentage with at most two decimals"),
        ("", "Enter a percentage"),
        ("half", "Enter a percentage in digits, such as 30"),
    ],
)
def test_a_percentage_lies_between_0_and_100(typed: str, outcome: object) -> None:
    assert answer(fields.PercentField(), typed) == outcome
