"""Each sender's own file: what it is about to finish, and what was accepted and not yet recorded.

The file outlives its process. It tells a mail that certainly did not leave from one in doubt, and
keeps an acceptance that the database could not take.
"""

import fcntl
import json
import os
import socket
import threading
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from outbox.appending import append_lines

PATTERN = "confirm.*.jsonl"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
FINISHING, ACCEPTED, OWNER = "finishing", "accepted", "owner"


@dataclass(frozen=True)
class Acceptance:
    """A mail that the server took, and the lease under which it was sent."""

    mail_id: str
    token: str
    code: int
    text: str
    at: float


class Journal:
    """The file of this process. Its lock says to others that the process is alive."""

    def __init__(self, folder: Path) -> None:
        self.pid = os.getpid()
        mark = uuid.uuid4().hex[:8]
        self.owner = f"{socket.gethostname()[:50]}:{self.pid}:{mark}"
        self.path = folder / f"confirm.{self.pid}.{mark}.jsonl"
        self._lock = threading.Lock()
        self._open: set[tuple[str, str]] = set()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL
        self._file = os.open(self.path, flags, mode=0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._write({OWNER: self.owner, "boot": boot()})
        self._head = os.fstat(self._file).st_size

    def finishing(self, mails: Iterable[tuple[str, str]]) -> None:
        """Note, just before their final dots, the (id, token) of mails. Raises OSError.

        Not synced: the note has to outlive this process, not the machine. After a power cut the
        mark in the database decides, which is synced.
        """
        mails = list(mails)
        with self._lock:
            self._write(*({FINISHING: mail, "token": token} for mail, token in mails))
            self._open.update(mails)

    def accepted(self, acceptance: Acceptance) -> None:
        """Keep an acceptance, synced, that the database could not take. Raises OSError."""
        with self._lock:
            self._write({ACCEPTED: acceptance.mail_id, **_rest(acceptance)})
            os.fsync(self._file)

    def settled(self, mails: Iterable[tuple[str, str]]) -> None:
        """Note that the database knows what became of these mails; an empty file starts anew."""
        with self._lock:
            self._open.difference_update(mails)
            if not self._open:
                os.ftruncate(self._file, self._head)

    def has_begun(self, mail_id: str, token: str) -> bool:
        """Return whether this process may have sent the final dot of a mail and not recorded it."""
        with self._lock:
            return (mail_id, token) in self._open

    def _write(self, *lines: dict[str, Any]) -> None:
        append_lines(self._file, "".join(json.dumps(line) + "\n" for line in lines))


_making = threading.Lock()
_mine: Journal | None = None


def mine() -> Journal:
    """Return the journal of this process, made when it is first asked for."""
    global _mine
    with _making:
        stale = _mine is None or _mine.pid != os.getpid() or not _mine.path.exists()
        if stale or _mine.path.parent != settings.VAR_DIR:  # type: ignore[union-attr]
            _mine = Journal(settings.VAR_DIR)
        return _mine  # type: ignore[return-value]


@dataclass(frozen=True)
class Left:
    """What the file of one sender says."""

    path: Path
    owner: str
    is_dead: bool
    # Whether the machine has run on since: only then a missing note means that nothing was sent.
    is_whole: bool
    begun: frozenset[tuple[str, str]]
    accepted: tuple[Acceptance, ...]

    def rules_out(self, mail_id: str, token: str) -> bool:
        """Return whether a marked mail of this sender certainly did not leave."""
        return self.is_dead and self.is_whole and (mail_id, token) not in self.begun


def left_behind(folder: Path) -> Iterator[Left]:
    """Yield what the senders on this data folder have written, living and dead."""
    for path in sorted(folder.glob(PATTERN)):
        try:
            yield _read(path)
        except FileNotFoundError:
            continue


def _read(path: Path) -> Left:
    # Asked before reading: a sender that is dead by now writes nothing more.
    is_dead = _is_unlocked(path)
    lines = list(_lines(path.read_bytes()))
    head = lines[0] if lines else {}
    return Left(
        path=path,
        owner=str(head.get(OWNER, "")),
        is_dead=is_dead,
        is_whole=bool(boot()) and head.get("boot") == boot(),
        begun=frozenset((str(x[FINISHING]), str(x["token"])) for x in lines if FINISHING in x),
        accepted=tuple(_acceptance(line) for line in lines if ACCEPTED in line),
    )


def _lines(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.splitlines():
        try:
            read = json.loads(line)
        except ValueError:
            # Cut off by a power cut or a full disk.
            continue
        if isinstance(read, dict):
            yield read


def _is_unlocked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _rest(acceptance: Acceptance) -> dict[str, Any]:
    return {
        "token": acceptance.token,
        "code": acceptance.code,
        "text": acceptance.text,
        "at": acceptance.at,
    }


def _acceptance(line: dict[str, Any]) -> Acceptance:
    return Acceptance(
        str(line[ACCEPTED]),
        str(line.get("token", "")),
        int(line.get("code") or 250),
        str(line.get("text", "")),
        float(line.get("at") or 0),
    )


@lru_cache
def boot() -> str:
    """Return what tells this run of the machine from others; empty where nothing does."""
    try:
        return BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""
