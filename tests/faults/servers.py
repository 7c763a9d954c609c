"""The servers a fault run may kill: a Redis and a PostgreSQL of its own, on 127.0.0.1."""

import glob
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from tests.processes.installation import wait_until
from tests.smtp_sink import free_port

QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass
class Broker:
    """A Redis server that may be killed, frozen, filled and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL is set to."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it empty and wait until it answers."""
        server = shutil.which("redis-server") or "redis-server"
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen([server, *where, "--save", ""], **QUIET)
        assert wait_until(self.answers), "Redis does not start."

    def client(self) -> Redis:
        """Return a client that waits two seconds at most."""
        return Redis.from_url(self.url, socket_timeout=2)

    def answers(self) -> bool:
        """Return whether it takes a command."""
        try:
            with self.client() as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; KILL also waits for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            if number == signal.SIGKILL:
                self.process.wait(10)


@dataclass
class Postgres:
    """A PostgreSQL that may be restarted as if the power had gone."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """What DATABASE_URL is set to."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Make a cluster when there is none, and start it with everything it does to be durable."""
        if not (self.folder / "data").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres")
            self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "postgres")
        where = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder}"
        self._control("-l", self.folder / "log", "-o", where, "start")

    def stop(self) -> None:
        """End it at once, without a word to its clients and without a checkpoint."""
        self._control("-m", "immediate", "stop")

    def _control(self, *words: Any) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-s", "-w", *words)

    def _run(self, tool: str, *words: Any) -> None:
        found = shutil.which(tool) or next(iter(glob.glob(f"/usr/lib/postgresql/*/bin/{tool}")), "")
        # PostgreSQL refuses to run as root.
        as_postgres: Sequence[str] = (
            ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        )
        command = [*as_postgres, found, *map(str, words)]
        subprocess.run(command, check=True, timeout=60, cwd="/", **QUIET)


def missing() -> list[str]:
    """Return what the second set-up needs and this machine has not."""
    has_postgres = shutil.which("initdb") or glob.glob("/usr/lib/postgresql/*/bin/initdb")
    needed = {"Redis": shutil.which("redis-server"), "PostgreSQL": has_postgres}
    return [name for name, found in needed.items() if not found]
