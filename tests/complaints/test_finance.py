"""The numbers beside a decision: what was paid, what it cost, what is left, what went back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import currencies
from clients.models import Invoice, Project
from complaints import finance, sums
from complaints.finance import Year
from complaints.models import Finding, LedgerEntry, MoneyTerms, PlanOption
from complaints.moves import ledger
from complaints.position import Position, percent_of
from policies import rounds, terms
from policies.models import Agreement
from tests.complaints.money import MoneyStory, answered, begin_with_money
from tests.complaints.story import DAY, HOUR
from tests.factories import (
    AgreementFactory,
    ClientFactory,
    ContactFactory,
    PolicyVersionFactory,
    ProjectFactory,
    UserFactory,
)

TODAY = date(2026, 3, 10)
What = LedgerEntry.What
Kind = PlanOption.Kind


def D(text: str) -> Decimal:
    return Decimal(text)


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


def given_away(tale: MoneyStory, amount: str, kind: str = "partial_refund", **changes: Any) -> Any:
    """Offer, accept and settle an amount; return the settled line."""
    tale.offer(amount, kind=kind, **changes)
    tale.accept()
    tale.settle()
    return LedgerEntry.objects.filter(complaint=tale.complaint, what=What.SETTLED).latest("number")


# A position -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_translators_case() -> None:
    """A fee of 860 GBP, one round used, an extra one at 12 % of it, at most half of it back."""
    user = UserFactory(preferences__time_zone="Europe/London", preferences__currency="GBP")
    client = ClientFactory(owner=user)
    project = ProjectFactory(owner=user, client=client, fee_net=D("860"), currency="GBP")
    version = PolicyVersionFactory(
        policy__owner=user,
        rounds_included=1,
        extra_round_price=None,
        currency="",
        extra_round_percent=12,
        ceiling_percent=50,
    )
    AgreementFactory(project=project, policy_version=version)
    rounds.record_round_before(project=project, type="included", today=TODAY)
    tale = MoneyStory(user, project, ContactFactory(client=client))
    tale.bill("860")
    tale.fell_short()
    before = finance.position(project, tale.today)
    extra = terms.extra_round_price(version.terms(), project.fee_net, project.currency)
    assert [str(extra), str(before.ceiling)] == ["103.20", "430.00"]
    tale.offer("129").accept()
    tale.settle()
    assert str(finance.position(project, tale.today).ceiling_left) == "301.00"


@pytest.mark.django_db
def test_a_project_without_anything_noted() -> None:
    project = ProjectFactory(fee_net=D("1000"), currency="EUR")
    position = finance.position(project, TODAY)
    assert (position.paid, position.open, position.given_back) == (0, 0, 0)
    assert (position.hours, position.outlays, position.cost) == (None, None, None)
    assert position.cost_gap == "No hours are noted."
    assert (position.ceiling, position.ceiling_left, position.is_agreed) == (1000, 1000, False)
    assert (position.left, position.rate_after(D("1"))) == (1000, None)


def test_the_bakers_numbers(owing: MoneyStory) -> None:
    """240 of a fee of 2,400 offered and accepted: 480 of the ceiling of 720 are left."""
    owing.user.preferences.hourly_cost = D("40")
    owing.user.preferences.save()
    owing.project.hours_spent = D("20")
    owing.project.save()
    before = finance.position(owing.fresh().project, owing.today)
    assert (before.paid, before.open) == (D("2400"), 0)
    assert (before.ceiling, before.ceiling_left) == (D("720"), D("720"))
    assert (before.hours, before.cost, before.left) == (D("20"), D("800"), D("1600"))
    assert before.left_after(D("240")) == D("1360")
    assert (before.rate_after(), before.rate_after(D("240"))) == (D("120.00"), D("108.00"))
    assert percent_of(D("240"), before.fee) == 10
    owing.offer("240").accept()
    after = finance.position(owing.fresh().project, owing.today)
    assert (after.given_back, after.ceiling_left, after.left) == (D("240"), D("480"), D("1360"))
    owing.settle()
    assert finance.position(owing.fresh().project, owing.today) == after


def test_an_offer_that_is_not_accepted_leaves_the_ceiling_alone(owing: MoneyStory) -> None:
    owing.offer("240")
    assert finance.position(owing.project, owing.today).ceiling_left == D("720")
    owing.decline()
    assert finance.position(owing.project, owing.today).given_back == 0


def test_after_its_days_nothing_of_the_ceiling_is_left(owing: MoneyStory) -> None:
    owing.project.delivered_on = owing.today - timedelta(days=61)
    owing.project.save()
    position = finance.position(owing.project, owing.today)
    assert (position.ceiling, position.ceiling_left) == (D("720"), 0)


def test_a_correction_gives_the_ceiling_back_what_it_took(owing: MoneyStory) -> None:
    line = given_away(owing, "240")
    ledger.correct(line, to=D("200"), note="Sent less", now=owing.now)
    assert finance.position(owing.project, owing.today).ceiling_left == D("520")
    assert sums.refunded(owing.project) == D("200")


def test_a_void_invoice_is_neither_paid_nor_open(owing: MoneyStory) -> None:
    owing.bill("500", paid=False, voided_on=owing.today)
    owing.bill("300", paid=False)
    position = finance.position(owing.project, owing.today)
    assert (position.paid, position.open) == (D("2400"), D("300"))


def test_a_discount_makes_what_is_open_and_then_what_was_paid_smaller(owing: MoneyStory) -> None:
    invoice = owing.bill("600", paid=False)
    owing.offer("100", kind="discount", invoice=invoice).accept()
    position = finance.position(owing.project, owing.today)
    assert (position.paid, position.open) == (D("2400"), D("500"))
    assert sums.open_on(invoice) == D("500")
    Invoice.objects.filter(pk=invoice.pk).update(paid_on=owing.today)
    position = finance.position(owing.project, owing.today)
    assert (position.paid, position.open) == (D("2900"), 0)


def test_a_used_credit_makes_the_invoice_smaller_it_was_used_on(owing: MoneyStory) -> None:
    credit = given_away(owing, "100", "goodwill_credit")
    invoice = owing.bill("600", paid=False, issued_on=owing.today)
    assert sums.open_on(invoice) == D("600")
    ledger.redeem(credit, invoice=invoice, at=owing.now, now=owing.now)
    assert sums.open_on(invoice) == D("500")
    assert finance.position(owing.project, owing.today).open == D("500")


# Hours and cost -------------------------------------------------------------------------------


def test_hours_are_counted_once(owing: MoneyStory) -> None:
    """Own hours, rounds without a delivery, deliveries, and the total of a closed complaint."""
    project = owing.project
    assert finance.effort_on(project).hours is None
    rounds.add_round(project=project, type="correction", hours=D("1.5"))
    assert finance.effort_on(project).hours == D("1.5")
    owing.offer().accept()
    owing.settle()
    second = owing.another()
    second.to("in_progress")
    second.deliver(round_type="included", hours=D("4"))
    assert finance.effort_on(project).hours == D("5.5")
    assert project.rounds.filter(hours=4).count() == 1
    second.confirm()
    second.close(hours_total=D("6"), direct_cost=D("12.50"))
    assert finance.effort_on(project) == finance.Effort(D("7.5"), D("12.50"))
    project.hours_spent, project.outlays = D("20"), D("30")
    project.save()
    assert finance.effort_on(project) == finance.Effort(D("27.5"), D("42.50"))


def test_a_delivery_without_a_round_brings_its_hours_too(tale: MoneyStory) -> None:
    tale.to("in_progress")
    tale.deliver(round_type="correction", hours=D("2.25"))
    assert finance.effort_on(tale.project).hours == D("2.25")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mine", "rate", "hours", "outlays", "cost", "gap"),
    [
        ("EUR", "40", "10", "30", "430", ""),
        ("EUR", "40", "10", None, "400", ""),
        ("EUR", "40", None, "30", "30", "No hours are noted."),
        ("EUR", None, "10", "30", "30", "Your own cost of an hour is not set"),
        ("EUR", None, "10", None, None, "Your own cost of an hour is not set"),
        ("GBP", "40", "10", "30", "30", "Your own cost of an hour is in GBP"),
        ("GBP", "40", "10", None, None, "Your own cost of an hour is in GBP"),
        ("EUR", "0", "10", None, "0", ""),
    ],
)
def test_what_it_cost_so_far_never_mixes_currencies(
    mine: str,
    rate: str | None,
    hours: str | None,
    outlays: str | None,
    cost: str | None,
    gap: str,
) -> None:
    user = UserFactory(
        preferences__currency=mine, preferences__hourly_cost=D(rate) if rate else None
    )
    project = ProjectFactory(
        owner=user,
        currency="EUR",
        hours_spent=D(hours) if hours else None,
        outlays=D(outlays) if outlays else None,
    )
    position = finance.position(project, TODAY)
    assert position.cost == (None if cost is None else D(cost))
    assert position.cost_gap.startswith(gap)
    assert bool(gap) == bool(position.cost_gap)


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


# A year ---------------------------------------------------------------------------------------


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


# Why an amount cannot be ----------------------------------------------------------------------


def offer_of(kind: str, amount: str, **changes: Any) -> MoneyTerms:
    """Return terms that are not stored."""
    given = {"option": PlanOption(kind=kind), "amount": D(amount), "currency": "EUR"}
    return MoneyTerms(**given | changes)


def against(tale: MoneyStory, kind: str, amount: str, **changes: Any) -> str:
    position = finance.position(tale.project, tale.today)
    sentence = finance.against_facts(position, offer_of(kind, amount, **changes), tale.project)
    return sentence.replace("\xa0", " ")


def test_a_refund_is_at_most_what_was_paid_and_is_not_back_yet(owing: MoneyStory) -> None:
    given_away(owing, "240")
    assert against(owing, "partial_refund", "2160") == ""
    refused = "They paid €2,400, of which €2,160 can still go back"
    assert against(owing, "partial_refund", "2160.01") == refused
    assert against(owing, "goodwill_credit", "9999") == ""


def test_a_discount_is_at_most_what_is_open_on_its_invoice(owing: MoneyStory) -> None:
    invoice = owing.bill("600", paid=False)
    owing.offer("100", kind="discount", invoice=invoice).accept()
    assert against(owing, "discount", "500", invoice=invoice) == ""
    assert (
        against(owing, "discount", "500.01", invoice=invoice)
        == f"Only €500 is open on invoice {invoice.number}"
    )
    assert against(owing, "discount", "1") == "Choose the open invoice that the discount is on"


def test_an_offer_in_another_currency_is_refused(owing: MoneyStory) -> None:
    assert "USD and EUR" in against(owing, "partial_refund", "5", currency="USD")


# Similar cases --------------------------------------------------------------------------------


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


# What it costs to look ------------------------------------------------------------------------


def test_a_position_asks_as_little_for_many_lines(
    owing: MoneyStory, django_assert_max_num_queries: Any
) -> None:
    line = given_away(owing, "240")
    for n in range(20):
        ledger.correct(line, to=D(200 - n), note="Again", now=owing.now)
        owing.bill("10")
    project = Project.objects.select_related("owner__preferences").get(pk=owing.project.pk)
    assert Agreement.objects.exists()
    with django_assert_max_num_queries(6):
        finance.position(project, owing.today)
