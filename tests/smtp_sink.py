"""A mail server for tests: writes each accepted mail to a file before it answers.

By hand: `python -m tests.smtp_sink 2525 sink.jsonl`.
"""

import asyncio
import contextlib
import email
import email.policy
import json
import logging
import os
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session, syntax

# aiosmtpd speaks of its own deprecations at every sign-in.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Sink:
    """The server and its switches. `delay` is in seconds; replies are whole SMTP lines."""

    log: Path
    port: int = 0
    delay: float = 0.0
    # The one whose mails alone are delayed; those of all where it is empty.
    slow_to: str = ""
    mail_reply: str = ""
    rcpt_reply: str = ""
    # What is answered to the command DATA, and what to the end of the mail.
    begin_reply: str = ""
    data_reply: str = ""
    drop_before_reply: bool = False
    # Takes the connection and says nothing; refuses every password; is about to shut down.
    mute: bool = False
    refuse_password: bool = False
    closing: bool = False
    _controller: Any = field(default=None, repr=False)

    def start(self) -> None:
        """Listen on 127.0.0.1; the port is chosen once and kept over stop and start."""
        self.port = self.port or free_port()
        self._controller = _Controller(
            _Handler(self), hostname="127.0.0.1", port=self.port, ready_timeout=10
        )
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections until the next start."""
        if self._controller is not None:
            with contextlib.suppress(Exception):
                # The end of the server waits for the last link, however long that takes.
                self._controller.loop.call_soon_threadsafe(self._controller.handler.hang_up)
                self._controller.stop()
            self._controller = None

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def entries(self) -> list[dict[str, Any]]:
        """Return what was accepted, oldest first."""
        if not self.log.exists():
            return []
        # Behind the last line break stands a mail that is just being written.
        return [json.loads(line) for line in self.log.read_text("utf-8").split("\n")[:-1]]

    def messages(self) -> list[EmailMessage]:
        """Return the accepted mails, parsed."""
        return [
            email.message_from_string(entry["raw"], policy=email.policy.default)  # type: ignore[misc]
            for entry in self.entries()
        ]

    def wait_for(self, count: int, *, seconds: float = 30) -> list[dict[str, Any]]:
        """Wait until `count` mails have been accepted, or the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(self.entries()) < count:
            time.sleep(0.1)
        return self.entries()


class _Controller(Controller):
    def factory(self) -> SMTP:
        handler = self.handler
        return _Server(
            handler,
            hostname="sink.test",
            timeout=300,
            auth_require_tls=False,
            authenticator=handler.authenticate,
            **self.SMTP_kwargs,
        )


class _Server(SMTP):
    def connection_made(self, transport: Any) -> None:
        self.event_handler.links.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.links.discard(self.transport)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self.event_handler.is_mute:
            await asyncio.sleep(3600)
        await super()._handle_client()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.begin_reply:
            await self.push(self.event_handler.begin_reply)
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._lock = threading.Lock()
        self.links: set[Any] = set()

    def hang_up(self) -> None:
        """Break off every link; runs in the thread of the server."""
        for transport in list(self.links):
            transport.abort()

    @property
    def is_mute(self) -> bool:
        return self._sink.mute

    @property
    def begin_reply(self) -> str:
        return self._sink.begin_reply

    def authenticate(self, *details: Any) -> AuthResult:
        return AuthResult(success=not self._sink.refuse_password, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self._sink.closing:
            return "421 4.3.2 Closing down"
        if self._sink.mail_reply:
            return self._sink.mail_reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self._sink.rcpt_reply:
            return self._sink.rcpt_reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._sink.data_reply:
            return self._sink.data_reply
        self._write(envelope)
        if self._sink.drop_before_reply:
            server.transport.abort()
            return "421 gone"
        if self._sink.delay and self._sink.slow_to in ("", *envelope.rcpt_tos):
            await asyncio.sleep(self._sink.delay)
        return "250 Accepted"

    def _write(self, envelope: Envelope) -> None:
        raw = bytes(envelope.content or b"").decode("utf-8", "replace")
        message = email.message_from_string(raw)
        entry = {
            "at": time.time(),
            "to": envelope.rcpt_tos,
            "from": envelope.mail_from,
            "message_id": message["Message-ID"],
            "mail_id": message["X-Amends-Mail"],
            "subject": message["Subject"],
            "raw": raw,
        }
        with self._lock, self._sink.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


def free_port() -> int:
    """Return a port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    running = Sink(log=Path(sys.argv[2]), port=int(sys.argv[1]))
    running.start()
    print(f"Listening on {running.url}, writing to {running.log}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
