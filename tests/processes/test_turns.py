"""Whoever waits at a browser is served before the mail, on SQLite, and never for long."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config import turns


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[float]:
    """Count how often a worker looks again, on a clock that only looking moves."""
    settings.VAR_DIR = tmp_path
    waited: list[float] = []
    monkeypatch.setattr(turns.time, "sleep", waited.append)
    monkeypatch.setattr(turns.time, "monotonic", lambda: sum(waited))
    return waited


@pytest.fixture
def on_sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no one write lock")


def answer(method: str, view: Any) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/")
    return turns.PeopleFirst(view)(request)


@pytest.mark.usefixtures("on_sqlite")
@pytest.mark.parametrize(("method", "waits"), [("post", True), ("get", False), ("head", False)])
def test_a_worker_waits_a_moment_while_something_is_changed(
    looks: list[float], method: str, waits: bool
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        turns.let_people_first()
        return HttpResponse("saved")

    assert answer(method, view).content == b"saved"
    assert bool(looks) is waits
    assert sum(looks) == pytest.approx(turns.PATIENCE_SECONDS if waits else 0, abs=0.01)


@pytest.mark.usefixtures("on_sqlite")
def test_a_request_that_fails_is_waited_for_no_longer(looks: list[float]) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        answer("post", view)
    turns.let_people_first()
    assert looks == []


@pytest.mark.usefixtures("on_sqlite")
def test_without_a_data_folder_all_goes_on(looks: list[float], settings: Any) -> None:
    settings.VAR_DIR = settings.VAR_DIR / "gone"
    assert answer("post", lambda request: HttpResponse("saved")).content == b"saved"
    turns.let_people_first()
    assert looks == []


@pytest.fixture
def behind() -> Iterator[None]:
    """Let this connection work as one of a worker does."""
    turns.work_behind_people()
    connection_created.send(type(connection), connection=connection)
    yield
    connection_created.disconnect(dispatch_uid="people first")
    connection.execute_wrappers.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_sqlite", "behind")
def test_a_worker_asks_before_each_transaction_and_not_within(
    looks: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(turns, "let_people_first", lambda: asked.append(1))
    for expected in (1, 2):
        with transaction.atomic(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        assert len(asked) == expected


def test_another_database_needs_no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(MiddlewareNotUsed):
        turns.PeopleFirst(lambda request: HttpResponse())
