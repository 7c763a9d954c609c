"""How the tests of the pages of the ledger read a page and a file."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from tests.complaints.money import MoneyStory

MEGABYTE = "9" * 1_000_000
Browse = Callable[[MoneyStory], Any]


def plain(page: Any) -> str:
    """Return what a page says, with ordinary spaces."""
    return str(page.content.decode()).replace("\xa0", " ")


def rows_of(page: Any) -> list[dict[str, str]]:
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(page.content.decode("utf-8-sig"))))
