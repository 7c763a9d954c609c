"""The admin pages of policies: only one's own, plain errors, nothing published is changed."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import Policy, PolicyVersion
from tests.factories import PolicyFactory, PolicyVersionFactory, UserFactory

pytestmark = pytest.mark.django_db

ADD = "admin:policies_policyversion_add"
CHANGE = "admin:policies_policyversion_change"
PUBLISH = "admin:policies_policyversion_publish"
RETIRE = "admin:policies_policyversion_retire"
NEXT = "admin:policies_policyversion_next"
SECRET = "Words only their owner may read, or their clients."

GOOD = {
    "title": "Studio",
    "rounds_included": "3",
    "round_means": "One list of changes to one draft, sent together.",
    "not_counted": "My own errors against the brief.",
    "new_work_means": "Whatever the brief does not mention at all.",
    "extra_round_price": "150",
    "currency": "EUR",
    "extra_round_percent": "",
    "turnaround_days": "3",
    "feedback_window_days": "5",
    "refund_stance": "First a revision, then part of the fee.",
    "ceiling_percent": "30",
    "ceiling_days": "60",
}


def signed_in(user: Any = None) -> Client:
    client = Client()
    client.force_login(user or UserFactory())
    return client


def draft(**fields: Any) -> PolicyVersion:
    nothing = {"state": "draft", "published_at": None, "content_hash": ""}
    return PolicyVersionFactory(round_means=SECRET, **(nothing | fields))


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_a_freelancer_writes_a_policy_in_one_form() -> None:
    user = UserFactory()
    response = signed_in(user).post(reverse(ADD), GOOD | {"_save": "1"})
    assert response.status_code == 302
    version = PolicyVersion.objects.get()
    assert (version.policy.owner, version.policy.number) == (user, 1)
    assert (version.policy.title, version.number, version.state) == ("Studio", 1, "draft")
    assert (version.extra_round_price, version.currency) == (150, "EUR")


def test_the_new_form_starts_with_the_preset_words_and_the_own_currency() -> None:
    page = signed_in(UserFactory(preferences__currency="CHF")).get(reverse(ADD))
    content = page.content.decode()
    assert "Anything where I did not follow the brief we agreed." in content
    assert '<option value="CHF" selected>' in content


def test_adding_a_policy_opens_the_form_of_its_first_version() -> None:
    response = signed_in().get(reverse("admin:policies_policy_add"))
    assert response.url == reverse(ADD)


def test_save_and_look_at_it_leads_to_the_preview() -> None:
    response = signed_in().post(reverse(ADD), GOOD | {"_publish": "1"})
    assert response.url == reverse(PUBLISH, args=[PolicyVersion.objects.get().pk])


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Enter a policy name"),
        ("title", "   ", "Enter a policy name"),
        ("rounds_included", "21", "Rounds must be between 0 and 20"),
        ("rounds_included", "-1", "Rounds must be between 0 and 20"),
        ("rounds_included", "two", "Rounds must be between 0 and 20"),
        ("rounds_included", "9" * 400, "Rounds must be between 0 and 20"),
        ("round_means", "Too short", "Say what counts as one round"),
        ("round_means", "", "Say what counts as one round"),
        ("new_work_means", "", "Say what counts as new work"),
        ("not_counted", "", "Say what never counts as a round"),
        ("refund_stance", "", "Say how refunds work"),
        ("turnaround_days", "0", "Turnaround must be between 1 and 60 working days"),
        (
            "feedback_window_days",
            "61",
            "The feedback window must be between 1 and 60 working days",
        ),
        ("ceiling_percent", "101", "Enter a percentage between 0 and 100"),
        ("ceiling_days", "731", "Days must be between 1 and 730"),
        (
            "extra_round_price",
            "",
            "Enter the price of an extra round, as an amount or as % of the fee",
        ),
        ("extra_round_price", "-5", "Enter an amount of 0 or more"),
        ("extra_round_price", "150.555", "Enter an amount with at most 2 decimals for EUR"),
        ("currency", "", "Choose the currency of the price"),
        ("currency", "XYZ", "Choose a currency from the list"),
        (
            "extra_round_percent",
            "10",
            "Leave this empty, or take the amount away: one price is enough",
        ),
    ],
)
def test_a_wrong_answer_gets_its_sentence_beside_the_field(
    field: str, typed: str, sentence: str
) -> None:
    response = signed_in().post(reverse(ADD), GOOD | {field: typed})
    assert errors(response) == {field: [sentence]}
    assert not Policy.objects.exists()


@pytest.mark.parametrize("field", sorted(GOOD))
@pytest.mark.parametrize(
    "typed",
    ["\x00", "a\x00b" * 10, "\ud800" * 30, "x" * 1_000_000, "9" * 50, "１２", "\u202e" * 25],
    ids=["nul", "nuls", "surrogate", "megabyte", "digits", "fullwidth", "override"],
)
def test_nothing_typed_into_any_field_breaks_the_form(field: str, typed: str) -> None:
    body = "&".join(
        f"{name}={_sent(typed if name == field else value)}" for name, value in GOOD.items()
    )
    response = signed_in().post(
        reverse(ADD), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert set(errors(response)) <= {field, "currency", "extra_round_price"}


def _sent(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


def test_a_refused_form_keeps_what_was_typed() -> None:
    words = "A long thought about what counts as new work."
    response = signed_in().post(reverse(ADD), GOOD | {"title": "", "new_work_means": words})
    assert words in response.content.decode()


def test_a_price_in_percent_needs_no_currency() -> None:
    share = {"extra_round_price": "", "extra_round_percent": "12.5 %", "currency": "EUR"}
    signed_in().post(reverse(ADD), GOOD | share | {"_save": "1"})
    version = PolicyVersion.objects.get()
    assert (version.extra_round_price, version.currency) == (None, "")
    assert version.extra_round_percent == Decimal("12.5")


def test_a_draft_is_edited_and_renamed() -> None:
    version = draft()
    client = signed_in(version.policy.owner)
    url = reverse(CHANGE, args=[version.pk])
    assert SECRET in client.get(url).content.decode()
    assert client.post(url, GOOD | {"_save": "1"}).status_code == 302
    version.refresh_from_db()
    assert (version.rounds_included, version.policy.title) == (3, "Studio")


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


@pytest.mark.parametrize("name", [RETIRE, NEXT])
def test_opening_an_address_changes_nothing(name: str) -> None:
    version = PolicyVersionFactory()
    client = signed_in(version.policy.owner)
    assert client.get(reverse(name, args=[version.pk])).status_code == 405
    assert version.policy.versions.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [CHANGE, PUBLISH, RETIRE, NEXT])
def test_a_stranger_finds_nothing(name: str, method: str) -> None:
    version = draft()
    client = signed_in()
    response = getattr(client, method)(reverse(name, args=[version.pk]), GOOD)
    expected = 405 if method == "get" and name in {RETIRE, NEXT} else 404
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
    formset = {
        "versions-TOTAL_FORMS": "1",
        "versions-INITIAL_FORMS": "1",
        "versions-0-id": version.pk,
        "versions-0-policy": version.policy_id,
    }
    response = client.post(url, {"title": "Atelier", **formset})
    assert response.status_code == 302
    version.policy.refresh_from_db()
    assert version.policy.title == "Atelier"


@pytest.mark.parametrize("rows", [1, 5])
def test_the_lists_cost_the_same_for_one_row_and_for_five(
    rows: int, django_assert_max_num_queries: Any
) -> None:
    user = UserFactory()
    for _ in range(rows):
        PolicyVersionFactory(policy__owner=user)
    client = signed_in(user)
    for model in ("policy", "policyversion"):
        with django_assert_max_num_queries(9):
            client.get(reverse(f"admin:policies_{model}_changelist"))
