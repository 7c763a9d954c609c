"""The table of a fault run, on the screen and as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

from tests.faults.batches import Verdict

HEAD = ("row", "set-up", "planned", "once", "doubled", "lost", "in doubt", "told", "s", "fault")
WIDTHS = (4, 17, 7, 5, 7, 5, 10, 4, 4, 0)


@dataclass
class Result:
    """What one row came to on one set-up."""

    number: str
    key: tuple[int, str]
    title: str
    setup: str
    verdict: Verdict | None = None
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_here: str = ""

    def judge(self, verdict: Verdict, *, doubt: bool, told: bool) -> None:
        """Take the counts and note what the row does not allow."""
        self.verdict = verdict
        if not verdict.planned:
            self.problems.append("Nothing was planned.")
        if verdict.doubled:
            self.problems.append(f"{verdict.doubled} mails arrived twice.")
        if verdict.lost:
            self.problems.append(f"{verdict.lost} reminders are lost.")
        if verdict.uncertain and not doubt:
            self.problems.append(f"{verdict.uncertain} mails are in doubt and should not be.")
        if verdict.told and not told:
            self.problems.append(f"{verdict.told} reminders were not sent.")

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the row."""
        counts: tuple[str, ...] = ("",) * 6
        if self.verdict is not None:
            v = self.verdict
            doubt = f"{v.uncertain} ({v.arrived_in_doubt} in)" if v.uncertain else "0"
            counts = tuple(map(str, (v.planned, v.once, v.doubled, v.lost, doubt, v.told)))
        return (self.number, self.setup, *counts, f"{self.seconds:.0f}", self.title)

    def line(self) -> str:
        """Return the row as one line, with what went wrong."""
        words = "  ".join(
            cell.ljust(width) for cell, width in zip(self.cells(), WIDTHS, strict=True)
        )
        if self.not_here:
            return f"{words}  NOT RUN: {self.not_here}"
        wrong = "".join(f"\n      FAILED: {problem}" for problem in self.problems)
        return words + "".join(f" [{note}]" for note in self.notes) + wrong


def print_table(results: list[Result], elsewhere: dict[str, str]) -> None:
    """Print every row, and why the others are none."""
    print("\n" + "  ".join(word.ljust(width) for word, width in zip(HEAD, WIDTHS, strict=True)))
    for result in results:
        print(result.line())
    print(
        "\nIn doubt (n in): n of them had arrived. Told: refused or taken back, and shown as such."
    )
    for number, reason in elsewhere.items():
        print(f"Row {number}: {reason}.")


def summary(results: list[Result], elsewhere: dict[str, str], took: float) -> dict[str, Any]:
    """Return the table as data."""
    verdicts = [result.verdict for result in results if result.verdict]
    return {
        "seconds": round(took),
        "rows": len(results),
        "planned": sum(verdict.planned for verdict in verdicts),
        "once": sum(verdict.once for verdict in verdicts),
        "doubled": sum(verdict.doubled for verdict in verdicts),
        "lost": sum(verdict.lost for verdict in verdicts),
        "uncertain": sum(verdict.uncertain for verdict in verdicts),
        "failed": sum(1 for result in results if result.problems),
        "table": [asdict(result) for result in results],
        "elsewhere": elsewhere,
    }
