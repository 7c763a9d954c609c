"""Faults of the broker: Redis flushed, killed, frozen, full; the queue folder gone or garbage."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Callable

from tests.faults.rows import FILES, REDIS, NotHere, row
from tests.faults.servers import Broker
from tests.faults.setup import SetUp
from tests.faults.web import pages_hold
from tests.processes.installation import wait_until

BATCH = 20


def broker_of(s: SetUp) -> Broker:
    assert s.redis is not None
    return s.redis


def meanwhile(s: SetUp, mend: Callable[[], object], *, seconds: float = 0) -> int:
    """Let mails fall due and ask for pages while Redis is broken, and mend it after `seconds`."""
    after = s.due(BATCH)
    try:
        pages_hold(s)
        time.sleep(seconds)
    finally:
        mend()
    return after


@row("11", "Redis FLUSHALL while mails go out", only=REDIS)
def flushed(s: SetUp) -> int:
    s.sink.delay = 0.05
    after = s.due(BATCH)
    for share in (0, 1, 2):
        s.arrived(after, BATCH * share // 4)
        with broker_of(s).client() as client:
            client.flushall()
    s.sink.delay = 0
    return after


@row("12", "Redis killed and started again after 3 s; pages meanwhile", only=REDIS)
def redis_killed(s: SetUp) -> int:
    broker_of(s).send(signal.SIGKILL)
    return meanwhile(s, broker_of(s).start, seconds=1)


@row("13", "Redis frozen for 8 s (half-open); pages meanwhile", only=REDIS)
def redis_frozen(s: SetUp) -> int:
    broker_of(s).send(signal.SIGSTOP)
    after = meanwhile(s, lambda: broker_of(s).send(signal.SIGCONT), seconds=3)
    assert wait_until(lambda: s.home.health()[0] == 200), "workers did not come back"
    return after


@row("13b", "Redis CLIENT PAUSE for 8 s; pages meanwhile", only=REDIS)
def redis_paused(s: SetUp) -> int:
    with broker_of(s).client() as client:
        client.execute_command("CLIENT", "PAUSE", "8000", "ALL")
    after = s.due(BATCH)
    pages_hold(s)
    return after


@row("14", "Redis full, noeviction; pages meanwhile", only=REDIS)
def redis_full(s: SetUp) -> int:
    with broker_of(s).client() as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1mb")

    def mend() -> None:
        with broker_of(s).client() as client:
            client.config_set("maxmemory", "0")

    return meanwhile(s, mend)


@row("15", "queue folder deleted while mails go out; pages meanwhile", only=FILES)
def queue_deleted(s: SetUp) -> int:
    s.sink.delay = 0.05
    after = s.due(BATCH)
    s.arrived(after, 2)
    for name in ("queue", "queue-ctl", "queue-done"):
        shutil.rmtree(s.home.folder / name, ignore_errors=True)
    pages_hold(s)
    s.sink.delay = 0
    return after


@row("15b", "queue folder that cannot be written; pages meanwhile", only=FILES)
def queue_unwritable(s: SetUp) -> int:
    """A file stands where the folder was, which stops root as well."""
    after = s.due(BATCH)
    queue = s.home.folder / "queue"
    for _ in range(20):
        shutil.rmtree(queue, ignore_errors=True)
        try:
            queue.write_text("in the way", "ascii")
        except IsADirectoryError:
            continue
        break
    try:
        pages_hold(s)
        status, report = s.home.health()
        assert status == 503, f"health says {status} without a queue: {report}"
    finally:
        queue.unlink()
    assert wait_until(lambda: s.home.health()[0] == 200), "health stays red"
    return after


@row("15c", "queue folder on a full disk; pages meanwhile", only=FILES)
def queue_full(s: SetUp) -> int:
    queue = s.home.folder / "queue"
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(queue)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise NotHere("this machine lets nobody mount a small file system")
    try:
        with (queue / "ballast").open("wb") as file:
            with contextlib.suppress(OSError):
                file.write(b"x" * 1_000_000)
        after = s.due(BATCH)
        pages_hold(s)
        assert s.home.health()[0] == 503, "health is green with a full queue folder"
    finally:
        subprocess.run(["umount", "-l", str(queue)], check=False)
    return after


@row("16", "half-written and garbled messages in the queue folder", only=FILES)
def garbled(s: SetUp) -> int:
    queue = s.home.folder / "queue"
    (queue / ".0000.mail.msg.tmp").write_text('{"body": "', "ascii")
    for number, text in enumerate(('{"body": "', "", "\0\0\0", "[]")):
        (queue / f"0000000000000000000{number}_x.mail.msg").write_text(text, "ascii")
    return s.due(BATCH)
