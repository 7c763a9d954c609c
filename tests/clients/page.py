"""What the tests of the pages of clients share: a new project, and the errors of a page."""

from typing import Any

MEGABYTE = "x" * 1_000_000
NEW_PROJECT = {
    "new_client": "Kessler Bakery",
    "new_email": "anna@kessler.test",
    "title": "Order form",
    "fee_net": "640",
    "currency": "EUR",
    "state": "active",
}


def errors(answer: Any) -> dict[str, list[str]]:
    """Return what a form that is shown again says beside its fields."""
    assert answer.status_code == 200
    return answer.context["form"].errors
