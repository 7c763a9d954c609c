"""SMTP over several connections at once, with the moment before the final dot laid open."""

import select
import smtplib
import socket
import ssl
import time
from collections.abc import Generator, Iterable, Iterator, Sequence

from accounts.reach import is_local
from outbox.refusals import CLOSING, refusal, why
from outbox.transport import (
    Broken,
    NoReply,
    Parcel,
    Problem,
    Refused,
    Reply,
    Server,
    SignInRefused,
    Unreachable,
    said,
    without_end,
    words,
)

CONNECT_SECONDS = 10
SIGN_IN_SECONDS = 30
COMMAND_SECONDS = 60
# How long the first of several answers waits for the others, so that one commit records them.
GATHER_SECONDS = 0.03
Dialogue = Generator[None]


class Link:
    """One connection. The steps of its dialogue can be taken turn about with those of others."""

    def __init__(self, server: Server, *, local_name: str) -> None:
        self._server = server
        self._local_name = local_name
        self._smtp = self._connect()

    def knock(self, sender: str) -> None:
        """Begin a mail and forget it."""
        self._smtp.putcmd("mail", f"FROM:{smtplib.quoteaddr(sender)}")
        self._expect("mail", 2)
        self.reset()

    def offer(self, parcel: Parcel) -> Dialogue:
        """Say MAIL, RCPT and DATA and send the body without its end; yields before each answer."""
        self._smtp.putcmd("mail", f"FROM:{smtplib.quoteaddr(parcel.sender)}")
        yield
        self._expect("mail", 2)
        self._smtp.putcmd("rcpt", f"TO:{smtplib.quoteaddr(parcel.rcpt)}")
        yield
        self._expect("rcpt", 2)
        self._smtp.putcmd("data")
        yield
        self._expect("data", 3)
        self.socket.sendall(without_end(parcel.raw))

    def end(self, reply_seconds: float) -> None:
        """Send the final dot."""
        self.socket.settimeout(reply_seconds)
        self.socket.sendall(b".\r\n")

    def answer(self) -> Reply:
        """Read the answer to the final dot."""
        code, text = self._smtp.getreply()
        self.socket.settimeout(COMMAND_SECONDS)
        return code, words(text)

    def reset(self) -> None:
        """Forget a mail that was begun."""
        self._smtp.rset()

    def close(self) -> None:
        """Close the socket as it is."""
        self._smtp.close()

    @property
    def socket(self) -> ssl.SSLSocket:
        """The socket under the dialogue; raises SMTPServerDisconnected when it is gone."""
        if self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("The mail server hung up.")
        return self._smtp.sock  # type: ignore[return-value]

    def _expect(self, stage: str, hundred: int) -> None:
        code, text = self._smtp.getreply()
        if code // 100 != hundred:
            raise refusal(stage, code, words(text))

    def _connect(self) -> smtplib.SMTP:
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._greet()
            sock = smtp.sock
            if sock is None:
                raise Unreachable("The mail server hung up.")
            # The final dot goes out alone; without this it waits for an answer to the body.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(SIGN_IN_SECONDS)
            self._sign_in(smtp)
            smtp.sock.settimeout(COMMAND_SECONDS)  # type: ignore[union-attr]
        except (OSError, UnicodeError, smtplib.SMTPException, Unreachable) as problem:
            if smtp is not None:
                smtp.close()
            raise why(problem) from problem
        return smtp

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

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        where = self._server
        smtp.ehlo_or_helo_if_needed()
        encrypted = where.tls_from_start
        if not encrypted and where.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
            encrypted = True
        if not where.user:
            return
        if not encrypted and not is_local(where.host):
            raise SignInRefused("The mail server offers no encryption; the password was not sent.")
        smtp.login(where.user, where.password)


