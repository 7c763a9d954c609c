"""How tests look at the rows of the database as they were, and put them back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Take back every row that is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def but_drafts(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out what is kept while typing: a refused page keeps it on purpose."""
    return {name: found for name, found in rows.items() if name != "complaints.Draft"}
