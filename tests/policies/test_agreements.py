"""A client's yes, their no, and starting without either."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from policies import agreements
from policies.models import Agreement, PolicyVersion
from policies.selectors import agreement_in_force, agreements_in_force, earlier_answers
from tests.factories import AgreementFactory, PolicyVersionFactory, ProjectFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


def version_for(project: Any, **fields: Any) -> PolicyVersion:
    return PolicyVersionFactory(policy__owner=project.owner, **fields)


def agree(project: Any, **answers: Any) -> Agreement:
    given = {
        "version": answers.pop("version", None) or version_for(project),
        "method": "call",
        "agreed_by": "Elin Berg",
        "agreed_at": NOW - timedelta(days=1),
        "now": NOW,
    }
    return agreements.record_agreement(project=project, **(given | answers))


def test_a_yes_pins_one_version_and_says_who_when_and_how() -> None:
    project = ProjectFactory()
    agreement = agree(project, method="email", evidence="Yes, fine with us.", special_terms="PDF")
    assert agreement_in_force(project) == agreement
    assert (agreement.state, agreement.method, agreement.agreed_by) == (
        "agreed",
        "email",
        "Elin Berg",
    )
    assert (agreement.evidence, agreement.special_terms) == ("Yes, fine with us.", "PDF")


def test_a_newer_yes_replaces_the_earlier_one() -> None:
    project = ProjectFactory()
    first, second = agree(project), agree(project)
    assert agreement_in_force(project) == second
    assert [(each.pk, each.state) for each in earlier_answers(project)] == [(first.pk, "replaced")]


def test_a_replaced_yes_is_stamped_so_that_reminders_follow() -> None:
    project = ProjectFactory()
    first = agree(project)
    later = NOW + timedelta(days=30)
    agree(project, now=later)
    first.refresh_from_db()
    assert first.changed_at == later


def test_a_yes_right_now_is_not_in_the_future() -> None:
    assert agree(ProjectFactory(), agreed_at=NOW).agreed_at == NOW


@pytest.mark.parametrize(
    ("answers", "error", "field"),
    [
        ({"agreed_at": NOW + timedelta(minutes=1)}, agreements.InTheFuture, "agreed_at"),
        ({"agreed_by": ""}, agreements.NameMissing, "agreed_by"),
        ({"method": "email"}, agreements.EvidenceMissing, "evidence"),
        ({"method": "file"}, agreements.EvidenceMissing, "evidence"),
    ],
)
def test_an_incomplete_yes_is_refused_beside_the_field(
    answers: dict[str, Any], error: type[agreements.AgreementRefused], field: str
) -> None:
    project = ProjectFactory()
    kept = agree(project)
    with pytest.raises(error) as refusal:
        agree(project, **answers)
    assert refusal.value.field == field
    assert agreement_in_force(project) == kept


@pytest.mark.parametrize("method", ["call", "link"])
def test_a_yes_in_a_call_or_by_a_click_needs_no_paper(method: str) -> None:
    assert agree(ProjectFactory(), method=method).evidence == ""


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_only_a_published_version_is_agreed_to(state: str) -> None:
    project = ProjectFactory()
    dates = {"retired_at": NOW} if state == "retired" else {}
    version = version_for(project, state=state, **dates)
    with pytest.raises(agreements.NotPublished):
        agree(project, version=version)


def test_a_stranger_s_version_is_not_agreed_to() -> None:
    with pytest.raises(agreements.NotPublished):
        agree(ProjectFactory(), version=PolicyVersionFactory())
    with pytest.raises(agreements.NotPublished):
        agreements.decline(project=ProjectFactory(), version=PolicyVersionFactory())


def test_a_price_in_another_currency_than_the_fee_is_refused() -> None:
    project = ProjectFactory(currency="USD")
    with pytest.raises(agreements.OtherCurrency, match=r"EUR.*USD"):
        agree(project)


def test_a_share_of_the_fee_fits_every_currency() -> None:
    project = ProjectFactory(currency="USD")
    share = {"extra_round_price": None, "currency": "", "extra_round_percent": Decimal(10)}
    assert agree(project, version=version_for(project, **share)).state == "agreed"


def test_a_no_is_kept_and_leaves_the_agreement_in_force() -> None:
    project = ProjectFactory()
    held = agree(project)
    refused = agreements.decline(project=project, version=version_for(project), note="Too dear")
    assert (refused.state, refused.evidence) == ("declined", "Too dear")
    assert agreement_in_force(project) == held


def test_starting_without_keeps_the_reason_and_stamps_the_project() -> None:
    project = ProjectFactory()
    before = project.changed_at
    agreements.start_without(project=project, reason="An old client, by handshake")
    project.refresh_from_db()
    assert project.started_without_policy == "An old client, by handshake"
    assert project.changed_at > before


def test_starting_without_needs_a_reason() -> None:
    with pytest.raises(agreements.ReasonMissing):
        agreements.start_without(project=ProjectFactory(), reason="")


def test_agreements_of_many_projects_are_read_in_one_query(
    django_assert_num_queries: Any,
) -> None:
    held = [AgreementFactory() for _ in range(3)]
    AgreementFactory(state="replaced")
    projects = [*(each.project for each in held), ProjectFactory()]
    with django_assert_num_queries(1):
        found = agreements_in_force(projects)
        assert {str(each.policy_version) for each in found.values()} == {"Fixed project v1"}
    assert found == {each.project_id: each for each in held}


def test_the_database_keeps_one_agreement_in_force() -> None:
    held = AgreementFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(project=held.project)


@pytest.mark.parametrize("missing", [{"agreed_by": ""}, {"agreed_at": None}, {"method": ""}])
def test_the_database_wants_who_when_and_how(missing: dict[str, Any]) -> None:
    project = ProjectFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(project=project, **missing)
