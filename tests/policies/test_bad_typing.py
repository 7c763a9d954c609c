"""Whatever is typed into a form about an agreement or a round ends in a page, never in a fault."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import AgreementFactory, PolicyVersionFactory
from tests.policies.page import agreement_answers, project_of, round_answers, signed_in

pytestmark = pytest.mark.django_db

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


def send(client: Client, url: str, answers: dict[str, Any]) -> Any:
    body = "&".join(
        f"{name}={quote(str(value).encode('utf-8', 'surrogatepass'))}"
        for name, value in answers.items()
    )
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


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
