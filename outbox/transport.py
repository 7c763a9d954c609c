"""What a way out of the house has to do, and the one that needs no server: a folder."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from accounts.redaction import mask

Reply = tuple[int, str]


class Unreachable(Exception):
    """The server cannot be reached, or shuts down before a mail; no mail was involved."""


class SignInRefused(Unreachable):
    """The server does not take the user or the password."""


class SenderRefused(Unreachable):
    """The server takes no mail from the address we send from."""


class Refused(Exception):
    """The server said no to this mail before its end was sent, so it certainly did not arrive."""

    def __init__(self, stage: str, code: int, text: str) -> None:
        super().__init__(f"{stage}: {code} {text}")
        self.stage, self.code, self.text = stage, code, text


class Broken(Exception):
    """The link broke before the end of the mail was sent, so it certainly did not arrive."""


class NoReply(Exception):
    """The end of the mail was sent and no answer came: nobody knows whether it arrived."""


@dataclass(frozen=True)
class Parcel:
    """One mail as the server gets it."""

    mail_id: str
    sender: str
    rcpt: str
    raw: bytes


# Why a mail that was offered is not ready for its end.
Problem = Refused | Broken | Unreachable


class Transport(Protocol):
    """One way out. Mails are offered, then finished; between the two each can be withdrawn."""

    def ready(self, wanted: int) -> int:
        """Return how many mails can be offered at once, 1 to `wanted`. Raises Unreachable."""

    def knock(self, sender: str) -> None:
        """Find out, without a mail, whether one from `sender` could go. Raises Unreachable."""

    def offer(self, parcels: Sequence[Parcel]) -> list[Problem | None]:
        """Bring each mail whole but its end; at most as many as `ready` said."""

    def finish(self, places: Iterable[int]) -> Iterator[dict[int, Reply | NoReply]]:
        """Send the ends of the mails at these places and yield the answers as they come."""

    def withdraw(self, place: int) -> None:
        """Let go of one link; the mail that was offered there does not arrive."""

    def drop(self) -> None:
        """Let go of all links; a mail that was offered and not finished does not arrive."""


@dataclass(frozen=True)
class Server:
    """Where EMAIL_URL points."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls_from_start: bool = False
    tls: bool = True

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """Read `smtp://user:pass@host:port` or `smtps://…`; `?tls=off` never encrypts."""
        parts = _split(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not _port_is_sound(parts):
            raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:port.")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not (_is_a_name(parts.hostname) and user.isascii() and password.isascii()):
            raise ImproperlyConfigured(
                "EMAIL_URL: the host must be a name on the network, and user and password plain"
                " ASCII, as mail servers expect them."
            )
        tls_from_start = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls_from_start else 587),
            user=user,
            password=password,
            tls_from_start=tls_from_start,
            tls=parse_qs(parts.query).get("tls") != ["off"],
        )


class FolderTransport:
    """Keeps each mail as a file, named by its id, until a mail server is set up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pending: dict[int, tuple[Path, Path]] = {}

    def ready(self, wanted: int) -> int:
        """Make the folder; a disk takes any number of mails."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise Unreachable(said(problem)) from problem
        return wanted

    def knock(self, sender: str) -> None:
        """Make the folder; it takes mail from anybody."""
        self.ready(1)

    def offer(self, parcels: Sequence[Parcel]) -> list[Problem | None]:
        """Write each mail under a name that does not count yet."""
        return [self._offer(place, parcel) for place, parcel in enumerate(parcels)]

    def _offer(self, place: int, parcel: Parcel) -> Problem | None:
        unfinished = self._folder / f".{parcel.mail_id}.part"
        try:
            unfinished.write_bytes(parcel.raw)
        except OSError as problem:
            return Unreachable(said(problem))
        self._pending[place] = (unfinished, self._folder / f"{parcel.mail_id}.eml")
        return None

    def finish(self, places: Iterable[int]) -> Iterator[dict[int, Reply | NoReply]]:
        """Give each file its name."""
        yield {place: self._finish(place) for place in places}

    def _finish(self, place: int) -> Reply | NoReply:
        unfinished, kept = self._pending.pop(place)
        try:
            os.replace(unfinished, kept)
        except OSError as problem:
            return NoReply(said(problem))
        return 250, "kept as a file"

    def withdraw(self, place: int) -> None:
        """Forget a file that was begun."""
        if place in self._pending:
            with contextlib.suppress(OSError):
                self._pending.pop(place)[0].unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget every file that was begun."""
        for place in list(self._pending):
            self.withdraw(place)


def without_end(raw: bytes) -> bytes:
    """Return `raw` as SMTP sends it: CRLF lines, leading dots doubled, the final dot missing."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    stuffed = (b"." + line if line.startswith(b".") else line for line in lines)
    return b"\r\n".join(stuffed) + b"\r\n"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        # What it says repeats the password.
        return SplitResult("", "", "", "", "")


def _port_is_sound(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _is_a_name(host: str) -> bool:
    try:
        return bool(host.encode("idna"))
    except UnicodeError:
        return False


def words(text: bytes) -> str:
    """Return a server's words as one line, without our password."""
    return mask(text.decode("utf-8", "replace")).replace("\n", " ")[:300]


def said(problem: Exception) -> str:
    """Return an exception as one line, without our password."""
    return mask(f"{type(problem).__name__}: {problem}")[:300]
