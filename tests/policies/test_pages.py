"""The pages of policies: the list, a version, and what holds for every page about them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import Agreement, Policy, PolicyVersion
from policies.samples import SAMPLES
from tests.factories import AgreementFactory, PolicyVersionFactory, UserFactory
from tests.policies.page import SECRET, signed_in

pytestmark = pytest.mark.django_db


def test_without_a_policy_the_list_offers_the_samples() -> None:
    page = signed_in(UserFactory()).get(reverse("policies")).content.decode()
    assert "No policy yet." in page
    assert "Ten minutes now saves the argument later." in page
    assert page.count("Start from this") == len(SAMPLES)


def test_the_list_shows_versions_states_and_where_they_are_agreed() -> None:
    user = UserFactory()
    version = PolicyVersionFactory(policy__owner=user, policy__title="Studio standard")
    for _ in range(2):
        AgreementFactory(project__owner=user, policy_version=version)
    AgreementFactory(project__owner=user, policy_version=version, state="replaced")
    PolicyVersionFactory(policy=version.policy, state="draft", published_at=None, content_hash="")
    PolicyVersionFactory(policy__title="Somebody else's")
    page = signed_in(user).get(reverse("policies")).content.decode()
    assert "Studio standard" in page
    assert "2 projects" in page
    assert "Edit or publish" in page
    assert "Somebody else" not in page
    assert "Start from a sample" in page


@pytest.mark.parametrize("sample", [each.slug for each in SAMPLES])
def test_one_click_makes_a_draft_from_a_sample(sample: str) -> None:
    user = UserFactory()
    response = signed_in(user).post(reverse("policy_from_sample", args=[sample]))
    version = PolicyVersion.objects.get()
    assert version.policy.owner == user
    assert version.is_draft
    assert response.url == reverse("admin:policies_policyversion_change", args=[version.pk])


def test_opening_a_sample_makes_nothing() -> None:
    client = signed_in(UserFactory())
    assert client.get(reverse("policy_from_sample", args=["retainer"])).status_code == 405
    assert client.post(reverse("policy_from_sample", args=["unheard-of"])).status_code == 404
    assert not Policy.objects.exists()


def test_a_version_reads_as_the_client_reads_it() -> None:
    version = PolicyVersionFactory(rounds_included=2, ceiling_percent=30, ceiling_days=60)
    page = signed_in(version.policy.owner).get(version.get_absolute_url()).content.decode()
    assert "The fee includes two rounds." in page
    assert "Each extra round costs €120, agreed before it starts." in page
    assert "at most 30\N{NO-BREAK SPACE}% of the fee, for 60 days after delivery" in page
    assert "adds to the rights you have by law" in page


def test_the_next_version_opens_for_editing_also_when_it_is_open_already() -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    url = reverse("policy_next_version", args=[version.policy.number, version.number])
    first, again = client.post(url), client.post(url)
    assert first.url == again.url
    assert version.policy.versions.count() == 2


PAGES = [
    ("policy_version", "get"),
    ("policy_next_version", "post"),
    ("agreement", "get"),
    ("agreement", "post"),
    ("agreement_without", "post"),
    ("agreement_declined", "post"),
    ("rounds", "get"),
    ("rounds", "post"),
    ("round_remove", "post"),
]


def address(name: str) -> str:
    held = AgreementFactory(
        project__title=SECRET, policy_version__round_means=SECRET, evidence=SECRET
    )
    version = held.policy_version
    if name.startswith("policy"):
        return reverse(name, args=[version.policy.number, version.number])
    return reverse(name, args=[held.project.ref])


@pytest.mark.parametrize(("name", "method"), PAGES)
def test_a_stranger_finds_nothing(name: str, method: str) -> None:
    response = getattr(signed_in(UserFactory()), method)(address(name), {"reason": "mine now"})
    assert response.status_code == 404
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize(("name", "method"), [*PAGES, ("policies", "get")])
def test_a_visitor_is_asked_to_sign_in(name: str, method: str) -> None:
    url = reverse("policies") if name == "policies" else address(name)
    response = getattr(Client(), method)(url)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "name", ["policy_next_version", "agreement_without", "agreement_declined", "round_remove"]
)
def test_opening_an_address_changes_nothing(name: str) -> None:
    url = address(name)
    owner = Agreement.objects.get().project.owner
    assert signed_in(owner).get(url).status_code == 405


@pytest.mark.parametrize(
    "url", ["/policies/99999999999999999999/v1/", "/policies/1/v99999999999999999999/"]
)
def test_a_number_beyond_every_database_is_no_page(url: str) -> None:
    assert signed_in(UserFactory()).get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_one_row_and_for_three(
    rows: int, django_assert_max_num_queries: Any
) -> None:
    held = AgreementFactory()
    owner = held.project.owner
    for _ in range(rows):
        PolicyVersionFactory(policy__owner=owner)
        AgreementFactory(project=held.project, state="replaced")
    client = signed_in(owner)
    for url in (
        reverse("policies"),
        reverse("agreement", args=[held.project.ref]),
        reverse("rounds", args=[held.project.ref]),
    ):
        with django_assert_max_num_queries(10):
            assert client.get(url).status_code == 200
