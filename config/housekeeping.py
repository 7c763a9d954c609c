"""Once a day: looks whether the database is sound, copies it, and throws away what has had its
time. What goes wrong is tried again an hour later and told on the health page."""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from accounts import form_tokens, once, put_aside
from complaints import uploads
from config import backup, fsqueue
from outbox import health, ledger, purge, tombstones

logger = logging.getLogger(__name__)

# The schedule looks every hour; a little less than a day keeps it at the same time of day.
EVERY = timedelta(hours=23, minutes=30)
TRY_AGAIN = timedelta(minutes=50)
BODIES_KEPT_FOR = timedelta(days=90)
MESSAGES_KEPT_SECONDS = 3600
LABEL = "daily"


class DamagedError(Exception):
    """The database is not sound; carries what SQLite says about it."""


def run(now: datetime) -> bool:
    """Do what is due at `now` (UTC); False when nothing is, or somebody else is at it.

    Each data folder remembers its own turn: it has a ledger and a queue of its own.
    """
    with _alone() as turn:
        if turn is None or not _is_due(turn, now):
            return False
        problems = list(_do_all(now))
        health.beat(health.HOUSEKEEPING, now, detail="; ".join(problems))
        _note_next(turn, now + (TRY_AGAIN if problems else EVERY))
    return True


def _do_all(now: datetime) -> Iterator[str]:
    """Do each piece of work and yield what went wrong; one that fails stops no other."""
    pieces: tuple[tuple[str, Callable[[], object]], ...] = (
        ("backup", lambda: _check_and_copy(now)),
        ("old mails", lambda: purge.bodies(now - BODIES_KEPT_FOR)),
        ("ledger", lambda: ledger.forget(now - ledger.KEPT_FOR)),
        # Only the ledger asks for these.
        ("deleted mails", lambda: tombstones.forget(now - ledger.KEPT_FOR)),
        ("queue", _sweep_queue),
        ("uploads", uploads.sweep),
        ("sent forms", lambda: once.sweep(now - form_tokens.GOOD_FOR)),
        ("forms put aside", lambda: put_aside.sweep(now - put_aside.KEPT_FOR)),
        ("sessions", lambda: call_command("clearsessions")),
        ("log", backup.shorten_log),
    )
    for name, work in pieces:
        try:
            work()
        except Exception as problem:
            logger.exception("Housekeeping could not do: %s", name)
            # Anybody may read the health page; paths and the like are for the log.
            yield f"{name} ({type(problem).__name__})"


def _check_and_copy(now: datetime) -> None:
    damage = backup.damage()
    health.beat(health.SOUNDNESS, now, detail=damage)
    if damage:
        # Copies of what is broken would push out the last good ones.
        raise DamagedError(damage)
    backup.take(LABEL, now)


def _sweep_queue() -> None:
    """Throw away messages that nobody took and files that were taken and left."""
    for folder in (settings.QUEUE_DIR, Path(settings.VAR_DIR) / "queue-done"):
        fsqueue.sweep(folder, older_than=MESSAGES_KEPT_SECONDS)


@contextmanager
def _alone() -> Iterator[int | None]:
    """Open the file that says when the next turn is; None while another process holds it."""
    file = os.open(Path(settings.VAR_DIR) / "housekeeping", os.O_RDWR | os.O_CREAT, mode=0o600)
    try:
        yield file if _has_locked(file) else None
    finally:
        os.close(file)


def _has_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_due(turn: int, now: datetime) -> bool:
    try:
        following = float(os.pread(turn, 40, 0))
    except ValueError:
        return True
    # A turn far ahead was noted while the clock was wrong.
    return not now.timestamp() < following <= (now + EVERY).timestamp()


def _note_next(turn: int, at: datetime) -> None:
    os.pwrite(turn, f"{at.timestamp():020.3f}\n".encode("ascii"), 0)
