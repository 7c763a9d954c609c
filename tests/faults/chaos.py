"""The long runs: 1,000 reminders while everything is killed at random, and 10,000 in one minute."""

import random
import signal
import threading
import time
from collections.abc import Callable

from tests.faults.processes import cancel_a_third
from tests.faults.rows import row
from tests.faults.setup import SetUp
from tests.faults.web import pages_hold

COUNT = 1000
PAUSE = (1.5, 3.5)


@row("C1", "1,000 due; kills, flushes, restarts, outages, a frozen worker", doubt=True, long=True)
def chaos(s: SetUp) -> int:
    """Every one arrives exactly once; in doubt may be only what had arrived."""
    # Slow enough that every fault meets mails on their way.
    s.sink.delay = 0.25
    after = s.due(COUNT)
    faults = _faults(s)
    struck = dict.fromkeys(faults, 0)
    deck: list[str] = []
    started = time.monotonic()
    while not s.is_quietly_settled(after) and time.monotonic() - started < 240:
        # By chance, but each before any comes again.
        deck = deck or random.sample(list(faults), len(faults))
        name = deck.pop()
        faults[name]()
        struck[name] += 1
        time.sleep(random.uniform(*PAUSE))
    s.sink.delay = 0
    s.sink.closing = False
    s.later(660)
    s.settle(after, seconds=300)
    verdict = s.verdict(after)
    s.notes.append(", ".join(f"{name} {count}" for name, count in sorted(struck.items())))
    assert verdict.once == verdict.planned == COUNT, f"not every one arrived once: {verdict}"
    assert all(struck.values()), f"some faults never struck: {struck}"
    return after


def _one_of(pids: list[int]) -> list[int]:
    """Return one of `pids` by chance; none when all of them have just been killed."""
    return random.sample(pids, min(1, len(pids)))


def _faults(s: SetUp) -> dict[str, Callable[[], None]]:
    def kill_a_worker() -> None:
        s.signal(_one_of(s.workers()), signal.SIGKILL)

    def kill_a_beat() -> None:
        s.signal(_one_of(s.beats()), signal.SIGKILL)

    def freeze_beyond_the_lease() -> None:
        frozen = s.workers()[:1]
        s.signal(frozen, signal.SIGSTOP)
        threading.Timer(13, s.signal, (frozen, signal.SIGCONT)).start()

    def mail_outage() -> None:
        s.sink.closing = True
        time.sleep(3)
        s.sink.closing = False
        s.later(120)

    faults = {
        "worker killed": kill_a_worker,
        "beat killed": kill_a_beat,
        "worker frozen": freeze_beyond_the_lease,
        "mail outage": mail_outage,
    }
    return faults | (_server_faults(s) if s.redis else _file_faults(s))


def _server_faults(s: SetUp) -> dict[str, Callable[[], None]]:
    redis, postgres = s.redis, s.postgres
    assert redis is not None
    assert postgres is not None

    def flush() -> None:
        with redis.client() as client:
            client.flushall()

    def kill_redis() -> None:
        redis.send(signal.SIGKILL)
        time.sleep(1)
        redis.start()

    def restart_database() -> None:
        postgres.stop()
        postgres.start()

    return {
        "Redis flushed": flush,
        "Redis killed": kill_redis,
        "database restarted": restart_database,
    }


def _file_faults(s: SetUp) -> dict[str, Callable[[], None]]:
    def lock() -> None:
        with s.locked():
            time.sleep(3)

    def clear_queue() -> None:
        for file in (s.home.folder / "queue").glob("*.msg"):
            file.unlink(missing_ok=True)

    return {"database locked": lock, "queue cleared": clear_queue}


@row("C2", "a third of 300 cancelled while they are being sent", long=True, told=True)
def long_cancel_race(s: SetUp) -> int:
    return cancel_a_third(s, 300)


@row("36", "10,000 due in the same minute; pages meanwhile", long=True)
def crowd(s: SetUp) -> int:
    pages_hold(s)
    count = 10_000
    started = time.monotonic()
    after = s.due(count)
    made = time.monotonic()
    while not s.is_quietly_settled(after):
        pages_hold(s)
        # The form among the pages may be sent so often in a minute and no more.
        time.sleep(25)
        assert time.monotonic() - made < 900, "10,000 mails take over a quarter of an hour"
    took = time.monotonic() - started
    s.notes.append(f"{count / took:.0f} a second, slowest page {s.slowest:.2f} s more than usual")
    return after
