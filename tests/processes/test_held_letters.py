"""A letter that waits for its turn, and a worker that is killed just as the turn comes."""

import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import Installation

pytestmark = pytest.mark.processes
LIMITS = {"MAIL_LIMIT_FIRST_WEEK_HOUR": "10", "MAIL_LIMIT_NEW_ADDRESS": "5"}
WRITE_THREE = """
from datetime import timedelta
from django.db import transaction
from accounts import clock
from accounts.models import User
from outbox import queue
user, now = User.objects.create_user("mira@studio.test"), clock.now() - timedelta(hours=2)
with transaction.atomic():
    for number in range(3):
        queue.enqueue(
            dedupe_key=f"three:{number}", kind="letter", audience="client", user=user,
            topic="three", to=f"r{number}@example.test", subject="Hello", text="Hello",
            html="", not_after=now + timedelta(days=3), now=now)
"""


@pytest.fixture(scope="module")
def studio(install: Install) -> Installation:
    return install(**LIMITS)


def states(studio: Installation) -> list[str]:
    with closing(sqlite3.connect(studio.folder / "amends.sqlite3")) as database:
        rows = database.execute("SELECT state FROM outbox_outgoingemail ORDER BY dedupe_key")
        return [state for (state,) in rows]


def tick(studio: Installation, crash_at: str = "") -> subprocess.CompletedProcess[str]:
    studio.settings["AMENDS_CRASH_AT"] = crash_at
    return studio.manage("tick")


def test_a_letter_is_neither_lost_nor_doubled_when_its_turn_is_interrupted(
    studio: Installation,
) -> None:
    written = studio.manage("shell", "-v0", "-c", WRITE_THREE)
    assert written.returncode == 0, written.stderr
    assert states(studio) == ["queued", "queued", "held"]

    assert tick(studio, "before_turn").returncode == -9
    assert states(studio) == ["queued", "queued", "held"]
    assert tick(studio, "after_turn").returncode == -9
    assert states(studio) == ["queued"] * 3

    assert tick(studio).returncode == tick(studio).returncode == 0
    assert states(studio) == ["sent"] * 3
    assert len(list((studio.folder / "mail").rglob("*.eml"))) == 3
