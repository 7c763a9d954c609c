"""The ledger: one line for each mail that a server took, beside the database and not in it.

It only serves to notice that the database is older than what really happened.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from outbox.appending import append_lines

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """A mail that went out: its Message-ID, which stands for its key, and when."""

    message_id: str
    at: datetime


def path() -> Path:
    """Return the file of the ledger."""
    return Path(settings.VAR_DIR) / "sent-ledger.jsonl"


def note(message_ids: Iterable[str], at: datetime) -> None:
    """Add mails that were accepted at `at` (UTC), and sync. Raises OSError."""
    stamp = round(at.timestamp(), 3)
    lines = "".join(json.dumps({"k": key, "t": stamp}) + "\n" for key in message_ids)
    with _locked(fcntl.LOCK_SH):
        # Opened each time: the file may have been put aside or written anew meanwhile.
        file = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, mode=0o600)
        try:
            append_lines(file, lines)
            os.fsync(file)
        finally:
            os.close(file)


def entries() -> list[Entry]:
    """Return what the ledger holds, oldest first."""
    try:
        content = path().read_bytes()
    except FileNotFoundError:
        return []
    return list(_read(content))


def _read(content: bytes) -> Iterator[Entry]:
    for line in content.splitlines():
        try:
            read = json.loads(line)
            yield Entry(str(read["k"]), datetime.fromtimestamp(float(read["t"]), UTC))
        except (ValueError, KeyError, TypeError):
            # Cut off by a power cut.
            continue


def put_aside() -> None:
    """Begin a new ledger; the old one keeps the name with `.old`."""
    with _locked(fcntl.LOCK_EX):
        if path().exists():
            os.replace(path(), path().with_suffix(".jsonl.old"))


def forget(before: datetime) -> int:
    """Drop entries older than `before` (UTC) and return how many. Other processes may write."""
    with _locked(fcntl.LOCK_EX):
        known = entries()
        kept = [entry for entry in known if entry.at >= before]
        if len(kept) < len(known):
            _write_anew(kept)
    return len(known) - len(kept)


def _write_anew(kept: Iterable[Entry]) -> None:
    lines = (json.dumps({"k": e.message_id, "t": e.at.timestamp()}) + "\n" for e in kept)
    fresh = path().with_suffix(".tmp")
    file = os.open(fresh, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC, mode=0o600)
    try:
        append_lines(file, "".join(lines))
        os.fsync(file)
    finally:
        os.close(file)
    os.replace(fresh, path())


@contextmanager
def _locked(how: int) -> Iterator[None]:
    """Hold the ledger's lock: shared by those who add, alone for whoever puts another file there.

    It is a file of its own, since the ledger itself is replaced under whoever waits for it.
    """
    file = os.open(path().with_suffix(".lock"), os.O_RDWR | os.O_CREAT, mode=0o600)
    try:
        fcntl.flock(file, how)
        yield
    finally:
        os.close(file)
