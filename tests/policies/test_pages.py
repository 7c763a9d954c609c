"""The pages of policies, agreements and rounds: what they show, refuse and keep."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import Agreement, Policy, PolicyVersion, RevisionRound
from policies.samples import SAMPLES
from tests.factories import (
    AgreementFactory,
    ContactFactory,
    PolicyVersionFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SECRET = "Words that belong to one freelancer only."
BAD = {
    "nul": "\x00",
    "nuls": "a\x00b",
    "surrogate": "\ud800",
    "megabyte": "x" * 1_000_000,
    "digits": "9" * 50,
    "year 9999": "9999-12-31",
    "year 1": "0001-01-01",
    "no day": "2026-02-31",
    "list": "1,2",
    "minus": "-1",
}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def project_of(user: Any = None, **fields: Any) -> Any:
    return ProjectFactory(owner=user or UserFactory(), title="Summer menu", **fields)


def agreement_answers(version: PolicyVersion, **changes: str) -> dict[str, Any]:
    answers = {
        "policy_version": str(version.pk),
        "method": "call",
        "agreed_by": "Elin Berg",
        "agreed_at_day": "2026-01-05",
        "agreed_at_time": "10:30",
        "evidence": "",
        "special_terms": "",
    }
    return answers | changes


def round_answers(**changes: str) -> dict[str, str]:
    answers = {
        "type": "included",
        "reason": "",
        "delivered_on": "2026-01-05",
        "result": "accepted",
    }
    return answers | changes


def send(client: Client, url: str, answers: dict[str, Any]) -> Any:
    body = "&".join(
        f"{name}={quote(str(value).encode('utf-8', 'surrogatepass'))}"
        for name, value in answers.items()
    )
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


# The list and a version


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


# The agreement


def test_a_yes_in_a_call_is_recorded_with_its_local_time() -> None:
    user = UserFactory(preferences__time_zone="Europe/Berlin")
    project = project_of(user)
    version = PolicyVersionFactory(policy__owner=user)
    url = reverse("agreement", args=[project.ref])
    response = signed_in(user).post(url, agreement_answers(version))
    assert response.url == url
    agreement = Agreement.objects.get()
    assert agreement.agreed_at == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    assert (agreement.project, agreement.policy_version) == (project, version)


def test_the_form_starts_with_the_person_one_writes_to() -> None:
    project = project_of()
    PolicyVersionFactory(policy__owner=project.owner)
    ContactFactory(client=project.client, name="Elin Marsh")
    page = signed_in(project.owner).get(reverse("agreement", args=[project.ref]))
    assert 'value="Elin Marsh"' in page.content.decode()


def test_an_agreed_project_shows_what_both_agreed() -> None:
    held = AgreementFactory(special_terms="Print files in CMYK", evidence="Yes, let us do it")
    page = signed_in(held.project.owner).get(reverse("agreement", args=[held.project.ref]))
    content = page.content.decode()
    for words in ("What you both agreed", "Print files in CMYK", "Yes, let us do it", "Elin Berg"):
        assert words in content


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"method": ""}, "method", "Choose how they agreed"),
        ({"method": "dream"}, "method", "Choose how they agreed"),
        ({"agreed_by": " "}, "agreed_by", "Enter the name of the person who agreed"),
        ({"agreed_at_day": ""}, "agreed_at", "Enter the day and the time"),
        ({"agreed_at_day": "2099-01-01"}, "agreed_at", "Enter a moment that is not in the future."),
        ({"agreed_at_day": "9999-12-31"}, "agreed_at", "Enter a date between 1970 and 2100"),
        (
            {"method": "email"},
            "evidence",
            "Paste the line in which they agreed, or say where the file is kept.",
        ),
        ({"policy_version": ""}, "policy_version", "Choose a published version of a policy"),
        ({"policy_version": "999999"}, "policy_version", "Choose a published version of a policy"),
    ],
)
def test_an_incomplete_agreement_is_refused_beside_the_field(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    project = project_of()
    version = PolicyVersionFactory(policy__owner=project.owner)
    answers = agreement_answers(version, special_terms="Kept as typed") | changes
    url = reverse("agreement", args=[project.ref])
    response = signed_in(project.owner).post(url, answers)
    assert dict(response.context["form"].errors) == {field: [sentence]}
    page = response.content.decode()
    assert "Kept as typed" in page
    assert "Error:" in page
    assert not Agreement.objects.exists()


def test_a_stranger_s_version_is_no_choice() -> None:
    project = project_of()
    PolicyVersionFactory(policy__owner=project.owner)
    theirs = PolicyVersionFactory(policy__title=SECRET)
    url = reverse("agreement", args=[project.ref])
    response = signed_in(project.owner).post(url, agreement_answers(theirs))
    assert "policy_version" in response.context["form"].errors
    assert SECRET not in response.content.decode()


def test_without_a_published_policy_the_page_leads_to_writing_one() -> None:
    project = project_of()
    page = signed_in(project.owner).get(reverse("agreement", args=[project.ref]))
    assert "There is no published policy yet." in page.content.decode()


def test_starting_without_keeps_the_reason() -> None:
    project = project_of()
    client = signed_in(project.owner)
    url = reverse("agreement_without", args=[project.ref])
    assert "Say why this project starts" in client.post(url, {"reason": ""}).content.decode()
    response = client.post(url, {"reason": "By handshake"})
    assert response.url == reverse("project", args=[project.ref])
    project.refresh_from_db()
    assert project.started_without_policy == "By handshake"


def test_their_no_is_recorded() -> None:
    project = project_of()
    version = PolicyVersionFactory(policy__owner=project.owner)
    answers = {"declined-policy_version": version.pk, "declined-note": "Too many words"}
    client = signed_in(project.owner)
    client.post(reverse("agreement_declined", args=[project.ref]), answers)
    assert Agreement.objects.get().state == "declined"
    page = client.get(reverse("agreement", args=[project.ref])).content.decode()
    assert "declined" in page


# The rounds


def test_a_round_of_the_past_is_recorded_and_taken_back() -> None:
    held = AgreementFactory()
    client = signed_in(held.project.owner)
    url = reverse("rounds", args=[held.project.ref])
    assert client.post(url, round_answers(result="open")).url == url
    page = client.get(url).content.decode()
    assert "1 of 2 rounds used" in page
    assert "Remove the last round" in page
    client.post(reverse("round_remove", args=[held.project.ref]))
    assert not RevisionRound.objects.exists()


def test_an_answered_round_stays() -> None:
    held = AgreementFactory()
    client = signed_in(held.project.owner)
    client.post(reverse("rounds", args=[held.project.ref]), round_answers())
    page = client.get(reverse("rounds", args=[held.project.ref])).content.decode()
    assert "Remove the last round" not in page
    client.post(reverse("round_remove", args=[held.project.ref]))
    assert RevisionRound.objects.get().result == "accepted"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": ""}, "type"),
        ({"type": "gift"}, "type"),
        ({"type": "courtesy"}, "reason"),
        ({"delivered_on": ""}, "delivered_on"),
        ({"delivered_on": "2099-01-01"}, "delivered_on"),
        ({"delivered_on": "1969-12-31"}, "delivered_on"),
        ({"result": "perhaps"}, "result"),
    ],
)
def test_a_wrong_round_is_refused_beside_the_field(changes: dict[str, str], field: str) -> None:
    held = AgreementFactory()
    url = reverse("rounds", args=[held.project.ref])
    response = signed_in(held.project.owner).post(url, round_answers(**changes))
    assert list(response.context["form"].errors) == [field]
    assert not RevisionRound.objects.exists()


def test_an_included_round_beyond_the_policy_is_answered_with_a_question() -> None:
    held = AgreementFactory()
    client = signed_in(held.project.owner)
    url = reverse("rounds", args=[held.project.ref])
    for _ in range(2):
        client.post(url, round_answers())
    response = client.post(url, round_answers())
    assert response.context["form"].errors["type"] == [
        "Both included rounds are used. Is this a correction, a courtesy or a paid round?"
    ]


# What holds for all of them


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD)
@pytest.mark.parametrize(
    "field",
    [
        "policy_version",
        "method",
        "agreed_by",
        "agreed_at_day",
        "agreed_at_time",
        "evidence",
        "special_terms",
    ],
)
def test_nothing_typed_breaks_the_agreement_form(field: str, typed: str) -> None:
    project = project_of()
    version = PolicyVersionFactory(policy__owner=project.owner)
    answers = agreement_answers(version) | {field: typed}
    response = send(signed_in(project.owner), reverse("agreement", args=[project.ref]), answers)
    assert response.status_code in {200, 302}


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD)
@pytest.mark.parametrize("field", ["type", "reason", "delivered_on", "result"])
def test_nothing_typed_breaks_the_form_of_a_round(field: str, typed: str) -> None:
    held = AgreementFactory()
    url = reverse("rounds", args=[held.project.ref])
    response = send(signed_in(held.project.owner), url, round_answers() | {field: typed})
    assert response.status_code in {200, 302}


@pytest.mark.parametrize("typed", BAD.values(), ids=BAD)
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("agreement_without", "reason"),
        ("agreement_declined", "declined-note"),
        ("agreement_declined", "declined-policy_version"),
    ],
)
def test_nothing_typed_breaks_the_small_forms(name: str, field: str, typed: str) -> None:
    project = project_of()
    PolicyVersionFactory(policy__owner=project.owner)
    response = send(signed_in(project.owner), reverse(name, args=[project.ref]), {field: typed})
    assert response.status_code in {200, 302}


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
