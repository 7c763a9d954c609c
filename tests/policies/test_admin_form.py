"""The form of a policy in the admin: plain errors, every word kept."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from policies.models import Policy, PolicyVersion
from tests.factories import UserFactory
from tests.policies.admin_page import ADD, CHANGE, GOOD, PUBLISH, SECRET, draft
from tests.policies.page import signed_in

pytestmark = pytest.mark.django_db


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
        (
            "round_means",
            "Too short",
            "Say what counts as one round: 20 characters or more, it has 9 now",
        ),
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
        ("extra_round_price", "150.555", "Do you mean 150,555 or 150.56? Enter one of the two"),
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
