"""Runs the faults: `python -m tests.faults [--long] [--only 1,2b] [--on files|redis]`."""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import brokers, chaos, clocks, databases, mailservers, processes, speed
from tests.faults.report import Result, print_table, summary
from tests.faults.rows import ELSEWHERE, ROWS, NotHere, Row
from tests.faults.servers import Broker, Postgres, missing
from tests.faults.setup import SetUp
from tests.faults.web import sign_in
from tests.smtp_sink import Sink

# Imported for the rows they put on the list.
MODULES = (brokers, chaos, clocks, databases, mailservers, processes, speed)


STOPPING = threading.Event()


def main() -> int:
    """Run what was asked for; returns 1 when a mail was doubled or lost, or a row failed."""
    wanted = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: STOPPING.set())
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="amends-faults-") as folder:
        Path(folder).chmod(0o755)
        setups = list(_setups(Path(folder), wanted.on))
        results: list[Result] = []
        try:
            _together(setups, lambda setup: _run_all(setup, wanted, results))
            for setup in setups:
                _run_rows(setup, [row for row in _rows(setup, wanted) if row.alone], results)
        finally:
            _together(setups, SetUp.close)
    results.sort(key=lambda result: (result.key, result.setup))
    print_table(results, ELSEWHERE)
    took = time.monotonic() - started
    report = summary(results, ELSEWHERE, took)
    report["figures"] = {setup.name: setup.figures for setup in setups}
    report["slowest page more than usual"] = {s.name: round(s.slowest, 3) for s in setups}
    if wanted.json:
        wanted.json.write_text(json.dumps(report, indent=2), "utf-8")
    print(f"{report['rows']} runs in {took:.0f} s; " + _verdict(report))
    left_out = os.environ.get("CI") == "true" and _left_out(results, wanted.on)
    if left_out:
        print("With CI=true every part must run.")
    return int(bool(report["failed"] or report["doubled"] or report["lost"] or left_out))


def _left_out(results: list[Result], on: str | None) -> bool:
    """Return whether this machine could not run something that was asked for."""
    return any(result.not_here for result in results) or (on is None and bool(missing()))


def _verdict(report: dict[str, object]) -> str:
    return f"doubled {report['doubled']}, lost {report['lost']}, failed {report['failed']}."


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the long run and the slow rows too")
    parser.add_argument("--only", default="", help="numbers of rows, separated by commas")
    parser.add_argument("--on", choices=["files", "redis"], help="one of the two set-ups")
    parser.add_argument("--json", type=Path, help="write the table there as JSON")
    return parser.parse_args()


def _setups(folder: Path, on: str | None) -> list[SetUp]:
    found = []
    if on != "redis":
        place = folder / "files"
        place.mkdir()
        found.append(SetUp("SQLite, files", place, Sink(place / "sink.jsonl")))
    lacking = missing()
    if on != "files" and lacking:
        print("NOT RUN: PostgreSQL with Redis; this machine has no " + " and no ".join(lacking))
    elif on != "files":
        place = folder / "redis"
        place.mkdir()
        place.chmod(0o755)
        redis, postgres = Broker(place), Postgres(place / "pg")
        found.append(SetUp("PostgreSQL, Redis", place, Sink(place / "sink.jsonl"), redis, postgres))
    return found


def _together(setups: list[SetUp], what: Callable[[SetUp], None]) -> None:
    """Do something to all set-ups at once and wait for the last."""
    threads = [threading.Thread(target=what, args=(setup,)) for setup in setups]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _rows(setup: SetUp, wanted: argparse.Namespace) -> list[Row]:
    """Return the rows to run; those with settings of their own last, since they cost a restart."""
    numbers = {word for word in wanted.only.split(",") if word}
    fitting = [row for row in sorted(ROWS, key=lambda row: row.key) if row.fits(setup)]
    chosen = [
        row
        for row in fitting
        if (row.number in numbers if numbers else wanted.long or not row.long)
    ]
    return sorted(chosen, key=lambda row: bool(row.settings))


def _run_all(setup: SetUp, wanted: argparse.Namespace, results: list[Result]) -> None:
    try:
        setup.open()
        setup.settle(setup.due(3))
        sign_in(setup)
        _run_rows(setup, [row for row in _rows(setup, wanted) if not row.alone], results)
    except (Exception, KeyboardInterrupt) as problem:
        broken = Result("0", (0, ""), "starting and stopping", setup.name)
        broken.problems.append(f"{type(problem).__name__}: {problem}"[:3000])
        results.append(broken)


def _run_rows(setup: SetUp, rows: list[Row], results: list[Result]) -> None:
    for row in rows:
        if STOPPING.is_set():
            raise KeyboardInterrupt("The run was ended.")
        results.append(_run(row, setup))
        print(results[-1].line(), flush=True)
        if results[-1].problems and not results[-1].not_here:
            setup.recover()


def _run(row: Row, setup: SetUp) -> Result:
    started = time.monotonic()
    result = Result(row.number, row.key, row.title, setup.name)
    setup.notes.clear()
    try:
        setup.use(**row.settings)
        after = row.run(setup)
        setup.settle(after)
        # A jump of the clock makes due what other rows have left; it is under way as well.
        setup.catch_up()
        if not row.doubt:
            setup.clear_up(after)
        result.judge(setup.verdict(after), doubt=row.doubt, told=row.told)
        result.problems += setup.check_mail()
    except NotHere as reason:
        result.not_here = str(reason)
    except Exception as problem:
        result.problems.append(f"{type(problem).__name__}: {problem}"[:600])
        if os.environ.get("FAULTS_LOG"):
            sys.stderr.write(setup.home.log()[-6000:])
    result.notes = list(setup.notes)
    result.seconds = time.monotonic() - started
    return result


if __name__ == "__main__":
    sys.exit(main())
