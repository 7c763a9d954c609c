"""An installation of its own for a test: real processes, a data folder, and a look at its rows."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEALTH_TOKEN = "only-the-tests-know-this"
ROOT = Path(__file__).resolve().parents[2]
QUEUE_MAILS = """
import sys, time
import django
django.setup()
from datetime import timedelta
from django.db import transaction
from accounts import clock
from outbox import queue
prefix, count = sys.argv[1], int(sys.argv[2])
with transaction.atomic():
    for number in range(count):
        now = clock.now()
        queue.enqueue(
            dedupe_key=f"{prefix}:{number}", kind="letter", audience="client", user=None,
            topic=prefix, to=f"r{number}@example.test", subject=f"{prefix} {number}",
            text="Hello", html="<p>Hello</p>", not_after=now + timedelta(days=3), now=now)
time.sleep(0.3)
"""


@dataclass
class Installation:
    """One data folder and the processes that `manage.py up` starts on it."""

    folder: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the processes see: nothing of the developer's own settings but the PATH."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            # With what moves the clock, where the whole suite runs on another day.
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
            "SHIFT_CLOCK": os.environ.get("SHIFT_CLOCK", ""),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "1",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "VAR_DIR": str(self.folder),
            "WEB_WORKERS": "1",
            "HEALTH_TOKEN": HEALTH_TOKEN,
            **self.settings,
        }

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `manage.py` to its end and return what it said."""
        return self.run(["manage.py", *arguments])

    def run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        """Run Python with `arguments` to its end and return what it said."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def queue_mails(self, prefix: str, count: int) -> None:
        """Queue `count` mails of the topic `prefix`."""
        done = self.run(["-c", QUEUE_MAILS, prefix, str(count)])
        assert done.returncode == 0, done.stderr

    def start(self, *options: str) -> None:
        """Start everything and wait until worker and schedule have done something."""
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up", *options],
            cwd=ROOT,
            env=self.environment,
            stdout=(self.folder / "up.log").open("ab"),
            stderr=subprocess.STDOUT,
        )
        if not wait_until(self._is_up, seconds=90):
            raise AssertionError(f"It does not start: {self.health()}\n{self.log()[-3000:]}")

    def _is_up(self) -> bool:
        status, report = self.health()
        # A copy or a database put back works, and says 503 because no mail may leave it.
        return status == 200 or report.get("mail_armed") is False

    def stop(self) -> None:
        """Ask the parent to end and wait for it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def log(self) -> str:
        """Return what the processes printed."""
        return (self.folder / "up.log").read_text("utf-8", "replace")

    def health(self) -> tuple[int, dict[str, Any]]:
        """Return the status and the words of the health page; 0 when nobody answers."""
        address = f"http://127.0.0.1:{self.port}/health/"
        asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {HEALTH_TOKEN}"})
        try:
            with urllib.request.urlopen(asked, timeout=5) as page:
                return page.status, json.load(page)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0, {}

    def states(self, prefix: str) -> dict[str, str]:
        """Return the state of each mail of a topic, by its id."""
        with closing(sqlite3.connect(self.folder / "amends.sqlite3", timeout=20)) as rows:
            found = rows.execute(
                "SELECT id, state FROM outbox_outgoingemail WHERE topic = ?", (prefix,)
            ).fetchall()
        return {f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}": state for i, state in found}

    def processes(self) -> list[int]:
        """Return every process that works on this folder, found by its environment."""
        mark = f"VAR_DIR={self.folder}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except (OSError, PermissionError):
                continue
        return found

    def worker(self) -> int:
        """Return the process id of the worker."""
        for pid in self.processes():
            if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        raise AssertionError("No worker runs.\n" + self.log())


def wait_until(what: Callable[[], bool], *, seconds: float = 30) -> bool:
    """Ask until the answer is yes; False when the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return False
