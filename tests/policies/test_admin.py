"""The admin pages of policies: whose they are, what they list, and at what cost."""

import pytest
from django.urls import reverse

from policies.models import PolicyVersion
from tests.factories import PolicyFactory, PolicyVersionFactory, UserFactory
from tests.policies.admin_page import CHANGE, DISCARD, GOOD, NEXT, PUBLISH, RETIRE, SECRET, draft
from tests.policies.page import signed_in

pytestmark = pytest.mark.django_db


def test_the_next_version_is_not_made_by_opening_an_address() -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    assert client.get(reverse(NEXT, args=[version.pk])).status_code == 405
    assert version.policy.versions.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [CHANGE, PUBLISH, RETIRE, DISCARD, NEXT])
def test_a_stranger_finds_nothing(name: str, method: str) -> None:
    version = draft()
    client = signed_in()
    typed = GOOD if method == "post" else {}
    response = getattr(client, method)(reverse(name, args=[version.pk]), typed)
    expected = 405 if method == "get" and name == NEXT else 404
    assert response.status_code == expected
    assert SECRET not in response.content.decode()
    version.refresh_from_db()
    assert (version.state, version.round_means) == ("draft", SECRET)


def test_a_stranger_s_policy_is_no_page_either() -> None:
    policy = PolicyFactory()
    for name in ("change", "history"):
        url = reverse(f"admin:policies_policy_{name}", args=[policy.pk])
        assert signed_in().get(url).status_code == 404


@pytest.mark.parametrize("model", ["policy", "policyversion"])
def test_lists_show_only_one_s_own_rows(model: str) -> None:
    mine = PolicyVersionFactory(policy__title="My own policy")
    PolicyVersionFactory(policy__title="Somebody else's policy")
    url = reverse(f"admin:policies_{model}_changelist")
    page = signed_in(mine.policy.owner).get(url).content.decode()
    assert "My own policy" in page
    assert "Somebody else" not in page


@pytest.mark.parametrize("model", ["policy", "policyversion"])
def test_who_sees_rows_of_everybody_is_told_whose_each_is(model: str) -> None:
    owner = PolicyVersionFactory().policy.owner
    url = reverse(f"admin:policies_{model}_changelist")
    everybodys = signed_in(UserFactory(is_superuser=True)).get(url).content.decode()
    own = signed_in(owner).get(url).content.decode()
    # Above it stands who is signed in.
    assert owner.email in everybodys.partition("<main")[2]
    assert owner.email not in own.partition("<main")[2]


def test_who_runs_the_server_sees_every_policy() -> None:
    theirs = PolicyVersionFactory(policy__title="Somebody's policy")
    client = signed_in(UserFactory(is_superuser=True))
    assert "Somebody&#x27;s policy" in client.get(
        reverse("admin:policies_policy_changelist")
    ).content.decode().replace("&#39;", "&#x27;")
    assert client.get(reverse(CHANGE, args=[theirs.pk])).status_code == 200


@pytest.mark.parametrize("model", ["policy", "policyversion"])
def test_nothing_is_deleted_in_the_admin(model: str) -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    pk = version.policy_id if model == "policy" else version.pk
    url = reverse(f"admin:policies_{model}_delete", args=[pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert PolicyVersion.objects.filter(pk=version.pk).exists()


def test_a_policy_is_renamed_and_its_versions_are_listed() -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    url = reverse("admin:policies_policy_change", args=[version.policy_id])
    page = client.get(url)
    assert "€120" in page.content.decode()
    response = client.post(url, {"title": "Atelier"})
    assert response.status_code == 302
    version.policy.refresh_from_db()
    assert version.policy.title == "Atelier"


def test_a_policy_without_a_name_is_asked_for_one() -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    url = reverse("admin:policies_policy_change", args=[version.policy_id])
    answer = client.post(url, {"title": " "})
    assert "Enter a policy name" in answer.content.decode()
    version.policy.refresh_from_db()
    assert version.policy.title == "Fixed project"
