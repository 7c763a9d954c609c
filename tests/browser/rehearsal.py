"""A running installation whose clock a test moves, with its reminders and its mail as rows."""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from accounts.clock import SHIFT_FILE
from accounts.working_time import WorkCalendar, make_calendar
from tests.processes.installation import Installation, wait_until
from tests.smtp_sink import Sink

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TICK_AND_SEND = 40.0


@dataclass(frozen=True)
class Planned:
    """One reminder as its row has it."""

    kind: str
    firing: int
    due_at: datetime
    state: str


@dataclass(frozen=True)
class Mail:
    """One mail as its reader sees it."""

    to: str
    reply_to: str
    subject: str
    text: str
    links: tuple[str, ...]


@dataclass
class Rehearsal:
    """Real processes on one data folder, with the sink that takes their mail."""

    running: Installation
    sink: Sink

    # The clock.

    @property
    def now(self) -> datetime:
        """Return what the clock of the product shows (UTC)."""
        file = self.running.folder / SHIFT_FILE
        shift = int(file.read_text("ascii")) if file.exists() else 0
        return datetime.now(UTC) + timedelta(seconds=shift)

    def turn_to(self, moment: datetime) -> None:
        """Set the clock to `moment`. Swapped in whole, as the processes read it all the time."""
        shift = round((moment - datetime.now(UTC)).total_seconds())
        fresh = self.running.folder / f"{SHIFT_FILE}.new"
        fresh.write_text(str(shift), "ascii")
        os.replace(fresh, self.running.folder / SHIFT_FILE)

    # What the database holds, read only.

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        file = f"file:{self.running.folder / 'amends.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=20)) as database:
            return database.execute(question).fetchall()

    def calendar(self) -> WorkCalendar:
        """Return the working calendar of the one account."""
        found = self.rows(
            "SELECT time_zone, working_days, work_starts, work_ends, country, days_off"
            " FROM accounts_preferences"
        )
        zone, days, starts, ends, country, off = found[0]
        return make_calendar(
            zone=zone,
            working_days=days,
            day_start=time.fromisoformat(starts),
            day_end=time.fromisoformat(ends),
            country=country,
            days_off=off,
        )

    def reminders(self, state: str = "") -> list[Planned]:
        """Return the reminders in the order in which they are due, of one state or all."""
        found = self.rows(
            "SELECT kind, firing, due_at, state FROM complaints_reminder ORDER BY due_at, kind, id"
        )
        every = [
            Planned(kind, firing, datetime.fromisoformat(due).replace(tzinfo=UTC), is_now)
            for kind, firing, due, is_now in found
        ]
        return [row for row in every if state in {"", row.state}]

    def reply_due_at(self) -> datetime:
        """Return by when the first reply of the one complaint is due."""
        found = self.rows("SELECT ack_due_at FROM complaints_complaint")
        return datetime.fromisoformat(found[0][0]).replace(tzinfo=UTC)

    def last_look(self) -> datetime:
        """Return when the reminders were looked at last, by the clock of the product."""
        found = self.rows("SELECT at FROM outbox_heartbeat WHERE name = 'materialise'")
        return datetime.fromisoformat(found[0][0]).replace(tzinfo=UTC)

    # The mail.

    def mails(self) -> list[Mail]:
        return [read(message) for message in self.sink.messages()]

    def wait_for_mails(self, count: int) -> list[Mail]:
        """Wait until `count` mails have arrived in all."""
        arrived = wait_until(lambda: len(self.sink.entries()) >= count, seconds=TICK_AND_SEND)
        assert arrived, f"{[mail.subject for mail in self.mails()]}\n{self.running.log()[-3000:]}"
        return self.mails()

    def next_mail(self) -> tuple[list[Planned], Mail]:
        """Turn the clock to the next planned reminder; return what was due and its mail."""
        due = self.reminders("scheduled")[0].due_at + MINUTE
        told = [row for row in self.reminders("scheduled") if row.due_at <= due]
        before = len(self.sink.entries())
        self.turn_to(due)
        return told, self.wait_for_mails(before + 1)[-1]

    def wait_for_a_look(self) -> None:
        """Wait until the reminders were looked at by the clock as it stands now."""
        since = self.now - MINUTE
        assert wait_until(lambda: self.last_look() > since, seconds=TICK_AND_SEND)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "")


def read(message: EmailMessage) -> Mail:
    """Return a mail in parts. Its plain words must hold every link that its page has."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    text, parser = plain.get_content(), _Links()
    parser.feed(page.get_content())
    missing = [link for link in parser.found if link.startswith("http") and link not in text]
    assert missing == [], (message["Subject"], missing)
    return Mail(
        to=str(message["To"]),
        reply_to=str(message["Reply-To"] or ""),
        subject=" ".join(str(message["Subject"]).split()),
        text=plain_spaces(text),
        links=tuple(dict.fromkeys(parser.found)),
    )


def link_in(mail: Mail, part: str) -> str:
    """Return the one link of a mail whose address holds `part`."""
    found = [link for link in re.findall(r"https?://\S+", mail.text) if part in link]
    assert len(set(found)) == 1, mail.text
    return found[0]


def plain_spaces(text: str) -> str:
    """Return the text without the spaces that hold a date together."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def named(on: date, today: date) -> str:
    """Return "Thursday 12 June", with the year when it is not this one, written here once more on
    purpose."""
    year = f" {on.year}" if on.year != today.year else ""
    return f"{on:%A} {on.day} {on:%B}{year}"
