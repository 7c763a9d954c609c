"""Faults of the database: restarted, gone, locked, copied, restored, on a full disk."""

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.faults.rows import FILES, REDIS, NotHere, row
from tests.faults.setup import SetUp
from tests.processes.installation import Installation, wait_until
from tests.smtp_sink import Sink, free_port

BATCH = 24


@row("22", "PostgreSQL restarted at once, twice, while mails go out", only=REDIS)
def restarted(s: SetUp) -> int:
    assert s.postgres is not None
    s.sink.delay = 0.05
    after = s.due(BATCH)
    for share in (1, 2):
        s.arrived(after, BATCH * share // 4)
        s.postgres.stop()
        s.postgres.start()
    s.sink.delay = 0
    return after


@row(
    "23",
    "database gone between the 250 and the commit, and the worker killed",
    # Of the mails sent together, those whose answer had not been read yet.
    doubt=True,
    WORKERS="1",
    BEATS="1",
    AMENDS_CRASH_AT="after_250:1:1:stop",
)
def gone_before_the_commit(s: SetUp) -> int:
    """Frozen after the 250; the database goes; the worker wakes, cannot record, and is killed."""
    after, frozen = frozen_after_the_250(s)
    if s.postgres is not None:
        s.postgres.stop()
        wake_and_kill(s, frozen)
        s.postgres.start()
    else:
        with s.locked():
            wake_and_kill(s, frozen)
    s.settle(after)
    kept = "SELECT COUNT(*) FROM outbox_outgoingemail WHERE resolution = 'journal'"
    [(count,)] = s.query(kept)
    assert count, "nothing was recorded from the journal"
    return after


def frozen_after_the_250(s: SetUp) -> tuple[int, list[int]]:
    """Return a batch and the worker frozen in it, no other thread of which holds SQLite's one lock.

    Such a one would keep the row from taking the lock itself: it is woken, and others are sent.
    """
    for _ in range(5):
        after = s.due(6)
        assert wait_until(lambda: bool(s.stopped())), "no worker is frozen after the 250"
        frozen = s.stopped()
        if not (s.has_files and s.is_locked()):
            return after, frozen
        s.signal(frozen, signal.SIGCONT)
        s.settle(after)
        s.strike_again()
    raise AssertionError("the frozen worker always held the lock")


def wake_and_kill(s: SetUp, frozen: list[int]) -> None:
    s.signal(frozen, signal.SIGCONT)
    assert wait_until(lambda: journal(s), seconds=60), "nothing was written to the journal"
    s.signal(frozen, signal.SIGKILL)


def journal(s: SetUp) -> bool:
    """Return whether an acceptance waits in a journal to be recorded."""
    return any("accepted" in file.read_text() for file in s.home.folder.glob("confirm.*.jsonl"))


@row("24", "SQLite locked for 4 s; pages meanwhile", only=FILES)
def locked(s: SetUp) -> int:
    after = s.due(BATCH)
    with s.locked():
        until = time.monotonic() + 4
        while time.monotonic() < until:
            for path in ("/", "/complaints/"):
                s.visitors[0].get(path)
    return after


@row("24b", "SQLite locked for longer than anybody waits (25 s)", only=FILES, long=True)
def locked_for_long(s: SetUp) -> int:
    after = s.due(BATCH)
    with s.locked():
        time.sleep(25)
    return after


@row(
    "26",
    "database files copied at random moments: the copy opens and no mark is missing",
    only=FILES,
)
def copied_while_sending(s: SetUp) -> int:
    s.sink.delay = 0.03
    after = s.due(BATCH)
    for number in range(4):
        s.arrived(after, (number + 1) * 4)
        before = set(s.copies())
        copy = s.folder / f"copy{number}"
        copy.mkdir(exist_ok=True)
        # The log first: what is in the file by then is older than the log.
        for suffix in ("", "-wal"):
            source = s.home.folder / f"amends.sqlite3{suffix}"
            if source.exists():
                shutil.copy(source, copy / source.name)
        with closing(sqlite3.connect(copy / "amends.sqlite3")) as rows:
            [(sound,)] = rows.execute("PRAGMA integrity_check").fetchall()
            marked = {
                row[0]
                for row in rows.execute("SELECT id FROM outbox_outgoingemail WHERE handoffs > 0")
            }
        assert sound == "ok", sound
        missing = {mail.replace("-", "") for mail in before} - marked
        assert not missing, f"{len(missing)} mails are at the sink without a mark in the copy"
    s.sink.delay = 0
    return after


@row("25", "disk full while mails go out: nothing is handed off unmarked", only=FILES, long=False)
def disk_full(s: SetUp) -> int:
    """The data folder of an installation of its own is a small file system."""
    folder = s.folder / "small"
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise NotHere("this machine lets nobody mount a small file system")
    try:
        with elsewhere(s, folder) as small:
            small.home.start("--prepare")
            after = small.due(BATCH)
            small.sink.delay = 0.1
            small.arrived(after, 2)
            fill(folder / "ballast")
            time.sleep(5)
            (folder / "ballast").unlink()
            small.sink.delay = 0
            all_arrived_once(small, after)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
    return s.due(2)


def fill(path: Path) -> None:
    """Write until nothing fits any more."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


@contextlib.contextmanager
def elsewhere(s: SetUp, folder: Path) -> Iterator[SetUp]:
    """Yield another installation of the same kind on `folder`, with a sink of its own."""
    other = SetUp(s.name, folder, Sink(folder.parent / f"{folder.name}.jsonl"), s.redis, s.postgres)
    other.sink.start()
    # The static files are the same; to collect them anew takes longer than the fault.
    shutil.copytree(s.home.folder / "static", folder / "static", dirs_exist_ok=True)
    shutil.copy(s.home.folder / "static.stamp", folder)
    other.home = Installation(folder, free_port())
    other.home.settings = {
        **s.home.settings,
        "EMAIL_URL": other.email_url,
        "SITE_URL": f"http://127.0.0.1:{other.home.port}",
    }
    try:
        yield other
    finally:
        other.stop()
        other.sink.stop()


def all_arrived_once(s: SetUp, after: int) -> None:
    """Settle a batch of another installation and hold it to the same account."""
    s.settle(after)
    verdict = s.verdict(after)
    assert verdict.once == verdict.planned, f"not every one arrived once: {verdict}"
    assert not (problems := s.check_mail()), problems


@row("27", "an old backup restored: mail is off until somebody confirms", only=FILES)
def restored(s: SetUp) -> int:
    folder = s.folder / "restored"
    folder.mkdir(exist_ok=True)
    with elsewhere(s, folder) as other:
        other.home.start("--prepare")
        first = other.due(4)
        other.settle(first)
        other.sink.rcpt_reply = "451 4.7.1 Not now"
        second = other.due(4)
        assert wait_until(lambda: all(m for _, m, _ in other.rows(second))), "nothing was made"
        other.stop()
        backup = folder.parent / "backup.sqlite3"
        with closing(sqlite3.connect(folder / "amends.sqlite3")) as source:
            with closing(sqlite3.connect(backup)) as target:
                source.backup(target)
        other.sink.rcpt_reply = ""
        other.later(400)
        other.home.start()
        other.settle(second)
        other.stop()
        for suffix in ("-wal", "-shm"):
            (folder / f"amends.sqlite3{suffix}").unlink(missing_ok=True)
        shutil.copy(backup, folder / "amends.sqlite3")
        mail_stays_off(other, second)
    return s.due(2)


def mail_stays_off(other: SetUp, after: int) -> None:
    """Start, see that nothing leaves, confirm, and see that nothing leaves twice."""
    other.home.start()
    report = other.home.health()[1]
    assert report.get("mail_armed") is False, f"mail is on after a restore: {report}"
    time.sleep(5)
    assert max(other.copies().values()) == 1, "a mail of the old backup was sent again"
    done = other.home.manage("arm_mail")
    assert done.returncode == 0, done.stderr
    other.settle(after)
    assert max(other.copies().values()) == 1, "a mail was sent again after the confirmation"
    assert other.home.health()[1]["mail_armed"] is True


@row("28", "the data folder copied to a second place: mail is off there", only=FILES)
def copied(s: SetUp) -> int:
    folder = s.folder / "copied"
    if folder.exists():
        shutil.rmtree(folder)
    s.stop()
    shutil.copytree(s.home.folder, folder)
    s.home.start()
    with elsewhere(s, folder) as other:
        other.home.start()
        report = other.home.health()[1]
        assert report.get("mail_armed") is False, f"mail is on in the copy: {report}"
    return s.due(4)


@row("28b", "the same database from a second data folder: mail is off there", only=REDIS)
def shared(s: SetUp) -> int:
    folder = s.folder / "second"
    folder.mkdir(exist_ok=True)
    with elsewhere(s, folder) as other:
        other.home.settings["REDIS_URL"] = s.home.settings["REDIS_URL"][:-1] + "1"
        tick = other.home.manage("tick")
        assert tick.returncode == 0, tick.stderr
        assert "is off" in tick.stderr, f"mail is on in the second folder: {tick.stdout}"
    return s.due(4)
