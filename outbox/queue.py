"""The door into the outbox: put a mail in, take it back, ask for it once more."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from outbox import backoff, crash, held, message, unsubscribe
from outbox.doorbell import ring
from outbox.literals import literally
from outbox.models import OPEN, UNSENT, MailAccount, MailState, OutgoingEmail, undecided

__all__ = ["Cancelled", "cancel", "enqueue", "enqueue_message", "ring", "send_again"]

JUST_NOW = timedelta(minutes=1)
FRESH_CHANCE = timedelta(hours=24)


@dataclass(frozen=True)
class Cancelled:
    """How many mails a cancellation met: taken back, stopped on the way, and already gone."""

    won: int
    asked: int
    too_late: int


def enqueue(
    *,
    dedupe_key: str,
    kind: str,
    audience: str,
    user: Any,
    topic: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    not_after: datetime,
    now: datetime,
    from_name: str = "",
    reply_to: str = "",
    priority: int = 30,
    headers: Mapping[str, str] | None = None,
    optional: bool = False,
) -> OutgoingEmail:
    """Put one mail into the outbox and return its row; a key that is known already adds nothing.

    Must run in the transaction of what the mail tells about, so that both happen or neither.
    `not_after` (UTC) is when the mail stops being useful. `optional` marks the daily
    mail, which its reader may decline with one click. A letter to a client waits when its account
    has written a lot (outbox.held). Raises BadAddress when `to` is none, or is an address of this
    server that the account does not own, and RuntimeError outside a transaction.
    """
    known = OutgoingEmail.objects.filter(dedupe_key=dedupe_key).first()
    if known:
        return known
    mail_id = uuid.uuid4()
    extra = {**(headers or {}), **(unsubscribe.headers_for(user) if optional else {})}
    identity = message.message_id(dedupe_key)
    raw = message.build(
        to=to,
        subject=subject,
        text=text,
        html=html,
        from_name=from_name,
        reply_to=reply_to,
        headers=extra,
        message_id=identity,
        mail_id=str(mail_id),
        at=now,
    )
    row = OutgoingEmail(
        id=mail_id,
        dedupe_key=dedupe_key,
        message_id=identity,
        kind=kind,
        audience=audience,
        user=user,
        topic=topic,
        rcpt=message.checked_address(to),
        subject=message.one_line(subject, 255),
        raw=raw,
        priority=priority,
        not_after=not_after,
    )
    return _insert(row, now)


def enqueue_message(
    mail: EmailMessage, *, to: str, kind: str, priority: int, not_after: datetime, now: datetime
) -> OutgoingEmail:
    """Put a message that Django or a library built into the outbox, for the one recipient `to`."""
    mail_id = uuid.uuid4()
    key = f"{kind}:{mail_id}"
    identity = message.message_id(key)
    row = OutgoingEmail(
        id=mail_id,
        dedupe_key=key,
        message_id=identity,
        kind=kind,
        audience="system",
        rcpt=message.checked_address(to),
        subject=message.one_line(str(mail.subject), 255),
        raw=message.freeze(mail, message_id=identity, mail_id=str(mail_id), at=now),
        priority=priority,
        not_after=not_after,
    )
    return _insert(row, now)


def _insert(row: OutgoingEmail, now: datetime) -> OutgoingEmail:
    if not connection.in_atomic_block:
        raise RuntimeError("A mail is queued in the transaction of what it tells about.")
    row.account = default_account()
    row.created_at = row.next_attempt_at = now
    held.take_turn(row, now)
    row.give_up_at = backoff.give_up_at(created_at=row.next_attempt_at, not_after=row.not_after)
    # The unique key decides between two who queue the same mail at once.
    OutgoingEmail.objects.bulk_create([row], ignore_conflicts=True)
    ring()
    crash.point("before_commit")
    # A key and its Message-ID name the same obligation; what went out before a backup was put
    # back is known by its Message-ID only.
    same = Q(dedupe_key=row.dedupe_key) | Q(message_id=row.message_id)
    return OutgoingEmail.objects.get(same)


def default_account() -> MailAccount:
    """Return the account that EMAIL_URL describes."""
    account, _ = MailAccount.objects.get_or_create(name=MailAccount.DEFAULT)
    return account


def cancel(*, topic: str, now: datetime, keys: Collection[str] | None = None) -> Cancelled:
    """Take back the mails of `topic` that have not left; with `keys`, only those.

    Runs in the caller's transaction. What is counted as won or asked is certain not to arrive.
    """
    mails = OutgoingEmail.objects.filter(topic=topic)
    if keys is not None:
        mails = mails.filter(dedupe_key__in=keys)
    # The wish is noted first and is never cleared: a mail that slips from one state into
    # another between these statements still carries it, and the hand-off looks for it.
    mails.filter(state__in=literally(OPEN)).update(cancel_requested_at=now)
    won = mails.filter(state__in=UNSENT, cancel_requested_at__isnull=False).update(
        state=MailState.CANCELLED, counts_at=None
    )
    asked = mails.filter(state=MailState.SENDING, handoff_at__isnull=True).count()
    gone = Q(state=MailState.SENDING, handoff_at__isnull=False) | Q(
        state=MailState.SENT, sent_at__gte=now - JUST_NOW
    )
    return Cancelled(won=won, asked=asked, too_late=mails.filter(gone).count())


def send_again(email: OutgoingEmail, *, now: datetime) -> bool:
    """Queue a mail in trouble once more, because a person asked. False if it moved on.

    What somebody has decided about, perhaps to send it elsewhere, stays as it is.
    """
    rows = OutgoingEmail.objects.filter(undecided(), pk=email.pk).exclude(raw=b"")
    with transaction.atomic():
        again = OutgoingEmail(audience=email.audience, user=email.user, rcpt=email.rcpt)
        again.not_after = again.next_attempt_at = now
        held.take_turn(again, now)
        fresh = again.next_attempt_at + FRESH_CHANCE
        done = rows.update(
            state=again.state,
            resolution="resent",
            next_attempt_at=again.next_attempt_at,
            counts_at=again.counts_at,
            # The try before counts as well.
            weight=F("weight") + again.weight,
            not_after=Greatest("not_after", fresh),
            give_up_at=fresh,
            handoff_at=None,
            cancel_requested_at=None,
            uncertain_since=None,
            lease_token="",
        )
        ring()
    return done == 1
