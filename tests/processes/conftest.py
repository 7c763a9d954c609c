"""Real processes for a module of tests, on a database that is migrated once and copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes.installation import Installation
from tests.smtp_sink import Sink, free_port

Install = Callable[..., Installation]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows."""
    made = Installation(tmp_path_factory.mktemp("migrated"), free_port())
    for command in ("migrate", "createcachetable"):
        done = made.manage(command, "-v0")
        assert done.returncode == 0, done.stderr
    return made.folder / "amends.sqlite3"


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Install]:
    """Make installations that are stopped, and looked after, when the module ends."""
    made: list[Installation] = []

    def make(**settings: str) -> Installation:
        folder = tmp_path_factory.mktemp("var")
        shutil.copy(empty_database, folder / "amends.sqlite3")
        made.append(Installation(folder, free_port(), settings))
        return made[-1]

    yield make
    for installation in made:
        installation.stop()


@pytest.fixture(scope="module")
def far_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    """A mail sink for the whole module."""
    sink = Sink(log=tmp_path_factory.mktemp("sink") / "sink.jsonl")
    sink.start()
    yield sink
    sink.stop()
