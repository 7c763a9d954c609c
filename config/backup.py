"""Looks after the file of a SQLite database: copies of it, whether it is sound, its log.

A PostgreSQL server does all this by itself, or its owner does; here it is left alone.
"""

import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

KEPT = 7
# A copy that has not been finished for so long never will be.
ABANDONED_SECONDS = 86400
WAIT_SECONDS = 20.0
# Whoever cuts the log keeps others from writing while it waits for those who read.
LOG_WAIT_SECONDS = 1.0


def take(label: str, now: datetime) -> Path | None:
    """Copy the database, while it is in use, to `backups/<label>-<UTC time>.sqlite3`.

    Of each label the latest seven stay. Returns the copy, or None without SQLite; raises
    sqlite3.Error or OSError when it cannot be made.
    """
    if not _is_sqlite():
        return None
    folder = Path(settings.VAR_DIR) / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{uuid.uuid4().hex}.part"
    try:
        _copy_to(unfinished)
        kept = folder / f"{label}-{now.astimezone(UTC):%Y%m%d-%H%M%S}.sqlite3"
        os.replace(unfinished, kept)
    finally:
        unfinished.unlink(missing_ok=True)
    _tidy(folder, label)
    return kept


def damage() -> str:
    """Return what is wrong with the file of the database, or an empty text."""
    if not _is_sqlite():
        return ""
    try:
        with _opened() as rows:
            found = str(rows.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        # Busy, or the disk: that says nothing about the file.
        raise
    except sqlite3.DatabaseError as problem:
        return str(problem)
    return "" if found == "ok" else found


def shorten_log() -> None:
    """Bring the write-ahead log into the database and cut it; does nothing while it is read."""
    if _is_sqlite():
        with _opened(LOG_WAIT_SECONDS) as rows:
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


@contextmanager
def _opened(wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
    """Open the database beside Django, whose connection may be in the middle of something."""
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, timeout=wait)) as rows:
        yield rows


def _copy_to(target: Path) -> None:
    target.touch(mode=0o600)
    with _opened() as rows, closing(sqlite3.connect(target)) as copy:
        rows.backup(copy)
    file = os.open(target, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _tidy(folder: Path, label: str) -> None:
    copies = folder.glob(f"{label}-*.sqlite3")
    for old in sorted(copies, key=lambda copy: copy.stat().st_mtime_ns)[:-KEPT]:
        old.unlink(missing_ok=True)
    for part in folder.glob(".*.part"):
        if time.time() - part.stat().st_mtime > ABANDONED_SECONDS:
            part.unlink(missing_ok=True)
