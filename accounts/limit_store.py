"""Where the limits of sign-in and sign-up are counted. While it is away, both are closed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection, transaction

PATIENCE_MS = 2000


class LimitStoreAwayError(Exception):
    """Raised when nobody can say how often something was tried."""


class LimitStore(DatabaseCache):
    """Django's cache in a table, which says so when it cannot count instead of forgetting."""

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return what is kept under `keys`. Raises LimitStoreAwayError."""
        with _asking():
            return super().get_many(keys, version)

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        """Keep `value`. Raises LimitStoreAwayError when it was not kept."""
        made = self.make_and_validate_key(key, version=version)
        # Two that add the same key at once are not a table that is away: the second try changes it.
        if not any(self._base_set("set", made, value, timeout) for _try in range(2)):
            raise LimitStoreAwayError

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        with _asking():
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]

    def _base_delete_many(self, keys: Sequence[str]) -> bool:
        with _asking():
            return bool(super()._base_delete_many(keys))  # type: ignore[misc]


def is_there() -> bool:
    """Return whether the limits can be counted."""
    try:
        cache.get("is-there")
    except LimitStoreAwayError:
        return False
    return True


@contextmanager
def _asking() -> Iterator[None]:
    """Turn what the database says into one error; on PostgreSQL wait for no lock for long."""
    try:
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            yield
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
            yield
    except DatabaseError as problem:
        raise LimitStoreAwayError from problem
