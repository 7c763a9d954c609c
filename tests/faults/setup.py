"""One set-up under test: real processes and servers, started, ended, and what to do to them."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.batches import Batches
from tests.faults.servers import Broker, Postgres
from tests.processes.installation import ROOT, Installation
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


@dataclass
class SetUp(Batches):
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
        self.strike_again()
        self._settings = settings
        self.home.settings = self._wanted(settings)
        self.home.start()

    def strike_again(self) -> None:
        """Let the planted points strike as often as they may, as if they never had."""
        (self.home.folder / "crashes").unlink(missing_ok=True)

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
