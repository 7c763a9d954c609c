"""What the tests of the screens of money share: the answers, and how a page is read."""

import html
import re
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from accounts.formats import plain
from accounts.models import Preferences
from tests.complaints.money import BASIS, MoneyStory
from tests.complaints.story import everything

# What the freelancer types on the money screen beside the amount.
OFFER = {"kind": "partial_refund", "basis": BASIS}


def words(response: HttpResponse) -> str:
    """Return what a reader sees of a page, on one line."""
    text = response.content.decode()
    text = re.sub(r"(?s)<(script|style|svg).*?</\1>", "", text[text.index("<main") :])
    return " ".join(plain(html.unescape(re.sub(r"<[^>]+>", " ", text))).split())


def beside(response: HttpResponse, field: str) -> str:
    """Return what stands in the block of one field."""
    parts = re.split(r'id="div_id_', response.content.decode())
    found = [part for part in parts if part.startswith(f'{field}"')]
    assert found, field
    return " ".join(plain(html.unescape(re.sub(r"<[^>]+>", " ", found[0]))).split())


def known(story: MoneyStory, *, hours: str = "40", cost: str = "30") -> MoneyStory:
    """Note what the project took and what an hour costs."""
    story.project.hours_spent = Decimal(hours)
    story.project.save()
    Preferences.objects.filter(user=story.user).update(hourly_cost=Decimal(cost))
    story.user.refresh_from_db()
    return story


def without_drafts(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: found
        for name, found in rows.items()
        if name not in {"complaints.Draft", "accounts.User"}
    }


def rows_but_drafts() -> dict[str, list[Any]]:
    """Return every row but what is kept of the typing, and who signed in when."""
    return without_drafts(everything())
