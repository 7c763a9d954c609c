"""One set-up under test: real processes, its servers, its rows, and what to do to them."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.servers import Broker, Postgres
from tests.processes.installation import ROOT, Installation, wait_until
from tests.smtp_sink import Sink, free_port

# Leases and ticks short enough that a fault shows within seconds.
HURRIED = {
    "OUTBOX_LEASE_SECONDS": "10",
    "OUTBOX_REPLY_SECONDS": "5",
    "TICK_SECONDS": "2",
    "REAP_SECONDS": "2",
}
SERVED = {
    "DEBUG": "0",
    "ALLOW_DEMO": "1",
    "SECRET_KEY": "faults-" + "0123456789abcdef" * 4,
    "WORKERS": "2",
    "BEATS": "2",
}
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


@dataclass
class SetUp:
    """SQLite with the file queue, or PostgreSQL with Redis."""

    name: str
    folder: Path
    sink: Sink
    redis: Broker | None = None
    postgres: Postgres | None = None
    home: Installation = field(init=False)
    # Kept over the rows: who is signed in, how long pages usually take, the worst extra seen.
    visitors: list[Any] = field(default_factory=list)
    usual: dict[str, float] = field(default_factory=dict)
    slowest: float = 0.0
    notes: list[str] = field(default_factory=list)
    _settings: dict[str, str] = field(default_factory=dict)
    _shift: int = 0
    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    # First to last reminder of each batch.
    _batches: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "var").mkdir(parents=True, exist_ok=True)
        self.home = Installation(self.folder / "var", free_port())

    @property
    def email_url(self) -> str:
        """Return what EMAIL_URL is: the sink, with a password."""
        return self.sink.url.replace("//", "//me:secret@")

    @property
    def has_files(self) -> bool:
        """Return whether this is the embedded default."""
        return self.redis is None

    def open(self) -> None:
        """Start the servers and the installation, with fresh tables."""
        self.sink.start()
        for server in (self.redis, self.postgres):
            if server is not None:
                server.start()
        self.home.settings = self._wanted({})
        self.home.start("--prepare")

    def close(self) -> None:
        """End everything."""
        self.stop()
        if self.redis is not None:
            self.redis.send(signal.SIGKILL)
        if self.postgres is not None:
            self.postgres.stop()
        self.sink.stop()

    def use(self, **settings: str) -> None:
        """Run with these settings on top of the usual ones; restarts only when they differ.

        Nothing is under way at the restart: planted points are met by the next batch only.
        """
        if self.home.process is not None and self.home.process.poll() is None:
            if settings == self._settings:
                return
            self.catch_up()
        self.stop()
        (self.home.folder / "crashes").unlink(missing_ok=True)
        self._settings = settings
        self.home.settings = self._wanted(settings)
        self.home.start()

    def stop(self) -> None:
        """End the installation as a service manager does."""
        self.home.stop()

    def recover(self) -> None:
        """After a row that failed: everything runs again, with nothing left of it."""
        self.signal(self.home.processes(), signal.SIGCONT)
        self.stop()
        self.signal(self.home.processes(), signal.SIGKILL)
        for switch in ("mute", "refuse_password", "closing", "drop_before_reply"):
            setattr(self.sink, switch, False)
        self.sink.delay, self.sink.rcpt_reply, self.sink.data_reply = 0, "", ""
        self.sink.stop()
        self.sink.start()
        if self.redis is not None and not self.redis.answers():
            self.redis.send(signal.SIGCONT)
            self.redis.send(signal.SIGKILL)
            self.redis.start()
        if self.postgres is not None:
            with contextlib.suppress(subprocess.CalledProcessError):
                self.postgres.start()
        self.later(3600)
        self.use()
        self.catch_up()

    def _wanted(self, settings: dict[str, str]) -> dict[str, str]:
        wanted = {**HURRIED, **SERVED, "EMAIL_URL": self.email_url}
        wanted["SITE_URL"] = f"http://127.0.0.1:{self.home.port}"
        if self.redis is not None:
            wanted["REDIS_URL"] = self.redis.url
        if self.postgres is not None:
            wanted["DATABASE_URL"] = self.postgres.url
        return {**wanted, **settings}

    # What a batch is ----------------------------------------------------------------------

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

    def query(self, sql: str) -> list[Any]:
        """Read rows straight from the database."""
        if self.postgres is not None:
            with psycopg.connect(self.postgres.url, autocommit=True) as link:
                return link.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.home.folder / "amends.sqlite3", timeout=20)) as link:
            return link.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Change rows behind the back of the app."""
        if self.postgres is not None:
            with psycopg.connect(self.postgres.url, autocommit=True) as link:
                link.execute(sql.encode())
            return
        with closing(sqlite3.connect(self.home.folder / "amends.sqlite3", timeout=20)) as link:
            with link:
                link.execute(sql)

    # What is done to it -------------------------------------------------------------------

    def later(self, seconds: int) -> None:
        """Let the clock of all processes jump; jumps add up over the whole run."""
        self._shift += seconds
        (self.home.folder / "clock-offset").write_text(str(self._shift), "ascii")

    def pids(self, word: str) -> list[int]:
        """Return the processes of this installation whose command line holds `word`."""
        found = []
        for pid in self.home.processes():
            try:
                if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    found.append(pid)
            except OSError:
                continue
        return sorted(found)

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return self.pids("worker")

    def beats(self) -> list[int]:
        """Return who rings: beat processes with Redis, else the workers, which hold it inside."""
        return self.workers() if self.has_files else self.pids("beat")

    def is_locked(self) -> bool:
        """Return whether somebody holds the one write lock of the SQLite file."""
        file = self.home.folder / "amends.sqlite3"
        with closing(sqlite3.connect(file, timeout=1)) as asking:
            try:
                asking.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            asking.rollback()
        return False

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the SQLite file so that nobody else can write."""
        file = self.home.folder / "amends.sqlite3"
        with closing(sqlite3.connect(file, timeout=20)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
            lock.rollback()

    def signal(self, pids: list[int], number: signal.Signals) -> None:
        """Send a signal to processes that may have gone already."""
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def stopped(self) -> list[int]:
        """Return the workers that froze themselves at a planted point."""
        return [pid for pid in self.workers() if _state(pid) == "T"]

    def crashes(self) -> int:
        """Return how often a planted point was struck since the last restart."""
        log = self.home.folder / "crashes"
        return len(log.read_text("ascii").split()) if log.exists() else 0

    def check_mail(self) -> list[str]:
        """Return what `manage.py check_mail` finds wrong."""
        done = self.home.manage("check_mail", "--late-after", "600", "--sink", str(self.sink.log))
        return [] if done.returncode == 0 else [done.stderr.strip() or done.stdout[-300:]]

    def shell(self, code: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start a process of the app that runs `code`."""
        return subprocess.Popen(
            [sys.executable, "-c", "import django; django.setup()\n" + code, *arguments],
            cwd=ROOT,
            env=self.home.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return ""
