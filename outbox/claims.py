"""Who holds a mail: lease, fencing token, hand-off mark, outcome; each in its own commit."""

import os
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import (
    Case,
    DateTimeField,
    ExpressionWrapper,
    F,
    Model,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from outbox.models import WAITING, EmailAttempt, MailState, OutgoingEmail

BATCH = 10


@dataclass(frozen=True)
class Outcome:
    """What one try at sending came to: how far it got and what the server answered."""

    stage: str
    code: int | None = None
    text: str = ""


def lease_clock(delta: timedelta = timedelta(0)) -> Any:
    """Return the moment leases are measured by, plus `delta`.

    PostgreSQL lends its own clock, so that a worker whose clock is off cannot shorten a lease;
    SQLite lives on one machine, which has one clock.
    """
    if connection.vendor == "postgresql":
        return ExpressionWrapper(Now() + delta, output_field=DateTimeField())
    return Value(timezone.now() + delta, output_field=DateTimeField())


def claim(now: datetime, *, limit: int = BATCH) -> list[OutgoingEmail]:
    """Take up to `limit` mails that are due at `now` (UTC) under one new lease, dearest first."""
    token = uuid.uuid4().hex
    with transaction.atomic(durable=True):
        due = OutgoingEmail.objects.filter(
            state__in=WAITING, next_attempt_at__lte=now, cancel_requested_at=None
        ).order_by("priority", "next_attempt_at", "id")
        keys = list(_skip_locked(due).values_list("pk", flat=True)[:limit])
        if not keys:
            return []
        OutgoingEmail.objects.filter(pk__in=keys, state__in=WAITING).update(
            state=MailState.SENDING,
            lease_token=token,
            lease_owner=worker_name(),
            lease_until=lease_clock(timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)),
            attempts=F("attempts") + 1,
            handoff_at=None,
        )
        claimed = OutgoingEmail.objects.filter(pk__in=keys, lease_token=token)
        return list(claimed.order_by("priority", "next_attempt_at", "id"))


def _skip_locked[M: Model](rows: QuerySet[M]) -> QuerySet[M]:
    # SQLite needs no row locks: its transactions take the one write lock when they begin.
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def mark_handoff(email: OutgoingEmail) -> bool:
    """Commit that the mail is about to be handed off; False means: do not send it.

    This is the last commit before the final dot and the point where a cancellation wins or loses.
    """
    room = lease_clock(timedelta(seconds=settings.OUTBOX_REPLY_SECONDS * 1.1))
    with transaction.atomic(durable=True):
        marked = _held(email).filter(lease_until__gt=room, cancel_requested_at=None)
        return bool(
            marked.update(
                handoff_at=lease_clock(),
                handoffs=F("handoffs") + 1,
                frozen_at=Coalesce("frozen_at", lease_clock()),
            )
        )


def confirm(email: OutgoingEmail, outcome: Outcome, *, now: datetime) -> bool:
    """Record that the server took the mail. Holds even when the lease was taken for doubtful."""
    with transaction.atomic(durable=True):
        taken = OutgoingEmail.objects.filter(
            pk=email.pk,
            lease_token=email.lease_token,
            state__in=(MailState.SENDING, MailState.UNCERTAIN),
        ).update(
            state=MailState.SENT,
            sent_at=now,
            uncertain_since=None,
            **_no_lease(),
            **_answer(outcome),
        )
        if taken:
            _record(email, outcome, now)
    return bool(taken)


def retry(email: OutgoingEmail, outcome: Outcome, *, now: datetime, wait: timedelta) -> bool:
    """Put back a mail that certainly did not arrive, or give it up when its time is over."""
    over = now >= email.give_up_at
    return _settle(
        email,
        outcome,
        now=now,
        state=Case(
            When(cancel_requested_at__isnull=False, then=Value(MailState.CANCELLED)),
            default=Value(MailState.DEAD if over else MailState.RETRY),
        ),
        next_attempt_at=now + wait,
        handoff_at=None,
        **_no_lease(),
    )


def refuse(email: OutgoingEmail, outcome: Outcome, *, now: datetime) -> bool:
    """Record that the server refused the mail for good."""
    return _settle(email, outcome, now=now, state=MailState.FAILED, handoff_at=None, **_no_lease())


def doubt(email: OutgoingEmail, outcome: Outcome, *, now: datetime) -> bool:
    """Record that nobody knows whether the mail arrived. It is never sent again unasked."""
    return _settle(email, outcome, now=now, state=MailState.UNCERTAIN, uncertain_since=now)


def release(emails: list[OutgoingEmail], *, problem: str = "") -> None:
    """Give back mails that were not tried: no attempt is charged and they stay due."""
    for email in emails:
        with transaction.atomic(durable=True):
            _held(email).update(
                state=_retry_unless_cancelled(),
                attempts=F("attempts") - 1,
                smtp_text=problem[:300] or F("smtp_text"),
                handoff_at=None,
                **_no_lease(),
            )


def expire(now: datetime) -> int:
    """Set aside the waiting mails that are no longer useful at `now` (UTC); returns how many."""
    with transaction.atomic(durable=True):
        late = OutgoingEmail.objects.filter(state__in=WAITING, not_after__lt=now)
        return late.update(state=MailState.EXPIRED)


def reap_leases(now: datetime) -> tuple[int, int]:
    """Settle the mails whose holder is gone; returns how many wait again and how many are in doubt.

    Without the hand-off mark a mail certainly did not go out; with it, nobody knows.
    """
    with transaction.atomic(durable=True):
        over = OutgoingEmail.objects.filter(state=MailState.SENDING, lease_until__lt=lease_clock())
        # The token stays: a holder that was only slow may still say that the mail arrived.
        doubtful = over.filter(handoff_at__isnull=False).update(
            state=MailState.UNCERTAIN, uncertain_since=now, lease_until=None
        )
        again = over.filter(handoff_at__isnull=True).update(
            state=_retry_unless_cancelled(), **_no_lease()
        )
    return again, doubtful


def worker_name() -> str:
    """Return a name for this process that a person can find on the machine."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def _held(email: OutgoingEmail) -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(
        pk=email.pk, state=MailState.SENDING, lease_token=email.lease_token
    )


def _settle(email: OutgoingEmail, outcome: Outcome, *, now: datetime, **changes: Any) -> bool:
    with transaction.atomic(durable=True):
        mine = _held(email).update(**_answer(outcome), **changes)
        if mine:
            _record(email, outcome, now)
    return bool(mine)


def _retry_unless_cancelled() -> Case:
    return Case(
        When(cancel_requested_at__isnull=False, then=Value(MailState.CANCELLED)),
        default=Value(MailState.RETRY),
    )


def _no_lease() -> dict[str, Any]:
    return {"lease_token": "", "lease_owner": "", "lease_until": None}


def _answer(outcome: Outcome) -> dict[str, Any]:
    return {"smtp_code": outcome.code, "smtp_text": outcome.text[:300]}


def _record(email: OutgoingEmail, outcome: Outcome, now: datetime) -> None:
    attempt = EmailAttempt(
        email=email,
        number=email.attempts,
        at=now,
        stage=outcome.stage,
        code=outcome.code,
        text=outcome.text[:300],
        worker=worker_name(),
    )
    # An attempt in doubt may be settled later under the same number; the first word stays.
    EmailAttempt.objects.bulk_create([attempt], ignore_conflicts=True)
