"""Which tests run again on PostgreSQL: each that asks for rows, with all values where they matter.

Most tests with many values ask what the product decides, and that is the same on every database.
So each test meets the second database once. All its values do where its file speaks of what a
database does its own way: constraints, transactions, threads, raw questions, bytes, plans.
"""

import re
from functools import cache
from pathlib import Path

import pytest

WAYS = re.compile(
    r"\bconnection\.|IntegrityError|DataError|\batomic\b|transaction=True|\bThread\b"
    r"|select_for_update|\bexplain\b|\\x00|\\0|\bNUL\b|\*\* ?(?:31|63)"
)


@cache
def speaks_of_the_database(path: Path) -> bool:
    """Return whether the tests in this file are about what a database does its own way."""
    return bool(WAYS.search(path.read_text("utf-8")))


def worth_repeating(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that run again, in their order: always the same ones, whatever that is."""
    first: dict[str, str] = {}
    for item in items:
        name = _function(item)
        first[name] = min(first.get(name, item.nodeid), item.nodeid)
    return [
        item
        for item in items
        if first[_function(item)] == item.nodeid or speaks_of_the_database(item.path)
    ]


def _function(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]
