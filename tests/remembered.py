"""Rows that many tests begin with: worked out once, then written again as they were.

What a test builds first is often the same: a story led to a state by the product's own verbs. The
first time, `remembered` notes what was written; the next time, on rows that are the same, it writes
just that. Where it cannot be sure, the work is done again: on another database than SQLite, outside
the transaction of a test, and wherever anything was written since the last step that it knows.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import time_machine
from django.db import connection
from django.utils import timezone

from accounts import clock
from accounts.formats import locale_code

WRITES = ("INSERT", "UPDATE", "DELETE")


class Kept(NamedTuple):
    """What one step wrote, what it wants called after the commit, and what it returned."""

    writes: list[tuple[str, Any]]
    callbacks: list[tuple[Any, bool]]
    result: Any


class _Memory:
    """What this process has seen, and the last moment at which it knew every row."""

    def __init__(self) -> None:
        self.kept: dict[Any, Kept] = {}
        self.history: tuple[Any, ...] = ()
        self.changes = -1
        self.off = False


_memory = _Memory()


@contextmanager
def forgetting() -> Iterator[None]:
    """Do everything again inside this block: its test changes the product or its settings."""
    before, _memory.off = _memory.off, True
    try:
        yield
    finally:
        _memory.off = before


def starting(*step: Any) -> None:
    """Say that the rows which a test begins with were written just now, as `step` names them."""
    _memory.history, _memory.changes = step, _changes()


def remembered[T](step: Any, work: Callable[[], T], *, first: bool = False) -> T:
    """Return what `work` returns, its rows written; `first` where it asks for no rows before it.

    `step` says all that the work depends on beside the rows.
    """
    if first:
        starting()
    if _memory.off or _changes() == -1 or _changes() != _memory.changes:
        return work()
    key = (_memory.history, step, _surroundings())
    result = _again(_memory.kept[key]) if key in _memory.kept else _watched(key, work)
    starting(*_memory.history, step)
    return result


def _changes() -> int:
    """Return how many rows this connection has changed, ever; -1 where that cannot be known."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return -1
    return connection.connection.total_changes


def _surroundings() -> tuple[Any, ...]:
    """Return what else decides over the rows to come: their next numbers, the reader, the clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        numbers = tuple(cursor.fetchall())
    moment = time_machine.escape_hatch.is_travelling() and clock.now()
    return numbers, locale_code(), timezone.get_current_timezone_name(), moment


def _watched[T](key: Any, work: Callable[[], T]) -> T:
    """Do the work and keep what it wrote, unless it took a part of that back."""
    writes: list[tuple[str, Any]] = []
    history, whole, waiting = _memory.history, [True], len(connection.run_on_commit)

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip().upper()
        if verb.startswith(WRITES):
            writes.append((sql, copy.copy(params)))
            whole[0] &= not many
        elif verb.startswith("ROLLBACK"):
            whole[0] = False
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        result = work()
    _memory.history = history
    if whole[0]:
        callbacks = [(func, robust) for _, func, robust in connection.run_on_commit[waiting:]]
        _memory.kept[key] = Kept(writes, callbacks, copy.deepcopy(result))
    return result


def _again(kept: Kept) -> Any:
    with connection.cursor() as cursor:
        for sql, params in kept.writes:
            cursor.execute(sql, params)
    for func, robust in kept.callbacks:
        connection.run_on_commit.append((set(connection.savepoint_ids), func, robust))
    return copy.deepcopy(kept.result)
