"""What becomes of mails whose sender is gone: evidence first, then another try, or doubt."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from outbox import journal
from outbox.claims import Outcome, confirm, lease_clock, no_lease, skip_locked, unless_cancelled
from outbox.models import SURFACED, MailState, OutgoingEmail

# How long a mail in doubt waits for evidence before a person is asked.
GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Reaped:
    """How many mails wait again, are in doubt, were found to have arrived, and need somebody."""

    again: int = 0
    uncertain: int = 0
    confirmed: int = 0
    surfaced: int = 0


def reap(now: datetime) -> Reaped:
    """Settle what senders that are gone have left; any number of processes may do so at once."""
    left = list(journal.left_behind(settings.VAR_DIR))
    confirmed = sum(_replay(each, now) for each in left)
    ours = journal.mine()
    for each in left:
        if each.owner == ours.owner:
            ours.settled((accepted.mail_id, accepted.token) for accepted in each.accepted)
    again, doubtful = _take_over(now, {each.owner: each for each in left})
    for each in left:
        _forget(each)
    return Reaped(again, doubtful, confirmed, _surface(now))


def give_back(token: str, ours: journal.Journal) -> int:
    """Put back what this process claimed in a round that broke off, unless a dot may be out."""
    held = OutgoingEmail.objects.filter(state=MailState.SENDING, lease_token=token)
    with transaction.atomic(durable=True):
        keys = [
            pk
            for pk in skip_locked(held).values_list("pk", flat=True)
            if not ours.has_begun(str(pk), token)
        ]
        return OutgoingEmail.objects.filter(pk__in=keys).update(
            state=unless_cancelled(MailState.RETRY),
            attempts=F("attempts") - 1,
            handoff_at=None,
            **no_lease(),
        )


def _replay(left: journal.Left, now: datetime) -> int:
    """Record the acceptances that the database could not take when they came."""
    count = 0
    for accepted in left.accepted:
        email = OutgoingEmail.objects.filter(
            pk=accepted.mail_id, lease_token=accepted.token
        ).first()
        if email is None:
            continue
        outcome = Outcome("sent", accepted.code, accepted.text)
        if confirm([email], {email.pk: outcome}, now=now):
            OutgoingEmail.objects.filter(pk=email.pk).update(resolution="journal")
            count += 1
    return count


def _take_over(now: datetime, left: dict[str, journal.Left]) -> tuple[int, int]:
    """Settle the mails whose lease is over or whose holder is known to be dead.

    Without the hand-off mark a mail certainly did not go out. With it, the holder's own file may
    still say so; where it cannot, nobody knows.
    """
    dead = [owner for owner, each in left.items() if each.is_dead]
    with transaction.atomic(durable=True):
        gone = OutgoingEmail.objects.filter(
            Q(lease_until__lt=lease_clock()) | Q(lease_owner__in=dead), state=MailState.SENDING
        )
        rows = list(skip_locked(gone).values_list("pk", "lease_owner", "lease_token", "handoff_at"))
        doubtful: list[uuid.UUID] = []
        unsent: list[uuid.UUID] = []
        for pk, owner, token, handoff_at in rows:
            evidence = left.get(owner)
            ruled_out = evidence is not None and evidence.rules_out(str(pk), token)
            (unsent if handoff_at is None or ruled_out else doubtful).append(pk)
        # The token stays: a holder that was only slow may still say that the mail arrived.
        OutgoingEmail.objects.filter(pk__in=doubtful).update(
            state=MailState.UNCERTAIN, resolution="", uncertain_since=now, lease_until=None
        )
        OutgoingEmail.objects.filter(pk__in=unsent).update(
            state=unless_cancelled(MailState.RETRY), handoff_at=None, **no_lease()
        )
    return len(unsent), len(doubtful)


def _forget(left: journal.Left) -> None:
    """Delete the file of a dead sender once nothing hangs on it."""
    if not left.is_dead:
        return
    held = OutgoingEmail.objects.filter(lease_owner=left.owner, state=MailState.SENDING)
    if not held.exists():
        left.path.unlink(missing_ok=True)


def _surface(now: datetime) -> int:
    """Put mails that stay in doubt before somebody; they are never sent again unasked."""
    return OutgoingEmail.objects.filter(
        state=MailState.UNCERTAIN, resolution="", uncertain_since__lte=now - GRACE
    ).update(resolution=SURFACED)
