"""The ledger of rounds: what counts, what is refused, what the counters say."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from clients.models import Project
from policies import rounds
from policies.allowance import Allowance, for_project
from policies.cards import agreement_card
from policies.models import RevisionRound
from tests.factories import AgreementFactory, PolicyVersionFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


def project_with(included: int, **version: Any) -> Project:
    """A project whose agreed policy includes this many rounds."""
    project = ProjectFactory(fee_net=Decimal(860), currency="EUR")
    words = PolicyVersionFactory(policy__owner=project.owner, rounds_included=included, **version)
    AgreementFactory(project=project, policy_version=words)
    return project


def before(project: Project, type: str = "included", **answers: Any) -> RevisionRound:
    given = {"today": TODAY, "delivered_on": TODAY, "reason": "for the wait"} | answers
    return rounds.record_round_before(project=project, type=type, **given)


def test_a_delivery_adds_the_next_round() -> None:
    project = project_with(2)
    first = rounds.add_round(project=project, type="included", delivered_on=TODAY)
    second = rounds.add_round(
        project=project, type="correction", requested_on=TODAY, hours=Decimal("1.5")
    )
    assert [(first.number, first.type), (second.number, second.type)] == [
        (1, "included"),
        (2, "correction"),
    ]
    assert not first.is_recorded_by_hand
    assert for_project(project) == Allowance(2, 0, 1, 1, 1, 0)


@pytest.mark.parametrize(
    ("included", "sentence"),
    [
        (0, "The policy includes no round. Is this a correction"),
        (1, "The included round is used. Is this a correction"),
        (2, "Both included rounds are used. Is this a correction"),
        (3, "All 3 included rounds are used. Is this a correction"),
    ],
)
def test_an_included_round_beyond_the_allowance_is_refused(included: int, sentence: str) -> None:
    project = project_with(included)
    for _ in range(included):
        before(project)
    with pytest.raises(rounds.AllowanceUsed, match=sentence) as refusal:
        rounds.add_round(project=project, type="included", delivered_on=TODAY)
    assert refusal.value.allowance == for_project(project)
    assert project.rounds.count() == included


def test_without_an_agreement_no_round_is_included() -> None:
    project = ProjectFactory()
    with pytest.raises(rounds.AllowanceUsed, match="No policy is agreed"):
        before(project)
    assert for_project(project).is_agreed is False


@pytest.mark.parametrize("type", ["correction", "courtesy", "paid_extra"])
def test_other_rounds_are_recorded_when_none_is_left(type: str) -> None:
    project = project_with(0)
    assert before(project, type).number == 1
    assert for_project(project).remaining == 0


def test_a_paid_round_does_not_take_an_included_one() -> None:
    project = project_with(2)
    before(project)
    rounds.add_round(project=project, type="paid_extra", delivered_on=TODAY, quote_accepted=True)
    assert for_project(project) == Allowance(
        included=2, extra_paid=1, used=2, remaining=1, corrections=0, courtesies=0
    )


def test_a_paid_round_waits_for_the_accepted_price() -> None:
    with pytest.raises(rounds.PaidNeedsAcceptedQuote):
        rounds.add_round(project=project_with(1), type="paid_extra", delivered_on=TODAY)


def test_a_courtesy_needs_a_reason() -> None:
    with pytest.raises(rounds.CourtesyNeedsReason) as refusal:
        before(project_with(1), "courtesy", reason="")
    assert refusal.value.field == "reason"


def test_a_round_is_not_delivered_before_it_was_asked_for() -> None:
    with pytest.raises(rounds.DatesReversed):
        rounds.add_round(
            project=project_with(1),
            type="included",
            requested_on=TODAY,
            delivered_on=TODAY - timedelta(days=1),
        )


def test_a_round_of_the_past_is_not_in_the_future() -> None:
    with pytest.raises(rounds.DatesReversed) as refusal:
        before(project_with(1), delivered_on=TODAY + timedelta(days=1))
    assert refusal.value.field == "delivered_on"


def test_an_answer_is_kept_once() -> None:
    line = before(project_with(1))
    stale = RevisionRound.objects.get(pk=line.pk)
    rounds.answer_round(revision_round=line, result="accepted", answered_on=TODAY)
    assert (line.result, line.answered_on) == ("accepted", TODAY)
    with pytest.raises(rounds.AlreadyAnswered):
        rounds.answer_round(revision_round=stale, result="more_needed", answered_on=TODAY)


def test_an_answer_does_not_come_before_the_delivery() -> None:
    line = before(project_with(1))
    with pytest.raises(rounds.DatesReversed):
        rounds.answer_round(
            revision_round=line, result="accepted", answered_on=TODAY - timedelta(days=1)
        )


def test_the_last_round_written_by_hand_can_be_taken_back() -> None:
    project = project_with(2)
    before(project, result="accepted")
    before(project)
    rounds.remove_last_round(project=project)
    assert list(project.rounds.values_list("number", flat=True)) == [1]


@pytest.mark.parametrize("kind", ["none", "answered", "delivery"])
def test_other_rounds_cannot_be_taken_back(kind: str) -> None:
    project = project_with(2)
    if kind == "answered":
        before(project, result="accepted")
    if kind == "delivery":
        before(project)
        rounds.add_round(project=project, type="included", delivered_on=TODAY)
    count = project.rounds.count()
    with pytest.raises(rounds.CannotBeRemoved):
        rounds.remove_last_round(project=project)
    assert project.rounds.count() == count


def test_a_number_is_given_once_per_project() -> None:
    line = before(project_with(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        RevisionRound.objects.create(project=line.project, number=1, type="correction")


@pytest.mark.parametrize(
    ("included", "types", "line", "boxes"),
    [
        (2, ["included"], "1 of 2 rounds used", (1, 1)),
        (3, ["included", "included"], "2 of 3 rounds used", (2, 1)),
        (1, ["included", "paid_extra"], "2 of 2 rounds used", (2, 0)),
        (0, [], "No round is included", (0, 0)),
        (1, [], "0 of 1 round used", (0, 1)),
        (0, ["paid_extra", "correction"], "1 of 1 round used", (1, 0)),
    ],
)
def test_the_card_counts_as_a_punch_card(
    included: int, types: list[str], line: str, boxes: tuple[int, int]
) -> None:
    project = project_with(included)
    for type in types:
        before(project, type)
    card = agreement_card(project, NOW)
    assert card.used_line == line
    assert (card.used_boxes, card.free_boxes) == boxes


def test_the_card_prices_the_next_round_as_the_policy_does() -> None:
    assert agreement_card(project_with(1), NOW).extra == "€120"
    share = {"extra_round_price": None, "currency": "", "extra_round_percent": Decimal(12)}
    assert agreement_card(project_with(1, **share), NOW).extra == "€103.20"


def test_the_card_keeps_the_policy_s_currency_when_the_project_s_changes() -> None:
    project = project_with(1)
    Project.objects.filter(pk=project.pk).update(currency="USD")
    project.refresh_from_db()
    assert agreement_card(project, NOW).extra == "€120"


def test_the_card_of_a_project_without_agreement_says_so() -> None:
    project = ProjectFactory()
    before(project, "correction")
    card = agreement_card(project, NOW)
    assert (card.is_agreed, card.version, card.extra, card.used_line) == (False, None, "", "")
    assert card.also_line == "1 correction"


def test_the_card_costs_two_queries_however_many_rounds_there_are(
    django_assert_num_queries: Any,
) -> None:
    project = project_with(20)
    for _ in range(6):
        before(project)
    with django_assert_num_queries(2):
        assert agreement_card(project, NOW).used_line == "6 of 20 rounds used"


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_do_not_both_take_the_last_round() -> None:
    project = project_with(1)
    results: list[str] = []
    together = threading.Barrier(2)

    def deliver() -> None:
        together.wait()
        try:
            rounds.add_round(project=project, type="included", delivered_on=TODAY)
            results.append("recorded")
        except rounds.AllowanceUsed:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["recorded", "refused"]
    assert project.rounds.count() == 1
