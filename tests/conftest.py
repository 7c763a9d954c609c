"""What every test may use: closed sockets, a mail sink, and what the machine has to offer."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from tests.migrated import Shortcut
from tests.remembered import forgetting
from tests.second_database import worth_repeating
from tests.smtp_sink import Sink

# Playwright's own loop runs in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LACKS = {"browser": "Chromium", "redis": "Redis"}
LACKING = "This machine has no "


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switches that `dev.py test` uses for its second run, on PostgreSQL."""
    parser.addoption(
        "--database-only", action="store_true", help="only tests that use the database in-process"
    )
    parser.addoption(
        "--once-each", action="store_true", help="of these, one of many equal ones on any database"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, by name, what this machine cannot run; with --database-only keep what asks for rows;
    begin with what takes longest."""
    has = {"browser": Path(CHROMIUM).exists(), "redis": bool(shutil.which("redis-server"))}
    for item in items:
        for marker, what in LACKS.items():
            if item.get_closest_marker(marker) and not has[marker]:
                item.add_marker(pytest.mark.skip(reason=f"{LACKING}{what}."))
    if config.getoption("--database-only"):
        items[:] = [item for item in items if _uses_rows(item)]
    if config.getoption("--once-each"):
        items[:] = worth_repeating(items)
    # What takes longest begins first, so that no core is left alone with it at the end.
    items.sort(key=_is_quick)


def _is_quick(item: pytest.Item) -> bool:
    return not any(item.get_closest_marker(name) for name in ("browser", "processes", "redis"))


def _uses_rows(item: pytest.Item) -> bool:
    if not _is_quick(item):
        return False
    fixtures = getattr(item, "fixturenames", [])
    return bool(item.get_closest_marker("django_db")) or bool(
        {"db", "transactional_db", "django_db_setup"} & set(fixtures)
    )


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Name, in the last lines, each part that could not run here."""
    lines = sorted(_missing_parts(terminalreporter))
    for line in lines:
        terminalreporter.write_line(f"NOT RUN: {line}")
    if lines and "NOT_RUN_FILE" in os.environ:
        with Path(os.environ["NOT_RUN_FILE"]).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where every part must run (CI=true), a missing one is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and _missing_parts(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _missing_parts(reporter: Any) -> set[str]:
    skipped = reporter.stats.get("skipped", [])
    reasons = (str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple))
    return {reason.removeprefix("Skipped: ") for reason in reasons if LACKING in reason}


@pytest.fixture(scope="session")
def _shortcut(django_test_environment: None) -> Shortcut:
    shortcut = Shortcut()
    shortcut.begin()
    return shortcut


@pytest.fixture(scope="session")
def django_db_setup(_shortcut: Shortcut, django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the database of the suite, from a copy of the migrated one where there is one."""
    with django_db_blocker.unblock():
        _shortcut.end()


@pytest.fixture(autouse=True)
def _closed_sockets() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered_of_a_changed_product(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test that changes the product or its settings work everything out by itself."""
    # A plugin asks for `monkeypatch` in every test, so that only the test itself can tell.
    patches = "monkeypatch" in signature(request.function).parameters
    with forgetting() if patches or "settings" in request.fixturenames else nullcontext():
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of the machine; Playwright brings none."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": CHROMIUM_ARGUMENTS,
        "headless": True,
    }


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A real SMTP server on 127.0.0.1 that writes down every mail before it answers."""
    server = Sink(log=tmp_path / "sink.jsonl")
    server.start()
    yield server
    server.stop()
