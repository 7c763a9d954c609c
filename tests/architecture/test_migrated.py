"""The kept database of the suite is that of today's migrations, whole, or none at all."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.migrated import copied, keep, kept_file


@pytest.fixture
def app(tmp_path: Path) -> Any:
    path = tmp_path / "app"
    (path / "migrations").mkdir(parents=True)
    (path / "migrations" / "0001_initial.py").write_text("first", "utf-8")
    return SimpleNamespace(label="app", path=str(path))


def opened() -> Any:
    return SimpleNamespace(connection=sqlite3.connect(":memory:"))


def test_a_changed_or_added_migration_is_kept_under_another_name(app: Any, tmp_path: Path) -> None:
    migrations = Path(app.path, "migrations")
    names = [kept_file([app], tmp_path)]
    assert kept_file([app], tmp_path) == names[0]
    (migrations / "0001_initial.py").write_text("fixed", "utf-8")
    names.append(kept_file([app], tmp_path))
    (migrations / "0002_more.py").write_text("", "utf-8")
    names.append(kept_file([app], tmp_path))
    assert len(set(names)) == 3


def test_what_was_kept_is_copied_and_older_ones_go(tmp_path: Path) -> None:
    old, file = tmp_path / "old.sqlite3", tmp_path / "new.sqlite3"
    old.touch()
    made, fresh = opened(), opened()
    made.connection.execute("CREATE TABLE letter (words TEXT)")
    keep(made, file)
    assert [path.name for path in tmp_path.iterdir()] == ["new.sqlite3"]
    assert copied(fresh, file)
    assert fresh.connection.execute("SELECT name FROM sqlite_master").fetchall() == [("letter",)]


def test_nothing_is_copied_where_nothing_was_kept_or_it_was_not_finished(tmp_path: Path) -> None:
    (tmp_path / "new.77").write_bytes(b"half of a database")
    assert not copied(opened(), tmp_path / "new.sqlite3")
