"""The same installation on Redis: beat is a process of its own, and Redis may die at any time."""

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.processes.conftest import Install
from tests.processes.installation import Installation, wait_until
from tests.smtp_sink import Sink, free_port

pytestmark = [pytest.mark.processes, pytest.mark.redis]


class Broker:
    """A Redis server of our own that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        server = shutil.which("redis-server") or "redis-server"
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [server, *where, "--save", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert wait_until(self.answers)

    def answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("redis"))
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def amends(install: Install, far_sink: Sink, broker: Broker) -> Iterator[Installation]:
    running = install(EMAIL_URL=far_sink.url, REDIS_URL=broker.url)
    running.start()
    yield running
    # Before the broker goes, so that nobody waits for it.
    running.stop()


def arrived(sink: Sink, prefix: str) -> Counter[str]:
    mine = [entry for entry in sink.entries() if entry["subject"].startswith(prefix)]
    return Counter(entry["mail_id"] for entry in mine)


def commands(amends: Installation) -> list[bytes]:
    return [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in amends.processes()]


def test_mails_go_out_once_and_beat_is_a_process(amends: Installation, far_sink: Sink) -> None:
    amends.queue_mails("redis", 10)

    assert wait_until(lambda: set(amends.states("redis").values()) == {"sent"}), amends.log()
    assert arrived(far_sink, "redis") == Counter(list(amends.states("redis")))
    assert [line for line in commands(amends) if b"\0beat\0" in line]
    assert amends.health()[0] == 200


def test_a_redis_that_dies_only_delays(
    amends: Installation, far_sink: Sink, broker: Broker
) -> None:
    broker.kill()
    amends.queue_mails("dead", 3)
    asked = time.monotonic()
    status, report = amends.health()
    assert time.monotonic() - asked < 2
    assert status == 503
    assert report["broker"] == "error: ConnectionError"
    broker.start()

    assert wait_until(lambda: set(amends.states("dead").values()) == {"sent"}, seconds=60), (
        amends.log()
    )
    assert arrived(far_sink, "dead") == Counter(list(amends.states("dead")))
    assert wait_until(lambda: amends.health()[0] == 200), amends.health()


def test_a_worker_that_dies_on_redis_comes_back(amends: Installation) -> None:
    workers = [
        pid
        for pid in amends.processes()
        if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    killed = workers[0]
    os.kill(killed, signal.SIGKILL)
    amends.queue_mails("again", 2)

    assert wait_until(lambda: set(amends.states("again").values()) == {"sent"}), amends.log()
