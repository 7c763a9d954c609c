"""Writes the states of a question into its SQL: SQLite knows a partial index only by its words."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Value


class Literal(Value):
    """A word that stands in the SQL itself and not beside it as a parameter."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the word in quotes; raises ValueError for what is no plain word of ours."""
        word = str(self.value)
        if not (word.isascii() and word.isidentifier()):
            raise ValueError(f"{word!r} is not a word of ours.")
        return f"'{word}'", ()


def literally(states: Iterable[str]) -> list[Literal]:
    """Return `states` for `state__in`, in the order in which the index names them."""
    return [Literal(str(state)) for state in states]
