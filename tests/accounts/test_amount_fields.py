"""Fields of amounts and percentages: how people write them, in which locale and currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import currencies, fields
from accounts.amounts import read_amount
from accounts.formats import as_seen_by, money
from accounts.zones import LOCALES
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
        ("1.000", ",", "1000"),
        ("0,500", ".", "0.500"),
        ("12,50", ".", "12.50"),
        ("7,5", ".", "7.5"),
        ("1,234,567", ".", "1234567"),
        ("1.234.567", ".", "1234567"),
        ("1.234.567,8", ",", "1234567.8"),
        ("1,50,000", ".", "150000"),
        ("12,34,567.50", ".", "1234567.50"),
        ("1 200,50", ",", "1200.50"),
        ("1\u00a0200", ".", "1200"),
        ("1\u202f200,5", ",", "1200.5"),
        ("1\u2009200", ".", "1200"),
        ("1'200.50", ".", "1200.50"),
        ("1\u2019200", ".", "1200"),
        ("1.200,-", ",", "1200"),
        ("1'200.\u2013", ".", "1200"),
        ("1,50,000/-", ".", "150000"),
        ("\u22125", ".", "-5"),
        ("\u200f12\u200e", ".", "12"),
        ("１２", ".", "12"),
        ("١٬٢٠٠٫٥٠", ".", "1200.50"),
        ("۱۲۰۰", ".", "1200"),
        ("१,५०,०००", ".", "150000"),
        ("007", ".", "7"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, sign: str, amount: str) -> None:
    assert read_amount(typed, sign).amount == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "", ".", ",", "1,2,3", "1.2.3", "12,34,56", "1,2.3,4", "1.", ".5", "1,000,00", "abc",
        "abc5", "free", "1e5", "1.5e3", "inf", "NaN", "0x10", "1/2", "½", "5²", "--5", "5-", "1..5",
        "EUR", "1 2", "12 50", "1 200 50", "1'20", "1.200-1.400", "€", "(5)",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(typed: str) -> None:
    said = answer(fields.MoneyField(currency="EUR"), typed)
    assert said in ("Enter an amount", "Enter an amount in digits, such as 1200.50")


@pytest.mark.parametrize(
    ("locale", "currency", "typed", "outcome"),
    [
        # Three digits after one sign of two decimals: thousands, or a question; never 1.20.
        ("en-gb", "EUR", "1.000", "Do you mean 1,000 or 1.00? Enter one of the two"),
        ("en-gb", "GBP", "1.200", "Do you mean 1,200 or 1.20? Enter one of the two"),
        ("en-gb", "GBP", "62.355", "Do you mean 62,355 or 62.36? Enter one of the two"),
        ("en-gb", "EUR", "1,200", "1200"),
        ("de", "EUR", "1,000", "Do you mean 1.000 or 1,00? Enter one of the two"),
        ("de", "EUR", "1.000", "1000"),
        ("de-ch", "CHF", "1,200", "1200"),
        # Three decimals: the reader's own sign decides. None: it parts thousands.
        ("en-gb", "KWD", "1.200", "1.2"),
        ("en-gb", "BHD", "1,200", "1200"),
        ("de", "TND", "1,200", "1.2"),
        ("de", "TND", "1.200", "1200"),
        ("en-gb", "JPY", "1.200", "1200"),
        ("de", "KRW", "1,200", "1200"),
        ("en-gb", "ISK", "12.000", "12000"),
        # What stands beside the amount.
        ("en-in", "INR", "₹1,50,000", "150000"),
        ("en-in", "INR", "Rs. 1,50,000/-", "150000"),
        ("pt-br", "BRL", "R$ 1.200,00", "1200"),
        ("de", "EUR", "1.200,-", "1200"),
        ("de", "EUR", "€-5", "Enter an amount of 0 or more"),
        ("sv", "SEK", "kr 1 200", "1200"),
        ("nb", "NOK", "kr 1 200,-", "1200"),
        ("pl", "PLN", "1 200,50 zł", "1200.50"),
        ("de-ch", "CHF", "CHF 1'200.–", "1200"),
        ("de-ch", "CHF", "Fr. 1’200.50", "1200.50"),
        ("da", "DKK", "1.200 kr.", "1200"),
        ("en-gb", "CAD", "CA$500", "500"),
        ("en-ca", "CAD", "$500", "500"),
        ("en-ca", "CAD", "CA$500", "500"),
        ("en-us", "USD", "$500 USD", "500"),
        ("ja", "JPY", "120,000円", "120000"),
        ("fr", "XOF", "1 200 F CFA", "1200"),
        ("en-gb", "EUR", "usd 5", "Enter the amount in EUR"),
        ("en-gb", "EUR", "CA$500", "Enter the amount in EUR"),
        ("en-gb", "EUR", "$500", "Enter the amount in EUR"),
        ("en-gb", "SEK", "500 DKK", "Enter the amount in SEK"),
        ("en-us", "USD", "CA$500", "Enter the amount in USD"),
        ("en-gb", "EUR", "€500 USD", "Enter the amount in EUR"),
    ],
)
def test_an_amount_is_read_for_its_reader_and_its_currency(
    locale: str, currency: str, typed: str, outcome: str
) -> None:
    with as_seen_by(Style(locale)):
        said = answer(fields.MoneyField(currency=currency), typed)
    assert said == (Decimal(outcome) if outcome[0].isdigit() else outcome)


@pytest.mark.parametrize("locale", [code for code, _words in LOCALES])
def test_whatever_the_app_writes_it_reads_in_every_currency(locale: str) -> None:
    with as_seen_by(Style(locale)):
        for currency in sorted(currencies.in_use()):
            field = fields.MoneyField(currency=currency)
            smallest = Decimal(1).scaleb(-currencies.decimals(currency))
            for amount in (7 * smallest, Decimal(1200), 123_456_789 * smallest):
                exact = money(amount, currency, exact=True)
                for text in (money(amount, currency), exact, field.prepare_value(amount)):
                    assert field.clean(text) == amount, text


@pytest.mark.parametrize("locale", [code for code, _words in LOCALES])
def test_an_example_is_written_as_its_reader_would_and_can_be_typed(locale: str) -> None:
    with as_seen_by(Style(locale)):
        for field in (
            fields.MoneyField(currency="EUR"),
            fields.MoneyField(currency="JPY"),
            fields.PercentField(),
            fields.HoursField(most=100),
        ):
            example = answer(field, "many").rpartition(" such as ")[2]
            assert field.clean(example) in (field.example, round(field.example))
            sign = {"en": ".", "ja": ".", "de-ch": "."}.get(locale[:5], ",")
            sign = "." if locale[:2] in ("en", "ja") and locale != "en-za" else sign
            assert not set(example) & {".", ","} - {sign}


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
        ("EUR", "0.005", "Enter an amount with at most 2 decimals for EUR"),
        ("EUR", "1.0005", "Enter an amount with at most 2 decimals for EUR"),
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
        ("7,5", Decimal("7.5")),
        ("12.500 %", Decimal("12.5")),
        ("12,500", "Enter a percentage between 0 and 100"),
        ("30 EUR", "Enter a percentage in digits, such as 30"),
        ("", "Enter a percentage"),
        ("half", "Enter a percentage in digits, such as 30"),
    ],
)
def test_a_percentage_lies_between_0_and_100(typed: str, outcome: object) -> None:
    assert answer(fields.PercentField(), typed) == outcome


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("7.5", Decimal("7.5")),
        ("7,5 h", Decimal("7.5")),
        ("100", Decimal(100)),
        ("100.01", "Enter hours between 0 and 100"),
        ("-1", "Enter hours between 0 and 100"),
        ("1.2345", "Enter hours with at most two decimals"),
        ("1.250", "Do you mean 1,250 or 1.25? Enter one of the two"),
        ("€5", "Enter hours in digits, such as 12.5"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, outcome: object) -> None:
    assert answer(fields.HoursField(most=100), typed) == outcome
