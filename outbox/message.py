"""Builds the bytes of a mail once: plain text first, headers that cannot be tampered with."""

import ipaddress
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from accounts.addresses import spelled

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
MAIL_ID_HEADER = "X-Amends-Mail"
# Amazon SES refuses a name and address that together are longer than 320 bytes.
NAME_LIMIT = 60
FOLD_FROM, LINE_LIMIT = 60, 900
# Seven bits travel through every server.
PLAIN_SMTP = SMTP.clone(cte_type="7bit")


class BadAddress(ValueError):
    """The recipient is not an address that mail can be sent to."""


def build(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    from_name: str,
    reply_to: str,
    headers: Mapping[str, str],
    message_id: str,
    mail_id: str,
    at: datetime,
) -> bytes:
    """Return the RFC 5322 bytes of one mail to one person.

    `at` (UTC) becomes the Date header. Raises BadAddress for a recipient that is none.
    """
    message = EmailMultiAlternatives(
        subject=one_line(subject, 200),
        body=_encodable(text),
        from_email=_mailbox(from_name, sender_address()),
        to=[checked_address(to)],
        reply_to=[checked_address(reply_to)] if reply_to else [],
        headers={one_line(name, 60): one_line(value) for name, value in headers.items()},
    )
    if html:
        message.attach_alternative(_encodable(html), "text/html")
    return freeze(message, message_id=message_id, mail_id=mail_id, at=at)


def freeze(message: EmailMessage, *, message_id: str, mail_id: str, at: datetime) -> bytes:
    """Return the bytes of a Django message under our own identity and date."""
    ours = {
        "Date": format_datetime(at.astimezone(UTC)),
        "Message-ID": message_id,
        MAIL_ID_HEADER: mail_id,
        **AUTOMATIC,
    }
    given = {**message.extra_headers, **ours}
    plain = {name: value for name, value in given.items() if str(value).isascii()}
    message.extra_headers = given
    built = message.message(policy=PLAIN_SMTP)
    for name in plain:
        del built[name]
    return _verbatim(plain) + built.as_bytes()


def message_id(dedupe_key: str) -> str:
    """Return the Message-ID of an obligation: the same key always has the same one."""
    digest = salted_hmac("outbox.message-id", dedupe_key, algorithm="sha256").hexdigest()[:32]
    return f"<r.{digest}@{sender_address().partition('@')[2]}>"


def sender_address() -> str:
    """Return the address that mail is sent from, without its name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def greeting_name() -> str:
    """Return the name this machine greets a mail server with, without asking DNS."""
    try:
        return f"[{ipaddress.ip_address(settings.SITE_HOST)}]"
    except ValueError:
        return str(settings.SITE_HOST)


def checked_address(address: str) -> str:
    """Return a deliverable spelling of `address` in plain ASCII, or raise BadAddress."""
    try:
        return spelled(address)
    except ValidationError as problem:
        raise BadAddress(f"{address[:80]!r} is not an address that mail can go to.") from problem


def is_ours(address: str) -> bool:
    """Return whether `address` is at the domain that this server itself sends from."""
    return address.rpartition("@")[2].lower() == sender_address().rpartition("@")[2].lower()


def one_line(value: str, limit: int = 900) -> str:
    """Return `value` on one line, without control characters and lone surrogates."""
    clean = "".join(c if c.isprintable() else " " for c in str(value))
    return " ".join(clean.split())[:limit]


def _verbatim(headers: Mapping[str, str]) -> bytes:
    """Return headers as they are: the library would encode a long address or id beyond reading."""
    lines = (f"{name}: {_folded(one_line(value, LINE_LIMIT))}" for name, value in headers.items())
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _folded(value: str) -> str:
    return value if len(value) < FOLD_FROM else value.replace(" ", "\r\n ")


def _encodable(body: str) -> str:
    """Return `body` without NUL and lone surrogates, which no mail can carry."""
    return body.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _mailbox(name: str, address: str) -> str:
    display = one_line(name, NAME_LIMIT) or parseaddr(settings.DEFAULT_FROM_EMAIL)[0]
    return str(Address(display_name=display, addr_spec=address))
