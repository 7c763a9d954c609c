"""The database that the fuzz may ruin: made once, kept aside, and put back every few requests."""

import shutil
from pathlib import Path

from django.db import connection, connections


class SqliteCopy:
    """A file beside the database."""

    def __init__(self) -> None:
        self.file = Path(str(connection.settings_dict["NAME"]))
        self.kept = self.file.with_suffix(".kept")

    def keep(self) -> None:
        """Keep the database as it is now."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        shutil.copyfile(self.file, self.kept)

    def put_back(self) -> None:
        """Make the database what it was when it was kept."""
        connections.close_all()
        for name in (f"{self.file}-wal", f"{self.file}-shm"):
            Path(name).unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)


class PostgresqlCopy:
    """A second database on the same server, used as a template."""

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])

    def keep(self) -> None:
        """Keep the database as it is now."""
        self._replace(f"{self.name}_kept", self.name)

    def put_back(self) -> None:
        """Make the database what it was when it was kept."""
        self._replace(self.name, f"{self.name}_kept")

    def _replace(self, target: str, source: str) -> None:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def the_copy() -> SqliteCopy | PostgresqlCopy:
    """Return what can put back the database in use."""
    return SqliteCopy() if connection.vendor == "sqlite" else PostgresqlCopy()
