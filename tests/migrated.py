"""The migrated database of the suite: made once for a set of migrations, kept, and copied.

The name of what is kept is a digest of every migration's bytes, so that a changed one is never met
by an old copy. Django still migrates afterwards, and finds nothing left to do.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created

FOLDER = Path(__file__).resolve().parent.parent / ".pytest_cache" / "migrated"


def kept_file(configs: Iterable[Any], folder: Path = FOLDER) -> Path:
    """Return where the database is kept that the migrations of these apps make."""
    digest = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for app in configs:
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label} {path.name} ".encode() + path.read_bytes())
    return folder / f"{digest.hexdigest()}.sqlite3"


def copied(connection: Any, file: Path) -> bool:
    """Fill the empty database of `connection` with what is kept in `file`, if anything is."""
    if not file.exists():
        return False
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as kept:
        kept.backup(connection.connection)
    return True


def keep(connection: Any, file: Path) -> None:
    """Keep the database of `connection` in `file`, whole or not at all, and forget older ones."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(aside)) as copy:
            connection.connection.backup(copy)
        aside.replace(file)
        for old in set(file.parent.glob("*.sqlite3")) - {file}:
            old.unlink(missing_ok=True)


class Shortcut:
    """Fills the database of the suite when Django opens it, and keeps it when it was migrated."""

    def __init__(self) -> None:
        self.file = kept_file(apps.get_app_configs())
        self.used = False

    def begin(self) -> None:
        """Wait for the first connection."""
        connection_created.connect(self._fill)

    def end(self) -> None:
        """Keep what was made, unless it came from a copy. Nothing is kept of another database."""
        connection_created.disconnect(self._fill)
        if not self.used and _is_ours():
            connection.ensure_connection()
            keep(connection, self.file)

    def _fill(self, connection: Any, **_more: Any) -> None:
        if not self.used and _is_ours():
            self.used = copied(connection, self.file)


def _is_ours() -> bool:
    """Return whether Django talks to the suite's own file by now, and to a file at all."""
    named = connection.settings_dict["TEST"].get("NAME")
    return connection.vendor == "sqlite" and connection.settings_dict["NAME"] == named
