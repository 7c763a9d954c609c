"""The tables of a set-up, read, changed and locked behind the back of the app."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg

from tests.faults.servers import Postgres
from tests.processes.installation import Installation


class Tables:
    """What a set-up does with its database; the set-up holds what is named here."""

    home: Installation
    postgres: Postgres | None

    def query(self, sql: str) -> list[Any]:
        """Read rows straight from the database."""
        if self.postgres is not None:
            with psycopg.connect(self.postgres.url, autocommit=True) as link:
                return link.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.home.folder / "amends.sqlite3", timeout=20)) as link:
            return link.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Change rows behind the back of the app."""
        if self.postgres is not None:
            with psycopg.connect(self.postgres.url, autocommit=True) as link:
                link.execute(sql.encode())
            return
        with closing(sqlite3.connect(self.home.folder / "amends.sqlite3", timeout=20)) as link:
            with link:
                link.execute(sql)

    def is_locked(self) -> bool:
        """Return whether somebody holds the one write lock of the SQLite file."""
        file = self.home.folder / "amends.sqlite3"
        with closing(sqlite3.connect(file, timeout=1)) as asking:
            try:
                asking.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            asking.rollback()
        return False

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the SQLite file so that nobody else can write."""
        file = self.home.folder / "amends.sqlite3"
        with closing(sqlite3.connect(file, timeout=20)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
            lock.rollback()
