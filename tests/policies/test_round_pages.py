"""The page of the rounds of a project: recorded, taken back, refused beside the field."""

import pytest
from django.urls import reverse

from policies.models import RevisionRound
from tests.factories import AgreementFactory
from tests.policies.page import round_answers, signed_in

pytestmark = pytest.mark.django_db


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
