"""Who holds a mail: lease, fencing token, hand-off mark, outcome; each in its own commit."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
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
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from outbox.literals import literally
from outbox.models import UNSENT, WAITING, EmailAttempt, MailState, OutgoingEmail

BATCH = 12
HELD = Q(state=MailState.SENDING)
# An acceptance also settles a mail whose lease was taken for doubtful meanwhile.
ACCEPTABLE = Q(state__in=(MailState.SENDING, MailState.UNCERTAIN))


@dataclass(frozen=True)
class Outcome:
    """What one try at sending came to: how far it got and what the server answered."""

    stage: str
    code: int | None = None
    text: str = ""


# What came of which mail, and when it became known (UTC).
Record = tuple[Mapping[uuid.UUID, Outcome], datetime]


def lease_clock(delta: timedelta = timedelta(0)) -> Any:
    """Return the moment leases are measured by, plus `delta`.

    PostgreSQL lends its own clock, so that a worker whose clock is off cannot shorten a lease;
    SQLite lives on one machine, which has one clock.
    """
    if connection.vendor == "postgresql":
        return ExpressionWrapper(Now() + delta, output_field=DateTimeField())
    return Value(timezone.now() + delta, output_field=DateTimeField())


def claim(
    now: datetime, *, owner: str = "", token: str = "", limit: int = BATCH
) -> list[OutgoingEmail]:
    """Take up to `limit` mails that are due at `now` (UTC) under one new lease, dearest first.

    `owner` names the sender for others; `token` is the lease, made here when none is given.
    """
    token = token or uuid.uuid4().hex
    with transaction.atomic(durable=True):
        due = OutgoingEmail.objects.filter(
            state__in=literally(WAITING), next_attempt_at__lte=now, cancel_requested_at=None
        ).order_by("priority", "next_attempt_at", "id")
        keys = list(skip_locked(due).values_list("pk", flat=True)[:limit])
        if not keys:
            return []
        OutgoingEmail.objects.filter(pk__in=keys, state__in=WAITING).update(
            state=MailState.SENDING,
            lease_token=token,
            lease_owner=owner,
            lease_until=lease_clock(timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)),
            attempts=F("attempts") + 1,
            handoff_at=None,
        )
        claimed = OutgoingEmail.objects.filter(pk__in=keys, lease_token=token)
        return list(claimed.order_by("priority", "next_attempt_at", "id"))


def skip_locked[M: Model](rows: QuerySet[M]) -> QuerySet[M]:
    """Lock `rows` but for those that somebody else has locked.

    Whoever changes several mails takes them so: two that do it never wait for each other in a
    ring. SQLite needs no row locks: its transactions take the one write lock when they begin.
    """
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def mark_handoff(emails: Sequence[OutgoingEmail]) -> set[uuid.UUID]:
    """Commit which of these mails of one claim are about to be handed off; send no others.

    This is the last commit before the final dots and the point where a cancellation wins or loses.
    """
    room = lease_clock(timedelta(seconds=settings.OUTBOX_REPLY_SECONDS * 1.1))
    return _change(
        emails,
        HELD & Q(lease_until__gt=room, cancel_requested_at=None),
        handoff_at=lease_clock(),
        handoffs=F("handoffs") + 1,
        frozen_at=Coalesce("frozen_at", lease_clock()),
    )


def confirm(
    emails: Sequence[OutgoingEmail], outcomes: Mapping[uuid.UUID, Outcome], *, now: datetime
) -> set[uuid.UUID]:
    """Record in one commit that the server took these mails of one claim; returns which."""
    texts = [When(pk=key, then=Value(outcome.text[:300])) for key, outcome in outcomes.items()]
    codes = [When(pk=key, then=Value(outcome.code)) for key, outcome in outcomes.items()]
    return _change(
        emails,
        ACCEPTABLE,
        record=(outcomes, now),
        state=MailState.SENT,
        sent_at=now,
        uncertain_since=None,
        smtp_code=Case(*codes),
        smtp_text=Case(*texts),
        **no_lease(),
    )


def retry(email: OutgoingEmail, outcome: Outcome, *, now: datetime, wait: timedelta) -> bool:
    """Put back a mail that certainly did not arrive, or give it up when its time is over."""
    over = now >= email.give_up_at
    return _settle(
        email,
        outcome,
        now=now,
        state=unless_cancelled(MailState.DEAD if over else MailState.RETRY),
        next_attempt_at=now + wait,
        handoff_at=None,
        resolution="",
        **no_lease(),
    )


def refuse(email: OutgoingEmail, outcome: Outcome, *, now: datetime) -> bool:
    """Record that the server refused the mail for good."""
    state: dict[str, Any] = {"state": MailState.FAILED, "resolution": ""}
    return _settle(email, outcome, now=now, handoff_at=None, **state, **no_lease())


def doubt(email: OutgoingEmail, outcome: Outcome, *, now: datetime) -> bool:
    """Record that nobody knows whether the mail arrived. It is never sent again unasked."""
    state: dict[str, Any] = {"state": MailState.UNCERTAIN, "resolution": ""}
    return _settle(email, outcome, now=now, uncertain_since=now, **state)


def release(emails: Sequence[OutgoingEmail], *, problem: str = "") -> set[uuid.UUID]:
    """Give back mails of one claim that were not tried: no attempt is charged, they stay due."""
    return _change(
        emails,
        HELD,
        state=unless_cancelled(MailState.RETRY),
        attempts=F("attempts") - 1,
        smtp_text=problem[:300] or F("smtp_text"),
        handoff_at=None,
        **no_lease(),
    )


def expire(now: datetime) -> int:
    """Set aside the waiting mails that are no longer useful at `now` (UTC); returns how many."""
    with transaction.atomic(durable=True):
        late = OutgoingEmail.objects.filter(state__in=literally(UNSENT), not_after__lt=now)
        keys = list(skip_locked(late).values_list("pk", flat=True))
        if not keys:
            return 0
        # Whoever asked for it once more did not decide about this.
        return OutgoingEmail.objects.filter(pk__in=keys).update(
            state=MailState.EXPIRED, resolution="", counts_at=None
        )


def unless_cancelled(state: str) -> Case:
    """Return `state`, or `cancelled` for a mail that somebody asked to take back."""
    return Case(
        When(cancel_requested_at__isnull=False, then=Value(MailState.CANCELLED)),
        default=Value(state),
    )


def no_lease() -> dict[str, Any]:
    """Return the fields of a mail that nobody holds."""
    return {"lease_token": "", "lease_owner": "", "lease_until": None}


def _change(
    emails: Sequence[OutgoingEmail],
    condition: Q,
    *,
    record: Record | None = None,
    **changes: Any,
) -> set[uuid.UUID]:
    """Change those of our mails that fulfil `condition` in one commit; return which.

    What somebody else has locked for a moment is done one by one after that.
    """
    done: set[uuid.UUID] = set()
    keys = {email.pk for email in emails}
    if not keys:
        return done
    rows = OutgoingEmail.objects.filter(condition, lease_token=emails[0].lease_token)
    with transaction.atomic(durable=True):
        done = set(skip_locked(rows.filter(pk__in=keys)).values_list("pk", flat=True))
        if done:
            OutgoingEmail.objects.filter(pk__in=done).update(**changes)
            _write_down((email for email in emails if email.pk in done), record)
    if connection.features.has_select_for_update_skip_locked:
        for email in (email for email in emails if email.pk not in done):
            with transaction.atomic(durable=True):
                if rows.filter(pk=email.pk).update(**changes):
                    done.add(email.pk)
                    _write_down([email], record)
    return done


def _settle(email: OutgoingEmail, outcome: Outcome, *, now: datetime, **changes: Any) -> bool:
    answer = {"smtp_code": outcome.code, "smtp_text": outcome.text[:300]}
    return bool(_change([email], HELD, record=({email.pk: outcome}, now), **answer, **changes))


def _write_down(emails: Iterable[OutgoingEmail], record: Record | None) -> None:
    if record is None:
        return
    outcomes, at = record
    attempts = [
        EmailAttempt(
            email=email,
            number=email.attempts,
            at=at,
            stage=outcomes[email.pk].stage,
            code=outcomes[email.pk].code,
            text=outcomes[email.pk].text[:300],
            worker=email.lease_owner,
        )
        for email in emails
    ]
    # An attempt in doubt may be settled later under the same number; the first word stays.
    EmailAttempt.objects.bulk_create(attempts, ignore_conflicts=True)
