"""The suite on another day: what `dev.py test --on` takes, and that every process lives there."""

import importlib.util
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
import time_machine

from tests.processes.conftest import Install
from tests.processes.installation import ROOT

FAR = timedelta(days=400)
ASK = "from accounts import clock; print(clock.now().isoformat())"


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("words", "moment", "others"),
    [
        ([], None, []),
        (["-k", "today"], None, ["-k", "today"]),
        (["--on", "2027-03-28", "-x"], at(2027, 3, 28, 12), ["-x"]),
        (["-x", "--on=2028-02-29"], at(2028, 2, 29, 12), ["-x"]),
        (["--on", "2026-12-31 23:30"], at(2026, 12, 31, 23, 30), []),
        (["--on", "2027-03-28T01:30"], at(2027, 3, 28, 1, 30), []),
        (["--on", "2027-03-28T00:00"], at(2027, 3, 28), []),
        (["--on", "2027-03-28T01:30+02:00"], at(2027, 3, 27, 23, 30), []),
    ],
)
def test_a_day_or_a_moment_is_taken_from_the_arguments(
    dev: ModuleType, words: list[str], moment: datetime | None, others: list[str]
) -> None:
    assert dev.taken_out(words) == (moment, others)


@pytest.mark.parametrize("words", [["--on"], ["--on="], ["--on", "tomorrow"], ["--on", "-x"]])
def test_what_is_no_day_is_refused_with_a_sentence(dev: ModuleType, words: list[str]) -> None:
    with pytest.raises(SystemExit, match="--on takes a date"):
        dev.taken_out(words)


def test_the_clock_is_moved_by_what_lies_between_now_and_then(dev: ModuleType) -> None:
    with time_machine.travel(at(2026, 6, 1, 12), tick=False):
        moved = dev.shifted({"PYTHONPATH": "elsewhere"}, at(2026, 6, 2, 11))
        assert moved["SHIFT_CLOCK"] == str(23 * 3600)
    assert [Path(place).name for place in moved["PYTHONPATH"].split(os.pathsep)] == [
        "shifted",
        "elsewhere",
    ]
    assert dev.shifted({"A": "b"}, None) == {"A": "b"}


@pytest.mark.processes
def test_the_processes_of_an_installation_live_on_that_day(
    dev: ModuleType, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = int(os.environ.get("SHIFT_CLOCK") or 0) + FAR.total_seconds()
    monkeypatch.setenv("PYTHONPATH", str(dev.SHIFTED))
    monkeypatch.setenv("SHIFT_CLOCK", f"{seconds:.0f}")
    told = install().manage("shell", "--no-imports", "-c", ASK)
    assert told.returncode == 0, told.stderr
    ahead = datetime.fromisoformat(told.stdout.strip()) - datetime.now(UTC)
    assert abs(ahead - FAR) < timedelta(days=1)
