"""The pages on which a client's yes or no to a policy is recorded."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from policies.models import Agreement
from tests.factories import AgreementFactory, ContactFactory, PolicyVersionFactory, UserFactory
from tests.policies.page import SECRET, agreement_answers, project_of, signed_in

pytestmark = pytest.mark.django_db


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
