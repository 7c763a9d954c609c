"""Reads the mails of the outbox as a mail program does, and the letters they should hold."""

import email
import html
import re
from dataclasses import dataclass
from email import policy
from pathlib import Path

from django.db.models import F

from accounts.formats import plain
from outbox.models import OutgoingEmail

# A blank of a letter in its source, which no reader may see.
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True)
class Mail:
    """One mail as its reader sees it; `html` is the text of the HTML part without its tags."""

    to: str
    subject: str
    text: str
    html: str
    links: tuple[str, ...]
    headers: dict[str, str]


def read(row: OutgoingEmail) -> Mail:
    """Return the mail that a row of the outbox holds."""
    message = email.message_from_bytes(bytes(row.raw), policy=policy.default)
    page = message.get_body(("html",)).get_content()
    words = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style.*?</style>", "", page)))
    return Mail(
        to=str(message["To"]),
        subject=str(message["Subject"]).strip(),
        text=plain(message.get_body(("plain",)).get_content()).replace("\r\n", "\n"),
        html=" ".join(plain(words).split()),
        links=tuple(re.findall(r'href="([^"]+)"', page)),
        headers={name: str(value) for name, value in message.items()},
    )


def to_the_owner() -> list[Mail]:
    """Return the mails to freelancers, in the order in which they were made.

    The clock of a test stands still, and PostgreSQL returns what is equal in any order.
    """
    rows = OutgoingEmail.objects.filter(audience="owner")
    rows = rows.order_by("created_at", "priority", "dedupe_key")
    return [read(row) for row in rows]


def to_the_client() -> list[Mail]:
    """Return the letters to clients, in the order in which they were made.

    A letter that went out again belongs to its last mail; the one before has none any more.
    """
    rows = OutgoingEmail.objects.filter(audience="client")
    rows = rows.order_by("created_at", F("message__pk").asc(nulls_first=True))
    return [read(row) for row in rows]


def in_full(name: str) -> str:
    """Return the letter that is written out in the folder `letters` under this name."""
    return (Path(__file__).parent / "letters" / f"{name}.txt").read_text("utf-8").strip()
