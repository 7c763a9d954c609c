"""What the tests of the pages of policies share: who looks, and what they answer."""

from typing import Any

from django.test import Client

from policies.models import PolicyVersion
from tests.factories import ProjectFactory, UserFactory

SECRET = "Words that belong to one freelancer only."


def signed_in(user: Any = None) -> Client:
    """Return the browser of a user, or of a new one."""
    client = Client()
    client.force_login(user or UserFactory())
    return client


def project_of(user: Any = None, **fields: Any) -> Any:
    """Return a project of a user, or of a new one."""
    return ProjectFactory(owner=user or UserFactory(), title="Summer menu", **fields)


def agreement_answers(version: PolicyVersion, **changes: str) -> dict[str, Any]:
    """Return what records a yes in a call to a version."""
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
    """Return what records an included round of the past."""
    answers = {
        "type": "included",
        "reason": "",
        "delivered_on": "2026-01-05",
        "result": "accepted",
    }
    return answers | changes
