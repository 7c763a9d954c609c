"""What the second database sees of the suite: no test is left out, and no luck decides."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.second_database import worth_repeating


def collected(path: Path, *names: str) -> list[Any]:
    return [SimpleNamespace(nodeid=f"{path.name}::{name}", path=path) for name in names]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "test_words.py"
    path.write_text("assert word in page", "utf-8")
    return path


def test_every_test_runs_there_once_and_the_same_one_in_any_order(plain: Path) -> None:
    items = collected(plain, "test_a[2]", "test_b", "test_a[1]", "test_a[3]", "test_c[x]")
    chosen = {"test_words.py::test_a[1]", "test_words.py::test_b", "test_words.py::test_c[x]"}
    assert {item.nodeid for item in worth_repeating(items)} == chosen
    assert {item.nodeid for item in worth_repeating(items[::-1])} == chosen


@pytest.mark.parametrize(
    "line",
    [
        "with pytest.raises(IntegrityError):",
        "@pytest.mark.django_db(transaction=True)",
        "with transaction.atomic():",
        "connection.vendor",
        r'"a\x00b"',
        "2**63",
    ],
)
def test_all_values_run_there_where_a_database_has_ways_of_its_own(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "test_ways.py"
    path.write_text(line, "utf-8")
    items = collected(path, "test_a[1]", "test_a[2]", "test_b")
    assert worth_repeating(items) == items


def test_tests_of_one_name_in_two_files_both_run_there(plain: Path, tmp_path: Path) -> None:
    other = tmp_path / "test_others.py"
    other.write_text("assert True", "utf-8")
    items = collected(plain, "test_a[1]") + collected(other, "test_a[1]")
    assert worth_repeating(items) == items
