"""A moment to start from, and a short way to queue a mail."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from outbox import queue
from outbox.models import OutgoingEmail

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
Post = Callable[..., OutgoingEmail]


@pytest.fixture
def now() -> datetime:
    """Monday 1 March 2027, nine in the morning, UTC."""
    return NOW


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def post(db: None) -> Post:
    """Queue a mail; every part of it may be named."""

    def enqueue(key: str = "letter:1", **parts: Any) -> OutgoingEmail:
        defaults = {
            "kind": "letter",
            "audience": "client",
            "user": None,
            "topic": "complaint:7",
            "to": "ana@client.test",
            "subject": "About your website",
            "text": "Thank you for telling me.",
            "html": "<p>Thank you for telling me.</p>",
            "not_after": NOW + timedelta(days=3),
            "now": NOW,
        }
        with transaction.atomic():
            return queue.enqueue(dedupe_key=key, **{**defaults, **parts})

    return enqueue
