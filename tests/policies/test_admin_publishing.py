"""From a draft to a published version in the admin, which is then shown and not changed."""

import pytest
from django.urls import reverse

from tests.factories import PolicyVersionFactory
from tests.policies.admin_page import CHANGE, GOOD, NEXT, PUBLISH, RETIRE, SECRET, draft
from tests.policies.page import signed_in

pytestmark = pytest.mark.django_db


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
