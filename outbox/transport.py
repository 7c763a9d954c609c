"""The ways out of the house: an SMTP dialogue that stops before the final dot, and a folder."""

import contextlib
import os
import smtplib
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

CONNECT_SECONDS = 10
SIGN_IN_SECONDS = 30
COMMAND_SECONDS = 60
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
Reply = tuple[int, str]


class Unreachable(Exception):
    """The server cannot be reached or does not let us in; no mail was involved."""


class Refused(Exception):
    """The server said no to this mail before its end was sent, so it certainly did not arrive."""

    def __init__(self, stage: str, code: int, text: str) -> None:
        super().__init__(f"{stage}: {code} {text}")
        self.stage, self.code, self.text = stage, code, text


class Broken(Exception):
    """The link broke before the end of the mail was sent, so it certainly did not arrive."""


class NoReply(Exception):
    """The end of the mail was sent and no answer came: nobody knows whether it arrived."""


class Transport(Protocol):
    """One way out. A mail is offered, then finished; between the two it can still be withdrawn."""

    def offer(self, *, mail_id: str, sender: str, rcpt: str, raw: bytes) -> None:
        """Bring the whole mail but its end. Raises Unreachable, Refused or Broken."""

    def finish(self) -> Reply:
        """Send the end and return the server's answer. Raises NoReply."""

    def drop(self) -> None:
        """Let go of the link; a mail that was offered and not finished does not arrive."""


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
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not _port_is_sound(parts):
            raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:port.")
        tls_from_start = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls_from_start else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls_from_start=tls_from_start,
            tls=parse_qs(parts.query).get("tls") != ["off"],
        )


class SmtpTransport:
    """SMTP over smtplib's connection, with the moment before the final dot laid open."""

    def __init__(self, server: Server, *, local_name: str, reply_seconds: float) -> None:
        self._server = server
        self._local_name = local_name
        self._reply_seconds = reply_seconds
        self._link: smtplib.SMTP | None = None

    def offer(self, *, mail_id: str, sender: str, rcpt: str, raw: bytes) -> None:
        """Say MAIL, RCPT and DATA and send the body without its end."""
        link = self._link or self._connect()
        try:
            _expect(link.mail(sender), "mail", 2)
            _expect(link.rcpt(rcpt), "rcpt", 2)
            _expect(link.docmd("DATA"), "data", 3)
            _sock(link).sendall(without_end(raw))
        except Refused as refusal:
            self._after_refusal(refusal)
            raise
        except (OSError, smtplib.SMTPException) as problem:
            self.drop()
            raise Broken(_said(problem)) from problem

    def finish(self) -> Reply:
        """Send the final dot and wait for the answer."""
        link = self._link
        if link is None:
            raise RuntimeError("finish() comes after offer().")
        try:
            _sock(link).settimeout(self._reply_seconds)
            _sock(link).sendall(b".\r\n")
            code, text = link.getreply()
            _sock(link).settimeout(COMMAND_SECONDS)
        except (OSError, smtplib.SMTPException) as problem:
            # A link in doubt is never used again: it may still owe an answer.
            self.drop()
            raise NoReply(_said(problem)) from problem
        if code == 421:
            self.drop()
        return code, _words(text)

    def drop(self) -> None:
        """Close the socket as it is. Nothing that was offered counts without its end."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _after_refusal(self, refusal: Refused) -> None:
        if refusal.code == 421 or refusal.stage == "data":
            self.drop()
            return
        try:
            if self._link is not None:
                self._link.rset()
        except (OSError, smtplib.SMTPException):
            self.drop()

    def _connect(self) -> smtplib.SMTP:
        try:
            self._link = link = self._greet()
            # The final dot goes out alone; without this it waits for an answer to the body.
            _sock(link).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sign_in(link)
            _sock(link).settimeout(COMMAND_SECONDS)
        except (OSError, smtplib.SMTPException, Unreachable) as problem:
            self.drop()
            raise Unreachable(_said(problem)) from problem
        return link

    def _greet(self) -> smtplib.SMTP:
        where = self._server
        if where.tls_from_start:
            return smtplib.SMTP_SSL(
                where.host,
                where.port,
                self._local_name,
                timeout=CONNECT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(where.host, where.port, self._local_name, CONNECT_SECONDS)

    def _sign_in(self, link: smtplib.SMTP) -> None:
        where = self._server
        _sock(link).settimeout(SIGN_IN_SECONDS)
        link.ehlo_or_helo_if_needed()
        encrypted = where.tls_from_start
        if not encrypted and where.tls and link.has_extn("starttls"):
            link.starttls(context=ssl.create_default_context())
            link.ehlo()
            encrypted = True
        if not where.user:
            return
        if not encrypted and where.host not in LOOPBACK:
            raise Unreachable("The mail server offers no encryption; the password was not sent.")
        link.login(where.user, where.password)


class FolderTransport:
    """Keeps each mail as a file, named by its id, until a mail server is set up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pending: tuple[Path, Path] | None = None

    def offer(self, *, mail_id: str, sender: str, rcpt: str, raw: bytes) -> None:
        """Write the mail under a name that does not count yet."""
        kept = self._folder / f"{mail_id}.eml"
        unfinished = self._folder / f".{mail_id}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(raw)
        except OSError as problem:
            raise Unreachable(_said(problem)) from problem
        self._pending = (unfinished, kept)

    def finish(self) -> Reply:
        """Give the file its name."""
        if self._pending is None:
            raise RuntimeError("finish() comes after offer().")
        unfinished, kept = self._pending
        try:
            os.replace(unfinished, kept)
        except OSError as problem:
            raise NoReply(_said(problem)) from problem
        self._pending = None
        return 250, "kept as a file"

    def drop(self) -> None:
        """Forget a file that was begun."""
        if self._pending is not None:
            with contextlib.suppress(OSError):
                self._pending[0].unlink(missing_ok=True)
            self._pending = None


def open_transport(
    email_url: str, *, folder: Path, local_name: str, reply_seconds: float
) -> Transport:
    """Return the way out that `email_url` names; the folder when it is empty."""
    if not email_url:
        return FolderTransport(folder)
    return SmtpTransport(
        Server.from_url(email_url), local_name=local_name, reply_seconds=reply_seconds
    )


def without_end(raw: bytes) -> bytes:
    """Return `raw` as SMTP sends it: CRLF lines, leading dots doubled, the final dot missing."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    stuffed = (b"." + line if line.startswith(b".") else line for line in lines)
    return b"\r\n".join(stuffed) + b"\r\n"


def _port_is_sound(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _expect(reply: tuple[int, bytes], stage: str, hundred: int) -> None:
    code, text = reply
    if code // 100 != hundred:
        if code < 0:
            raise smtplib.SMTPServerDisconnected("The mail server hung up.")
        raise Refused(stage, code, _words(text))


def _sock(link: smtplib.SMTP) -> ssl.SSLSocket:
    if link.sock is None:
        raise smtplib.SMTPServerDisconnected("The mail server hung up.")
    return link.sock  # type: ignore[return-value]


def _words(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\n", " ")[:300]


def _said(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:300]
