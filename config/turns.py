"""SQLite has one write lock for all: whoever waits at a browser gets it before the mail does.

A request that changes something holds a shared lock on a file while it runs. A worker looks for
that lock before each transaction and waits, though never for long: a slow request must not stop
the mail. PostgreSQL locks rows and needs none of this.
"""

import fcntl
import os
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

FILE = "people-first.lock"
READING = ("GET", "HEAD", "OPTIONS", "TRACE")
PATIENCE_SECONDS = 0.25
LOOK_AGAIN_SECONDS = 0.005


class PeopleFirst:
    """The middleware: says to the workers that somebody waits for a change to be saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if connection.vendor != "sqlite":
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer `request`, in front of all mail when it may change something."""
        if request.method in READING:
            return self._get_response(request)
        file = _open()
        if file is None:
            return self._get_response(request)
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
            return self._get_response(request)
        finally:
            os.close(file)


def let_people_first() -> None:
    """Wait while a request is changing something, a quarter of a second at most."""
    file = _open()
    if file is None:
        return
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while _is_held(file) and time.monotonic() < until:
            time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        os.close(file)


def work_behind_people() -> None:
    """Let every transaction that begins in this process wait for its turn."""
    connection_created.connect(_watch, dispatch_uid="people first")


def _watch(connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite" and _wait_before not in connection.execute_wrappers:
        connection.execute_wrappers.append(_wait_before)


def _wait_before(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if sql.startswith("BEGIN"):
        let_people_first()
    return execute(sql, params, many, context)


def _is_held(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _open() -> int | None:
    """Return the opened file; None when the data folder gives none, and all goes on as ever."""
    try:
        return os.open(settings.VAR_DIR / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
