"""An amount with its tax: parted and added to the cent, and said in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import tax
from accounts.formats import as_seen_by, plain
from accounts.tax import Prices, Taxed
from tests.accounts.test_amount_fields import Style

D = Decimal
RATES = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("net", "rate", "currency", "its_tax", "gross"),
    [
        ("184", "19", "EUR", "34.96", "218.96"),
        ("184", "0", "EUR", "0.00", "184.00"),
        ("184", None, "EUR", "0.00", "184.00"),
        ("99.95", "8.1", "CHF", "8.10", "108.05"),
        ("50", "100", "EUR", "50.00", "100.00"),
        # Half a cent goes up.
        ("0.50", "19", "EUR", "0.10", "0.60"),
        ("2.50", "19", "EUR", "0.48", "2.98"),
        ("1005", "10", "JPY", "101", "1106"),
        ("1.005", "5", "KWD", "0.050", "1.055"),
    ],
)
def test_tax_is_added_half_up_in_the_smallest_unit(
    net: str, rate: str | None, currency: str, its_tax: str, gross: str
) -> None:
    amount = tax.added(D(net), D(rate) if rate else None, currency)
    assert (amount.tax, amount.gross) == (D(its_tax), D(gross))


@pytest.mark.parametrize(
    ("gross", "rate", "currency", "net"),
    [
        ("218.96", "19", "EUR", "184.00"),
        ("100", "19", "EUR", "84.03"),
        ("1200", "10", "JPY", "1091"),
        ("184", None, "EUR", "184.00"),
    ],
)
def test_what_is_with_tax_is_parted(gross: str, rate: str | None, currency: str, net: str) -> None:
    amount = tax.within(D(gross), D(rate) if rate else None, currency)
    assert (amount.net, amount.gross) == (D(net), D(gross))


@given(st.decimals(0, 1_000_000, places=2), RATES)
def test_no_cent_is_lost_whichever_way_it_was_typed(typed: Decimal, rate: Decimal) -> None:
    for prices in Prices:
        amount = tax.priced(typed, prices, rate, "EUR")
        assert amount.as_priced(prices) == typed
        assert amount.net + amount.tax == amount.gross


@pytest.mark.parametrize(
    ("amount", "prices", "words"),
    [
        (tax.added(D(184), None, "EUR"), Prices.NONE, "€184"),
        (tax.added(D(184), D(19), "EUR"), Prices.NET, "€184 plus 19 % VAT, €218.96"),
        (tax.within(D("218.96"), D(19), "EUR"), Prices.GROSS, "€218.96 including 19 % VAT"),
        (tax.added(D(100), D("8.1"), "EUR"), Prices.NET, "€100 plus 8.1 % VAT, €108.10"),
        (Taxed(D(150), D(22)), Prices.NET, "€150 plus €22 VAT, €172"),
        (Taxed(D(150), D(22)), Prices.GROSS, "€172 including €22 VAT"),
    ],
)
def test_it_is_said_as_the_prices_are(amount: Taxed, prices: str, words: str) -> None:
    with as_seen_by(Style("en-gb")):
        assert plain(tax.in_words(amount, "EUR", prices, "VAT")) == words


@pytest.mark.parametrize(
    ("amount", "net", "resized"),
    [
        (Taxed(D(184), D("34.96"), D(19)), "100", Taxed(D(100), D("19.00"), D(19))),
        (Taxed(D(2000), D(260)), "1000", Taxed(D(1000), D("130.00"))),
        (Taxed(D(184)), "100", Taxed(D(100), D("0.00"))),
        (Taxed(D(184), D("34.96"), D(19)), "0", Taxed(D(0), D("0.00"), D(19))),
        (Taxed(), "100", Taxed(D(100), D("0.00"))),
    ],
)
def test_a_corrected_amount_is_taxed_as_it_was(amount: Taxed, net: str, resized: Taxed) -> None:
    assert tax.resized(amount, D(net), "EUR") == resized


def test_without_a_name_it_is_called_tax() -> None:
    with as_seen_by(Style("en-gb")):
        said = tax.in_words(tax.added(D(100), D(19), "EUR"), "EUR", Prices.NET)
    assert plain(said) == "€100 plus 19 % tax, €119"


def test_a_sum_keeps_its_rate_only_while_it_is_one() -> None:
    nineteen, seven = tax.added(D(100), D(19), "EUR"), tax.added(D(100), D(7), "EUR")
    assert tax.total([nineteen, nineteen]) == Taxed(D(200), D(38), D(19))
    assert tax.total([nineteen, seven]) == Taxed(D(200), D(26), None)
    assert tax.total([]) == Taxed()
