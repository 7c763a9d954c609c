"""The kinds of ceiling: set up in the admin, read by the client, said beside a project."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.formats import plain
from clients.models import Project, ProjectStage
from policies.cards import agreement_card
from policies.models import PolicyVersion
from policies.reading import most_given_back
from policies.wording import Wording, fingerprint
from tests.factories import AgreementFactory, PolicyVersionFactory, ProjectFactory
from tests.policies.admin_page import ADD, GOOD
from tests.policies.page import signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


def errors(response: Any) -> dict[str, list[str]]:
    """Return what the admin says beside its fields."""
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"ceiling_kind": "percent"}, ("percent", Decimal(30), None)),
        ({}, ("percent", Decimal(30), None)),
        (
            {"ceiling_kind": "amount", "ceiling_amount": "500", "ceiling_percent": ""},
            ("amount", Decimal(0), Decimal(500)),
        ),
        ({"ceiling_kind": "stages", "ceiling_percent": ""}, ("stages", Decimal(0), None)),
        # What was typed for another kind is left behind.
        ({"ceiling_kind": "stages", "ceiling_amount": "500"}, ("stages", Decimal(0), None)),
    ],
)
def test_a_policy_keeps_one_kind_of_ceiling(typed: dict[str, str], kept: tuple[Any, ...]) -> None:
    response = signed_in().post(reverse(ADD), GOOD | typed | {"_save": "1"})
    assert response.status_code == 302
    version = PolicyVersion.objects.get()
    assert (version.ceiling_kind, version.ceiling_percent, version.ceiling_amount) == kept


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"ceiling_percent": ""}, "ceiling_percent", "Enter a percentage"),
        ({"ceiling_kind": "amount"}, "ceiling_amount", "Enter an amount above 0"),
        (
            {"ceiling_kind": "amount", "ceiling_amount": "0"},
            "ceiling_amount",
            "Enter an amount above 0",
        ),
        (
            {"ceiling_kind": "amount", "ceiling_amount": "$5"},
            "ceiling_amount",
            "Enter the amount in EUR",
        ),
        ({"ceiling_kind": "dream"}, "ceiling_kind", "Choose what limits how much goes back"),
        (
            {
                "ceiling_kind": "amount",
                "ceiling_amount": "500",
                "currency": "",
                "extra_round_price": "",
                "extra_round_percent": "10",
            },
            "currency",
            "Choose the currency of the price",
        ),
    ],
)
def test_only_what_the_kind_needs_is_asked_for(
    typed: dict[str, str], field: str, sentence: str
) -> None:
    response = signed_in().post(reverse(ADD), GOOD | typed | {"_save": "1"})
    assert errors(response)[field] == [sentence]
    assert not PolicyVersion.objects.exists()


READ = {
    "percent": "That is at most 30 % of the fee (€420), for 60 days",
    "amount": "That is at most €500, for 60 days",
    "stages": "That is at most the price of what is paid and not delivered yet, for 60 days",
}


@pytest.mark.parametrize("kind", READ)
def test_a_client_reads_the_ceiling_in_plain_words(kind: str) -> None:
    amount = Decimal(500) if kind == "amount" else None
    version = PolicyVersionFactory(ceiling_kind=kind, ceiling_amount=amount)
    project = ProjectFactory(owner=version.policy.owner, fee_net=Decimal(1400))
    AgreementFactory(project=project, policy_version=version)
    page = signed_in(project.owner).get(reverse("agreement", args=[project.ref]))
    assert READ[kind] in plain(page.content.decode())


def test_work_by_the_hour_has_its_share_of_what_was_invoiced() -> None:
    version = PolicyVersionFactory()
    project = ProjectFactory(owner=version.policy.owner, fee_net=Decimal(0), charged="hourly")
    assert plain(most_given_back(version, project)) == "30 % of what was invoiced"


@pytest.mark.parametrize(
    ("stage", "line"),
    [
        ((350, 4, 3), "At most €350 for what is not delivered can go back"),
        ((90, 10, 6), "At most €360 for what is not delivered can go back"),
        ((90, 10, 10), "Only what is paid and not delivered can go back, and there is none"),
        (None, "Only what is paid and not delivered can go back, and there is none"),
    ],
)
def test_the_card_of_a_project_names_what_stages_leave(
    stage: tuple[int, int, int] | None, line: str
) -> None:
    version = PolicyVersionFactory(ceiling_kind="stages", ceiling_percent=0)
    project = ProjectFactory(owner=version.policy.owner, fee_net=Decimal(1400))
    AgreementFactory(project=project, policy_version=version)
    project.invoices.create(
        number="1", net=1400, currency="EUR", issued_on="2026-01-05", paid_on="2026-01-09"
    )
    if stage:
        amount, how_many, delivered = stage
        ProjectStage.objects.create(
            project=project,
            number=1,
            what="Panel",
            amount=amount,
            how_many=how_many,
            delivered=delivered,
            delivered_on="2026-02-01",
        )
    card = agreement_card(Project.objects.get(pk=project.pk), NOW)
    assert plain(card.ceiling) == line


def test_the_fingerprint_of_an_older_version_still_holds() -> None:
    """Made from the words of a version before a ceiling could be anything but a share."""
    older = Wording(rounds_included=2, round_means="One list.", new_work_means="More.")
    assert fingerprint(older) == "71e9e0131b577751d81a852c5a4f5594c410d7eb22ba380b17cbc6c05b91476a"