class SmtpTransport:
    """Up to `width` connections, offered to step by step together and finished in one go."""

    def __init__(
        self, server: Server, *, local_name: str, reply_seconds: float, width: int = 1
    ) -> None:
        self._server = server
        self._local_name = local_name
        self._reply_seconds = reply_seconds
        self._width = width
        self._links: list[Link | None] = []

    def ready(self, wanted: int) -> int:
        """Open as many connections as are wanted and allowed; one is enough to go on."""
        links = [link for link in self._links if link is not None]
        while len(links) < min(wanted, self._width):
            try:
                links.append(Link(self._server, local_name=self._local_name))
            except Unreachable:
                if not links:
                    raise
                # The server grants no more of them.
                self._width = len(links)
        self._links = [*links]
        return min(len(links), wanted)

    def knock(self, sender: str) -> None:
        """Sign in and name the sender. A refusal for now is an answer like any other."""
        self.ready(1)
        try:
            self._link(0).knock(sender)
        except Refused:
            self.withdraw(0)
        except (OSError, smtplib.SMTPException) as problem:
            raise Unreachable(said(problem)) from problem

    def offer(self, parcels: Sequence[Parcel]) -> list[Problem | None]:
        """Bring the mails, all dialogues in step, so that they wait for the server together."""
        problems: list[Problem | None] = [None] * len(parcels)
        going = {place: self._link(place).offer(parcel) for place, parcel in enumerate(parcels)}
        while going:
            for place, dialogue in list(going.items()):
                try:
                    next(dialogue)
                except StopIteration:
                    del going[place]
                except (Refused, Unreachable, OSError, smtplib.SMTPException) as problem:
                    del going[place]
                    problems[place] = self._went_wrong(place, problem)
        return problems

    def finish(self, places: Iterable[int]) -> Iterator[dict[int, Reply | NoReply]]:
        """Send all final dots and yield the answers, gathered while they come close together."""
        waiting: dict[int, Link] = {}
        silent: dict[int, Reply | NoReply] = {}
        for place in places:
            link = self._link(place)
            try:
                link.end(self._reply_seconds)
                waiting[place] = link
            except (OSError, smtplib.SMTPException) as problem:
                silent[place] = self._no_reply(place, problem)
        if silent:
            yield silent
        deadline = time.monotonic() + self._reply_seconds
        while waiting:
            answers = self._gather(waiting, deadline)
            waiting = {place: link for place, link in waiting.items() if place not in answers}
            yield answers

    def withdraw(self, place: int) -> None:
        """Close one connection as it is."""
        link = self._links[place] if place < len(self._links) else None
        if link is not None:
            link.close()
            self._links[place] = None

    def drop(self) -> None:
        """Close every connection as it is. Nothing that was offered counts without its end."""
        for place in range(len(self._links)):
            self.withdraw(place)
        self._links = []

    def _gather(self, waiting: dict[int, Link], deadline: float) -> dict[int, Reply | NoReply]:
        """Return the answers that are there or come soon; those of all as missing when none comes.

        It looks at least once: recording the answers before may have taken all the time there was.
        """
        answers: dict[int, Reply | NoReply] = {}
        until = deadline
        while len(answers) < len(waiting):
            open_ones = [place for place in waiting if place not in answers]
            sockets = {waiting[place].socket: place for place in open_ones}
            left = max(0.0, until - time.monotonic())
            ready = select.select(list(sockets), [], [], left)[0]
            if not ready:
                break
            for sock in ready:
                answers[sockets[sock]] = self._answer(sockets[sock], waiting[sockets[sock]])
            until = min(deadline, until, time.monotonic() + GATHER_SECONDS)
        if not answers:
            late = TimeoutError(f"No answer within {self._reply_seconds:g} s")
            return {place: self._no_reply(place, late) for place in waiting}
        return answers

    def _answer(self, place: int, link: Link) -> Reply | NoReply:
        try:
            reply = link.answer()
        except (OSError, smtplib.SMTPException) as problem:
            return self._no_reply(place, problem)
        if reply[0] in CLOSING:
            self.withdraw(place)
        return reply

    def _no_reply(self, place: int, problem: Exception) -> NoReply:
        # A link in doubt is never used again: it may still owe an answer.
        self.withdraw(place)
        return NoReply(said(problem))

    def _link(self, place: int) -> Link:
        link = self._links[place]
        if link is None:
            raise RuntimeError("A mail is offered after ready() and finished after offer().")
        return link

    def _went_wrong(self, place: int, problem: Exception) -> Problem:
        if not isinstance(problem, Refused):
            self.withdraw(place)
            return problem if isinstance(problem, Unreachable) else Broken(said(problem))
        if problem.stage == "data":
            self.withdraw(place)
            return problem
        try:
            self._link(place).reset()
        except (OSError, smtplib.SMTPException):
            self.withdraw(place)
        return problem
