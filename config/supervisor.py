"""One parent for web, worker and beat: starts and restarts them, and ends them with itself."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from config.guardian import PARENT_VARIABLE, die_with_parent

LOOK_EVERY_SECONDS = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# A child that lived this long was well; its next end starts with a short pause again.
SOUND_SECONDS = 60.0
STOP_SECONDS = 40.0


class AlreadyRunning(Exception):
    """Another supervisor holds the data folder."""


@dataclass
class Child:
    """One process to keep alive, with the back-off of its restarts."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    pause: float = field(default=FIRST_PAUSE)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start in a session of its own, so that its whole group can be ended."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - the command is ours
            self.command,
            env=dict(environment),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )

    def ended(self) -> bool:
        """Return whether the process is over, and note when to start it again."""
        if self.process is None or self.process.poll() is None:
            return False
        self.send_group(signal.SIGKILL)
        if time.monotonic() - self.started > SOUND_SECONDS:
            self.pause = FIRST_PAUSE
        self.start_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return True

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def send_group(self, number: signal.Signals) -> None:
        """Send a signal to all that the process started, also after its own end."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):
                return


class Supervisor:
    """Keeps children alive until TERM or INT."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None]) -> None:
        self._children = children
        self._say = say
        self._stop = False
        self._environment = {**os.environ, PARENT_VARIABLE: str(os.getpid())}

    def run(self, on_look: Callable[[], None] = lambda: None) -> None:
        """Look after the children until a signal asks to stop; then end them all."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self._children:
                child.start(self._environment)
            while not self._stop:
                self._look()
                on_look()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self._end_all()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop = True

    def _look(self) -> None:
        for child in self._children:
            if child.process is not None and child.ended():
                wait = child.start_at - time.monotonic()
                self._say(f"{child.name} ended ({child.process.returncode}); again in {wait:.0f} s")
                child.process = None
            elif child.process is None and time.monotonic() >= child.start_at:
                child.start(self._environment)

    def _end_all(self) -> None:
        for child in self._children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self._say(f"{child.name} did not end in time and is stopped")
            child.send_group(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def hold(folder: Path) -> IO[str]:
    """Lock the data folder for this process; raises AlreadyRunning when another holds it.

    The lock ends with the process, however it ends, because no child inherits the file.
    """
    file = (folder / "up.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise AlreadyRunning(holder) from taken
    file.seek(0)
    file.truncate()
    file.write(str(os.getpid()))
    file.flush()
    return file


def children(*, redis: bool, workers: int = 1, beats: int = 1) -> list[Child]:
    """Return the processes of an installation; with Redis beat is one of its own.

    Any number of workers and beats may run: each tick only takes what nobody else holds.
    """
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config", "--quiet"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = [*celery, "worker", "-P", "threads", "-c", "4", "-Q", "mail,ticks", *quiet]
    worker += ["-l", os.environ.get("LOG_LEVEL") or "warning"]
    beat = [*celery, "beat", "-l", "warning", "--pidfile="]
    web = Child("web", [*python, "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"])
    return [
        web,
        *(Child(f"worker {n}", [*worker, "-n", f"worker{n}@%h"]) for n in range(1, workers + 1)),
        *(Child(f"beat {n}", beat) for n in range(1, beats * redis + 1)),
    ]
