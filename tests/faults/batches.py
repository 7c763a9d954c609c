"""Batches of reminders: planned, waited for, and counted in the rows and at the sink."""

import json
import sqlite3
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tests.faults.tables import Tables
from tests.processes.installation import wait_until
from tests.smtp_sink import Sink

# For a machine with other work to do; a row that is well never waits so long.
PATIENCE = 120
OPEN_STATES = {"queued", "retry", "sending"}


@dataclass(frozen=True)
class Verdict:
    """What became of a batch of reminders, counted at the sink and in the rows."""

    planned: int
    once: int
    doubled: int
    lost: int
    uncertain: int
    arrived_in_doubt: int
    told: int


class Batches(Tables):
    """What a set-up does with batches; the set-up holds what is named here."""

    sink: Sink
    _shift: int
    # First to last reminder of each batch.
    _batches: dict[int, int]

    def due(self, count: int, *, people: int = 0) -> int:
        """Plan `count` reminders that are due now, of one person each or of as many `people`.

        Returns what `verdict` asks for.
        """
        [(last,)] = self.query("SELECT COALESCE(MAX(id), 0) FROM complaints_reminder")
        share = ["--people", str(people)] if people else []
        done = self.home.manage("demo", "--due", str(count), *share)
        assert done.returncode == 0, done.stderr
        [(upto,)] = self.query("SELECT MAX(id) FROM complaints_reminder")
        self._batches[int(last)] = int(upto)
        return int(last)

    def rows(self, after: int) -> list[tuple[str, str, str]]:
        """Return state of the reminder, id of its mail and state of the mail, for a batch."""
        found = self.query(
            "SELECT r.state, m.id, m.state FROM complaints_reminder r"
            " LEFT JOIN outbox_outgoingemail m ON m.id = r.email_id"
            # The sweep may plan others for the same complaints at any time.
            f" WHERE r.id > {int(after)} AND r.id <= {self._batches[after]} AND r.kind = 'R1'"
        )
        return [(r, str(uuid.UUID(str(m))) if m else "", s or "") for r, m, s in found]

    def people(self, after: int) -> set[str]:
        """Return the addresses of those whom a batch reminds."""
        found = self.query(
            "SELECT DISTINCT u.email FROM accounts_user u JOIN complaints_reminder r ON"
            f" r.user_id = u.id WHERE r.id > {int(after)} AND r.id <= {self._batches[after]}"
        )
        return {email for (email,) in found}

    def mails(self, after: int) -> dict[int, str]:
        """Return the mail of each reminder of a batch."""
        found = self.query(
            "SELECT id, email_id FROM complaints_reminder WHERE email_id IS NOT NULL AND"
            f" id > {int(after)} AND id <= {self._batches[after]} AND kind = 'R1'"
        )
        return {int(reminder): str(uuid.UUID(str(mail))) for reminder, mail in found}

    def spread(self, after: int, *, starts: float, seconds: float) -> dict[int, float]:
        """Let a batch become due one by one from `starts` (epoch) on; returns when each is due."""
        rows = self.query(
            "SELECT id FROM complaints_reminder WHERE kind = 'R1' AND"
            f" id > {int(after)} AND id <= {self._batches[after]} ORDER BY id"
        )
        due = {int(pk): starts + seconds * n / len(rows) for n, (pk,) in enumerate(rows)}
        for pk, at in due.items():
            moment = datetime.fromtimestamp(at + self._shift, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            zone = "+00" if self.postgres else ""
            self.change(f"UPDATE complaints_reminder SET due_at = '{moment}{zone}' WHERE id = {pk}")
        return due

    def take_in(self, log: Path) -> None:
        """Add what another sink of this set-up has written down."""
        lines = log.read_text("utf-8").splitlines()
        with self.sink.log.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines if json.loads(line)["mail_id"])

    def is_settled(self, after: int) -> bool:
        """Return whether nothing of a batch is on its way any more."""
        return all(r != "scheduled" and s not in OPEN_STATES for r, _, s in self.rows(after))

    def settle(self, after: int, *, seconds: float = PATIENCE) -> None:
        """Wait until a batch has come to rest."""
        if not wait_until(lambda: self.is_quietly_settled(after), seconds=seconds):
            states = Counter((r, s) for r, _, s in self.rows(after))
            raise AssertionError(f"Still on its way after {seconds:.0f} s: {dict(states)}")

    def clear_up(self, after: int) -> None:
        """Let a sender that was only slow say that its mail arrived; what stays in doubt is
        judged."""
        wait_until(lambda: all(s != "uncertain" for _, _, s in self.rows(after)))

    def catch_up(self) -> None:
        """Wait until nothing at all is due or on its way, by the clock as it stands."""
        now = datetime.fromtimestamp(time.time() + self._shift, UTC).strftime("%Y-%m-%d %H:%M:%S")
        zone = "+00" if self.postgres else ""
        waiting = (
            "SELECT (SELECT COUNT(*) FROM complaints_reminder WHERE state = 'scheduled' AND"
            f" due_at <= '{now}{zone}'), (SELECT COUNT(*) FROM outbox_outgoingemail WHERE"
            f" state IN {tuple(sorted(OPEN_STATES))})"
        )
        if not wait_until(lambda: self.query(waiting) == [(0, 0)], seconds=PATIENCE):
            raise AssertionError(f"(due, on their way) stay {self.query(waiting)[0]}")

    def is_quietly_settled(self, after: int) -> bool:
        """Ask the same of a database that may be away."""
        time.sleep(0.2)
        try:
            return self.is_settled(after)
        except (sqlite3.OperationalError, psycopg.OperationalError):
            return False

    def copies(self) -> Counter[str]:
        """Return how often each mail arrived."""
        return Counter(str(entry["mail_id"]) for entry in self.sink.entries())

    def verdict(self, after: int) -> Verdict:
        """Count what became of a batch."""
        copies = self.copies()
        rows = self.rows(after)
        counts: Counter[str] = Counter()
        for reminder, mail, state in rows:
            arrived = copies[mail] if mail else 0
            counts["once"] += arrived == 1
            counts["doubled"] += arrived > 1
            counts["uncertain"] += state == "uncertain"
            counts["arrived_in_doubt"] += state == "uncertain" and arrived == 1
            if not arrived and state != "uncertain":
                told = state in {"failed", "dead", "cancelled", "expired"} or (
                    reminder in {"cancelled", "expired", "superseded"}
                )
                counts["told" if told else "lost"] += 1
        return Verdict(
            planned=len(rows),
            **{
                name: counts[name]
                for name in ("once", "doubled", "lost", "uncertain", "arrived_in_doubt", "told")
            },
        )

    def has_arrived(self, after: int, at_least: int) -> bool:
        """Return whether so many mails of a batch have arrived."""
        copies = self.copies()
        return sum(1 for _, mail, _ in self.rows(after) if copies[mail]) >= at_least

    def arrived(self, after: int, at_least: int, *, seconds: float = PATIENCE) -> None:
        """Wait until so many mails of a batch have arrived."""
        if not wait_until(lambda: self.has_arrived(after, at_least), seconds=seconds):
            raise AssertionError("No mail moves.\n" + self.home.log()[-2000:])
