"""From a draft to a published version in the admin, which is then shown and not changed."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from policies.models import Policy
from tests.factories import AgreementFactory, PolicyVersionFactory, UserFactory
from tests.policies.admin_page import CHANGE, DISCARD, GOOD, NEXT, PUBLISH, RETIRE, SECRET, draft
from tests.policies.page import signed_in

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def test_a_published_version_is_shown_and_not_changed() -> None:
    version = PolicyVersionFactory(round_means=SECRET)
    client = signed_in(version.policy.owner)
    url = reverse(CHANGE, args=[version.pk])
    page = client.get(url).content.decode()
    assert SECRET in page
    assert 'name="round_means"' not in page
    assert "New version from this one" in page
    assert client.post(url, GOOD | {"_save": "1"}).status_code == 403
    version.refresh_from_db()
    assert (version.round_means, version.policy.title) == (SECRET, "Fixed project")


def test_publishing_shows_the_page_the_client_reads_first() -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    url = reverse(PUBLISH, args=[version.pk])
    page = client.get(url).content.decode()
    assert SECRET in page
    assert "does not limit them" in page
    version.refresh_from_db()
    assert version.is_draft
    client.post(url)
    version.refresh_from_db()
    assert version.state == "published"


def test_publishing_twice_is_said_and_harmless() -> None:
    version = PolicyVersionFactory()
    stamp = version.published_at
    client = signed_in(version.policy.owner)
    response = client.post(reverse(PUBLISH, args=[version.pk]), follow=True)
    assert "This version is published already." in response.content.decode()
    version.refresh_from_db()
    assert version.published_at == stamp


def test_the_preview_offers_to_retire_the_earlier_version() -> None:
    first = PolicyVersionFactory()
    second = draft(policy=first.policy)
    client = signed_in(first.policy.owner)
    url = reverse(PUBLISH, args=[second.pk])
    assert "Retire v1." in client.get(url).content.decode()
    client.post(url, {"retire_earlier": "1"})
    assert dict(first.policy.versions.values_list("number", "state")) == {
        1: "retired",
        2: "published",
    }


def test_the_action_publish_opens_the_preview_of_one_draft() -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    chosen = {"action": "publish_selected", "_selected_action": [version.pk]}
    response = client.post(reverse("admin:policies_policyversion_changelist"), chosen)
    assert response.url == reverse(PUBLISH, args=[version.pk])
    chosen = {"action": "publish_the_draft", "_selected_action": [version.policy_id]}
    response = client.post(reverse("admin:policies_policy_changelist"), chosen)
    assert response.url == reverse(PUBLISH, args=[version.pk])


def test_the_action_publish_says_when_there_is_no_single_draft() -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    chosen = {"action": "publish_selected", "_selected_action": [version.pk]}
    url = reverse("admin:policies_policyversion_changelist")
    response = client.post(url, chosen, follow=True)
    assert "Choose one draft" in response.content.decode()


def test_retiring_and_the_next_version_are_one_click() -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    client.post(reverse(RETIRE, args=[version.pk]))
    response = client.post(reverse(NEXT, args=[version.pk]))
    states = dict(version.policy.versions.values_list("number", "state"))
    assert states == {1: "retired", 2: "draft"}
    second = version.policy.versions.get(number=2)
    assert response.url == reverse(CHANGE, args=[second.pk])
    again = client.post(reverse(NEXT, args=[version.pk]))
    assert again.url == response.url


def test_publishing_says_what_comes_next() -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    page = client.post(reverse(PUBLISH, args=[version.pk]), follow=True).content.decode()
    assert "Fixed project v1 is published. Clients can agree to it." in page
    assert "agree on it for a project" in page
    assert f'href="{reverse("projects")}"' in page


def test_retiring_says_first_what_it_means() -> None:
    version = PolicyVersionFactory()
    for _ in range(2):
        AgreementFactory(policy_version=version, project__owner=version.policy.owner)
    client = signed_in(version.policy.owner)
    page = client.get(reverse(RETIRE, args=[version.pk])).content.decode()
    assert "2 projects agreed to it and keep it." in page
    assert "This cannot be taken back" in page
    version.refresh_from_db()
    assert version.state == "published"
    client.post(reverse(RETIRE, args=[version.pk]))
    version.refresh_from_db()
    assert version.state == "retired"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_is_not_retired(method: str) -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    page = getattr(client, method)(reverse(RETIRE, args=[version.pk]), follow=True)
    assert "Only a published version can be retired." in page.content.decode()


def test_discarding_shows_what_goes_and_changes_nothing_yet() -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    page = client.get(reverse(DISCARD, args=[version.pk])).content.decode()
    assert SECRET in page
    assert "The policy “Fixed project” goes with it" in page
    assert Policy.objects.filter(pk=version.policy_id).exists()
    answer = client.post(reverse(DISCARD, args=[version.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("policies"), 302)]
    assert "Fixed project v1 is discarded." in answer.content.decode()
    assert not Policy.objects.filter(pk=version.policy_id).exists()


def test_discarding_a_later_draft_leaves_the_others() -> None:
    first = PolicyVersionFactory()
    second = draft(policy=first.policy)
    client = signed_in(first.policy.owner)
    page = client.get(reverse(DISCARD, args=[second.pk])).content.decode()
    assert "The other versions of “Fixed project” stay as they are." in page
    client.post(reverse(DISCARD, args=[second.pk]))
    assert list(first.policy.versions.all()) == [first]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("state", ["published", "retired"])
def test_what_clients_may_have_read_is_not_discarded(method: str, state: str) -> None:
    ended = {"retired_at": LATER} if state == "retired" else {}
    version = PolicyVersionFactory(state=state, **ended)
    AgreementFactory(policy_version=version, project__owner=version.policy.owner)
    client = signed_in(version.policy.owner)
    page = getattr(client, method)(reverse(DISCARD, args=[version.pk]), follow=True)
    assert "This version is published already." in page.content.decode()
    version.refresh_from_db()
    assert version.state == state


def test_what_was_done_to_a_version_stands_in_its_history() -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    client.post(reverse(PUBLISH, args=[version.pk]))
    client.post(reverse(RETIRE, args=[version.pk]))
    url = reverse("admin:policies_policyversion_history", args=[version.pk])
    page = client.get(url).content.decode()
    assert "Fixed project v1 is published." in page
    assert "Fixed project v1 is retired." in page


def test_times_and_amounts_are_written_as_their_reader_writes_them() -> None:
    place = {"preferences__time_zone": "Asia/Tokyo", "preferences__locale": "de"}
    version = PolicyVersionFactory(policy__owner=UserFactory(**place), extra_round_price=1234.5)
    client = signed_in(version.policy.owner)
    page = client.get(reverse("admin:policies_policyversion_changelist")).content.decode()
    # It was published at nine in the morning UTC.
    assert "18:00" in page
    assert "1.234,50" in page
