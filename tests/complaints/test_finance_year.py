"""What a year gave back, against its revenue and the limit of the freelancer."""

from datetime import UTC, date, datetime

import pytest

from clients.models import Invoice, Project
from complaints import finance, sums
from complaints.finance import Year
from complaints.models import LedgerEntry
from complaints.moves import ledger
from tests.complaints.figures import TODAY, D, given_away
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.factories import (
    ClientFactory,
    ProjectFactory,
    UserFactory,
)


def test_a_share_is_said_to_one_decimal_half_even() -> None:
    year = Year("EUR", D("412"), D("37450"), D("2"))
    assert (year.share_with(), year.share_with(D("96"))) == (D("1.1"), D("1.4"))
    assert Year("EUR", D("25"), D("10000"), D("2")).share_with() == D("0.2")
    assert Year("EUR", D("35"), D("10000"), D("2")).share_with() == D("0.4")
    assert Year("EUR", D("5"), D("0"), D("2")).share_with() is None


@pytest.mark.parametrize(
    ("gone", "limit", "filled"),
    [("0", "2", 0), ("100", "2", 50), ("200", "2", 100), ("900", "2", 100), ("-5", "2", 0)],
)
def test_the_bar_ends_at_ones_own_limit(gone: str, limit: str, filled: int) -> None:
    assert Year("EUR", D(gone), D("10000"), D(limit)).bar(D("0")) == filled


def test_without_a_limit_or_revenue_the_bar_still_stands() -> None:
    assert Year("EUR", D("5"), D("100"), D("0")).bar(D("0")) == 100
    assert Year("EUR", D("5"), D("0"), D("2")).bar(D("0")) == 0


def test_refunds_count_when_they_are_settled(owing: MoneyStory) -> None:
    owing.offer("240").accept()
    assert finance.this_year(owing.user, "EUR", owing.today).given_back == 0
    owing.settle()
    year = finance.this_year(owing.user, "EUR", owing.today)
    assert (year.given_back, year.revenue, year.limit) == (D("240"), D("2400"), D("2"))


def test_a_credit_counts_when_it_is_used_and_its_corrections_only_then(owing: MoneyStory) -> None:
    credit = given_away(owing, "100", "goodwill_credit")
    ledger.correct(credit, to=D("80"), note="A typo", now=owing.now)
    assert finance.this_year(owing.user, "EUR", owing.today).given_back == 0
    invoice = owing.bill("600", paid=False, issued_on=owing.today)
    used = ledger.redeem(credit, invoice=invoice, at=owing.now, now=owing.now)
    assert finance.this_year(owing.user, "EUR", owing.today).given_back == D("80")
    ledger.correct(used, to=D("50"), note="Only a part", now=owing.now)
    assert finance.this_year(owing.user, "EUR", owing.today).given_back == D("50")


@pytest.mark.parametrize(
    ("zone", "moment", "year"),
    [
        ("Europe/Berlin", datetime(2025, 12, 31, 22, 59, tzinfo=UTC), 2025),
        ("Europe/Berlin", datetime(2025, 12, 31, 23, 0, tzinfo=UTC), 2026),
        ("America/New_York", datetime(2026, 1, 1, 4, 59, tzinfo=UTC), 2025),
        ("America/New_York", datetime(2026, 1, 1, 5, 0, tzinfo=UTC), 2026),
    ],
)
@pytest.mark.django_db
def test_a_year_ends_at_midnight_where_the_freelancer_lives(
    zone: str, moment: datetime, year: int
) -> None:
    tale = answered(begin_with_money(time_zone=zone))
    tale.offer("240").accept()
    tale.settle(paid_at=moment)
    for each in (2025, 2026):
        expected = D("240") if each == year else 0
        assert finance.given_back_in_year(tale.user, "EUR", each) == expected


def test_a_void_invoice_and_one_of_another_year_are_no_revenue(owing: MoneyStory) -> None:
    owing.bill("500", paid=False, voided_on=owing.today)
    owing.bill("700", issued_on=date(2025, 12, 31))
    owing.bill("900", issued_on=date(2026, 12, 31), paid=False)
    assert finance.this_year(owing.user, "EUR", owing.today).revenue == D("3300")


@pytest.mark.django_db
def test_currencies_are_never_mixed_and_neither_are_freelancers() -> None:
    mira = UserFactory()
    client = ClientFactory(owner=mira)
    for owner, currency, net in ((mira, "EUR", "100"), (mira, "GBP", "70"), (None, "EUR", "9")):
        project: Project = ProjectFactory(
            **({"owner": owner, "client": client} if owner else {}), currency=currency
        )
        Invoice.objects.create(
            project=project, number="1", net=D(net), currency=currency, issued_on=TODAY
        )
    assert finance.this_year(mira, "EUR", TODAY).revenue == 100
    assert finance.this_year(mira, "GBP", TODAY).revenue == 70
    lines = [
        LedgerEntry(currency="EUR", amount=D("1.10")),
        LedgerEntry(currency="GBP", amount=D("2")),
        LedgerEntry(currency="EUR", amount=D("-0.20")),
    ]
    assert sums.totals(lines) == {"EUR": D("0.90"), "GBP": D("2")}


def test_many_small_amounts_add_up_exactly(owing: MoneyStory) -> None:
    line = given_away(owing, "240")
    for n in range(1, 30):
        ledger.correct(line, to=D("240") - n * D("0.1"), note="Again", now=owing.now)
    assert str(finance.given_back_in_year(owing.user, "EUR", 2026)) == "237.100"
    assert sums.net(line) == D("237.1")
