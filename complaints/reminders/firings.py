"""All firings about the same thing as one reminder, whatever became of each."""

from datetime import datetime

from django.db.models import QuerySet

from complaints.models import Reminder
from outbox import queue
from outbox.models import OPEN


def firings(row: Reminder) -> QuerySet[Reminder]:
    """Return every firing about the same thing as `row`, itself among them."""
    return Reminder.objects.filter(
        user=row.user_id, kind=row.kind, subject=row.subject, dedupe_key__startswith=f"{row.thing}|"
    )


def planned(row: Reminder) -> QuerySet[Reminder]:
    """Return those that are still to come."""
    return firings(row).filter(state=Reminder.State.SCHEDULED)


def take_back(row: Reminder, *, now: datetime) -> None:
    """Stop the mails of their own about the same thing that have not left yet."""
    waiting = firings(row).filter(state=Reminder.State.EMITTED, email__state__in=OPEN)
    keys = list(waiting.values_list("email__dedupe_key", flat=True))
    if keys and row.complaint:
        queue.cancel(topic=row.complaint.topic, keys=keys, now=now)
