"""The position of a project: what was paid, is open, cost, went back, and is still left."""

from datetime import timedelta
from typing import Any

import pytest

from clients.models import Invoice, Project
from complaints import finance, sums
from complaints.moves import ledger
from complaints.position import percent_of
from policies import rounds, terms
from policies.models import Agreement
from tests.complaints.figures import TODAY, D, given_away
from tests.complaints.money import MoneyStory
from tests.factories import (
    AgreementFactory,
    ClientFactory,
    ContactFactory,
    PolicyVersionFactory,
    ProjectFactory,
    UserFactory,
)


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
    assert sums.refunded(owing.project).net == D("200")


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
    assert sums.left_of(invoice).net == D("500")
    Invoice.objects.filter(pk=invoice.pk).update(paid_on=owing.today)
    position = finance.position(owing.project, owing.today)
    assert (position.paid, position.open) == (D("2900"), 0)


def test_a_used_credit_makes_the_invoice_smaller_it_was_used_on(owing: MoneyStory) -> None:
    credit = given_away(owing, "100", "goodwill_credit")
    invoice = owing.bill("600", paid=False, issued_on=owing.today)
    assert sums.left_of(invoice).net == D("600")
    ledger.redeem(credit, invoice=invoice, at=owing.now, now=owing.now)
    assert sums.left_of(invoice).net == D("500")
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
