"""What a policy says about a project, as tables."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from policies import terms
from policies.terms import Answer, CurrencyMismatch, History, Kind, Request, Terms

YES, NO, UNSURE = Answer.YES, Answer.NO, Answer.UNSURE
DELIVERED = date(2026, 3, 2)

STUDIO = Terms(
    rounds_included=3, extra_price=Decimal(150), currency="EUR", ceiling_percent=Decimal(30)
)
SHARE = Terms(rounds_included=1, extra_percent=Decimal(12), ceiling_percent=Decimal(50))


def test_a_fee_of_2400_euros_with_two_of_three_rounds_used() -> None:
    history = History(used=2)
    assert terms.rounds_left(STUDIO, history) == 1
    assert terms.extra_round_price(STUDIO, Decimal(2400), "EUR") == Decimal(150)
    assert terms.ceiling(STUDIO, Decimal(2400), "EUR") == Decimal(720)


def test_a_fee_of_860_pounds_with_129_given_back() -> None:
    fee = Decimal("860.00")
    history = History(used=1, given_back=Decimal("129.00"), currency="GBP")
    assert terms.rounds_left(SHARE, history) == 0
    assert terms.extra_round_price(SHARE, fee, "GBP") == Decimal("103.20")
    assert terms.ceiling(SHARE, fee, "GBP") == Decimal("430.00")
    left = terms.may_give_back(SHARE, fee, "GBP", history, date(2026, 3, 2))
    assert left == Decimal("301.00")


@pytest.mark.parametrize(
    ("included", "used", "paid", "left"),
    [
        (0, 0, 0, 0),
        (0, 1, 1, 0),
        (1, 0, 0, 1),
        (1, 1, 0, 0),
        (2, 1, 0, 1),
        (2, 3, 1, 0),
        (2, 2, 1, 1),
        (3, 5, 1, 0),
        (20, 0, 0, 20),
        (20, 21, 1, 0),
    ],
)
def test_rounds_left_is_included_plus_paid_minus_used(
    included: int, used: int, paid: int, left: int
) -> None:
    policy = Terms(rounds_included=included, extra_price=Decimal(1), currency="EUR")
    assert terms.rounds_left(policy, History(used=used, extra_paid=paid)) == left


@pytest.mark.parametrize("used", range(6))
@pytest.mark.parametrize("included", range(4))
def test_corrections_and_courtesies_never_use_up_a_round(included: int, used: int) -> None:
    policy = Terms(rounds_included=included, extra_price=Decimal(1), currency="EUR")
    bare = History(used=used)
    busy = History(used=used, corrections=7, courtesies=3)
    assert terms.rounds_left(policy, busy) == terms.rounds_left(policy, bare)


@pytest.mark.parametrize(
    ("corrects", "refines", "left", "courtesies", "kind"),
    [
        (YES, YES, 2, 0, Kind.CORRECTION),
        (YES, NO, 0, 0, Kind.CORRECTION),
        (YES, UNSURE, 0, 1, Kind.CORRECTION),
        (NO, YES, 1, 0, Kind.INCLUDED),
        (NO, YES, 1, 1, Kind.INCLUDED),
        (NO, YES, 0, 0, Kind.PAID),
        (NO, NO, 3, 0, Kind.PAID),
        (NO, NO, 0, 1, Kind.PAID),
        (NO, UNSURE, 1, 0, Kind.COURTESY),
        (NO, UNSURE, 1, 1, Kind.PAID),
        (UNSURE, YES, 1, 0, Kind.COURTESY),
        (UNSURE, YES, 1, 1, Kind.INCLUDED),
        (UNSURE, YES, 0, 1, Kind.PAID),
        (UNSURE, NO, 0, 0, Kind.COURTESY),
        (UNSURE, UNSURE, 0, 0, Kind.COURTESY),
        (UNSURE, UNSURE, 2, 1, Kind.PAID),
    ],
)
def test_three_questions_say_what_a_request_is(
    corrects: Answer, refines: Answer, left: int, courtesies: int, kind: Kind
) -> None:
    ruling = terms.classify(Request(corrects, refines, left, courtesies))
    assert ruling.kind is kind
    assert ruling.why.endswith(".")


@pytest.mark.parametrize(
    ("corrects", "refines", "left", "courtesies"),
    list(product(Answer, Answer, range(3), range(3))),
)
def test_no_request_is_included_without_a_round_left_nor_a_second_courtesy(
    corrects: Answer, refines: Answer, left: int, courtesies: int
) -> None:
    ruling = terms.classify(Request(corrects, refines, left, courtesies))
    assert not (ruling.kind is Kind.INCLUDED and left == 0)
    assert not (ruling.kind is Kind.COURTESY and courtesies)
    assert (ruling.kind is Kind.CORRECTION) == (corrects is YES)
    assert ruling.is_free == (ruling.kind is not Kind.PAID)
    assert ruling.counts == (ruling.kind in (Kind.INCLUDED, Kind.PAID))


@pytest.mark.parametrize(
    ("percent", "fee", "currency", "price"),
    [
        ("12", "860.00", "GBP", "103.20"),
        ("10", "0.25", "EUR", "0.02"),
        ("10", "0.35", "EUR", "0.04"),
        ("10", "0.45", "EUR", "0.04"),
        ("12.5", "99999", "JPY", "12500"),
        ("0.5", "100", "JPY", "0"),
        ("7.5", "250.500", "KWD", "18.788"),
        ("33.33", "1000", "USD", "333.30"),
        ("0", "500", "EUR", "0.00"),
        ("100", "999999999.99", "EUR", "999999999.99"),
    ],
)
def test_a_share_of_the_fee_rounds_half_even_to_the_smallest_unit(
    percent: str, fee: str, currency: str, price: str
) -> None:
    policy = Terms(
        rounds_included=0, extra_percent=Decimal(percent), ceiling_percent=Decimal(percent)
    )
    expected = Decimal(price)
    for result in (
        terms.extra_round_price(policy, Decimal(fee), currency),
        terms.ceiling(policy, Decimal(fee), currency),
    ):
        assert result == expected
        assert result.as_tuple().exponent == expected.as_tuple().exponent


@pytest.mark.parametrize(
    ("given", "days_after", "left"),
    [
        ("0", None, "720.00"),
        ("0", 0, "720.00"),
        ("0", 60, "720.00"),
        ("0", 61, "0.00"),
        ("100.10", 59, "619.90"),
        ("720", 1, "0.00"),
        ("900", 1, "0.00"),
        ("100", 400, "0.00"),
    ],
)
def test_what_may_go_back_shrinks_with_what_did_and_ends_with_its_days(
    given: str, days_after: int | None, left: str
) -> None:
    history = History(
        given_back=Decimal(given),
        currency="EUR",
        delivered_on=None if days_after is None else DELIVERED,
    )
    on = DELIVERED + timedelta(days=days_after or 0)
    assert terms.may_give_back(STUDIO, Decimal(2400), "EUR", history, on) == Decimal(left)


def test_the_ceiling_of_a_delivery_at_the_end_of_the_calendar_ends_there() -> None:
    history = History(delivered_on=date.max)
    left = terms.may_give_back(STUDIO, Decimal(100), "EUR", history, date.max)
    assert left == Decimal("30.00")


def test_a_price_in_another_currency_than_the_fee_is_refused() -> None:
    with pytest.raises(CurrencyMismatch, match="EUR and USD"):
        terms.extra_round_price(STUDIO, Decimal(100), "USD")


def test_money_given_back_in_another_currency_is_refused() -> None:
    history = History(given_back=Decimal(5), currency="USD")
    with pytest.raises(CurrencyMismatch, match="USD and EUR"):
        terms.may_give_back(STUDIO, Decimal(100), "EUR", history, DELIVERED)


def test_a_negative_fee_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        terms.ceiling(STUDIO, Decimal(-1), "EUR")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"extra_price": Decimal(1), "extra_percent": Decimal(1), "currency": "EUR"},
        {"extra_price": Decimal(1)},
        {"extra_price": Decimal(-1), "currency": "EUR"},
        {"extra_percent": Decimal(-1)},
        {"extra_percent": Decimal(1), "ceiling_percent": Decimal(101)},
        {"extra_percent": Decimal(1), "ceiling_percent": Decimal(-1)},
    ],
)
def test_terms_no_policy_can_have_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Terms(rounds_included=1, **wrong)  # type: ignore[arg-type]


BY_AMOUNT = Terms(1, extra_percent=Decimal(10), ceiling_kind="amount", ceiling_amount=Decimal(500),
                  currency="EUR")  # fmt: skip
BY_STAGES = Terms(1, extra_percent=Decimal(10), ceiling_kind="stages")


@pytest.mark.parametrize(
    ("policy", "fee", "undelivered", "most"),
    [
        (BY_AMOUNT, "2000", "0", "500.00"),
        (BY_AMOUNT, "300", "0", "300.00"),
        (BY_STAGES, "1400", "350", "350.00"),
        (BY_STAGES, "900", "360", "360.00"),
        (BY_STAGES, "900", "0", "0.00"),
    ],
)
def test_a_ceiling_is_an_amount_or_what_is_not_delivered(
    policy: Terms, fee: str, undelivered: str, most: str
) -> None:
    part = Decimal(undelivered)
    assert terms.ceiling(policy, Decimal(fee), "EUR", undelivered=part) == Decimal(most)


@pytest.mark.parametrize(
    ("not_delivered", "paid", "committed", "part"),
    [
        ("350", "1400", "0", "350"),
        ("360", "900", "0", "360"),
        # No more than was paid, and no less than is promised already.
        ("350", "200", "0", "200"),
        ("0", "1400", "150", "150"),
        ("350", "0", "100", "100"),
    ],
)
def test_of_stages_goes_back_what_is_paid_and_not_delivered(
    not_delivered: str, paid: str, committed: str, part: str
) -> None:
    found = terms.undelivered_part(
        Decimal(not_delivered), paid=Decimal(paid), committed=Decimal(committed)
    )
    assert found == Decimal(part)


def test_what_is_left_of_stages_shrinks_with_what_is_promised() -> None:
    history = History(given_back=Decimal(150), currency="EUR")
    left = terms.may_give_back(
        BY_STAGES, Decimal(1400), "EUR", history, date(2026, 3, 1), undelivered=Decimal(350)
    )
    assert left == Decimal("200.00")


def test_an_amount_in_another_currency_is_never_compared() -> None:
    with pytest.raises(terms.CurrencyMismatch):
        terms.ceiling(BY_AMOUNT, Decimal(2000), "USD")


def test_a_ceiling_that_is_an_amount_needs_it_and_its_currency() -> None:
    for nonsense in ({"ceiling_amount": None}, {"currency": ""}, {"ceiling_amount": Decimal(0)}):
        with pytest.raises(ValueError, match="amount and its currency"):
            replace(BY_AMOUNT, **nonsense)
