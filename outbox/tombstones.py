"""What is left of a mail whose row is gone: its Message-ID, so that it is known to have gone out.

The ledger still names it; without this a database would look older than its ledger.
"""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete

from outbox.models import MailAccount, MailState, OutgoingEmail

# The row went with its account, or was never in the backup that was put back.
DELETED, BEFORE = "deleted", "before"


def stand_in(
    kind: str, message_id: str, account: MailAccount, at: datetime, **parts: Any
) -> OutgoingEmail:
    """Make the row that keeps the place of a mail which went out at `at` (UTC), without a word."""
    return OutgoingEmail.objects.create(
        dedupe_key=f"{kind}:{message_id}"[:190],
        message_id=message_id,
        account=account,
        kind=kind,
        audience="system",
        raw=b"",
        state=MailState.SENT,
        handoffs=1,
        created_at=at,
        next_attempt_at=at,
        not_after=at,
        give_up_at=at,
        sent_at=at,
        **parts,
    )


def forget(before: datetime) -> int:
    """Drop what is left of deleted mails from before `before` (UTC); returns how many."""
    return OutgoingEmail.objects.filter(kind=DELETED, sent_at__lt=before).delete()[0]


def keep(instance: OutgoingEmail, **kwargs: Any) -> None:
    """Leave a stand-in for a deleted mail that went out, or is just going."""
    went_out = instance.handoffs > 0 or instance.state == MailState.SENDING
    if went_out and instance.kind != DELETED:
        at = instance.sent_at or instance.created_at
        # Under its own id, by which mail servers and their logs know it.
        stand_in(DELETED, instance.message_id, instance.account, at, id=instance.pk)


def watch() -> None:
    """Leave stand-ins from now on."""
    post_delete.connect(keep, sender=OutgoingEmail, dispatch_uid="outbox.tombstones")
