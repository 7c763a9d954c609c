"""The list of fault rows: what is done, to which set-up, and what may come of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.setup import SetUp

Run = Callable[[SetUp], int]
FILES, REDIS = "files", "redis"
ROWS: list["Row"] = []


class NotHere(Exception):
    """This machine cannot run the row, for the reason given."""


@dataclass(frozen=True)
class Row:
    """One fault. `run` injects it and returns the batch that was under way."""

    number: str
    title: str
    run: Run
    only: str = ""
    # Whether mails may stay in doubt, or be refused with a reason that is shown.
    doubt: bool = False
    told: bool = False
    settings: dict[str, str] = field(default_factory=dict)
    long: bool = False
    # Whether nothing else may run meanwhile.
    alone: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """What rows are sorted by."""
        digits = "".join(c for c in self.number if c.isdigit())
        return int(digits) + {"C": 100, "S": 200}.get(self.number[0], 0), self.number

    def fits(self, setup: SetUp) -> bool:
        """Return whether the row says something about this set-up."""
        return not self.only or (self.only == FILES) == setup.has_files


def row(
    number: str,
    title: str,
    *,
    only: str = "",
    doubt: bool = False,
    told: bool = False,
    long: bool = False,
    alone: bool = False,
    **settings: str,
) -> Callable[[Run], Run]:
    """Put a function on the list."""

    def add(run: Run) -> Run:
        ROWS.append(Row(number, title, run, only, doubt, told, settings, long, alone))
        return run

    return add


# Rows of the matrix that are no run of their own here, and why.
ELSEWHERE = {
    "6": "no pool children here: workers send from threads, which die with their process (row 1)",
    "9": "always on: every row runs with two workers and two beats",
    "26b": "a real power cut needs a machine that can lose its power; row 26 opens copies instead",
    "31": "tests/complaints/test_planning_reminders.py moves dates away and back",
    "33": "tests/complaints: the table of clock changes is simulated minute by minute",
    "34": "tests/complaints: zone and hour changes derive the moments again",
    "38": "no provider with delivery reports is built in yet, so none can be doubled",
    "39": "there is one released version of the tables, so no older code can run beside it",
    "40": "PgBouncer is not on this machine; no session locks are used",
}
