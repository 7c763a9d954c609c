"""The ledger: one line for each mail that a server took, beside the database and not in it.

It only serves to notice that the database is older than what really happened.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from outbox.appending import append_lines

KEPT_FOR = timedelta(days=90)
_lock = threading.Lock()


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
    with _lock:
        # Opened each time: the file may have been put aside meanwhile.
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
    with _lock:
        if path().exists():
            os.replace(path(), path().with_suffix(".jsonl.old"))


def forget(before: datetime) -> int:
    """Drop entries older than `before` (UTC) and return how many. Other processes may write."""
    kept = [entry for entry in entries() if entry.at >= before]
    dropped = len(entries()) - len(kept)
    if dropped:
        with _lock:
            fresh = path().with_suffix(".tmp")
            lines = (json.dumps({"k": e.message_id, "t": e.at.timestamp()}) for e in kept)
            fresh.write_text("".join(f"{line}\n" for line in lines), "ascii")
            fresh.chmod(0o600)
            os.replace(fresh, path())
    return dropped
