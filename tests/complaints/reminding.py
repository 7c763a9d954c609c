"""What tests of reminders share: the hours of the daily mail, and what is counted and read."""

from collections import Counter
from datetime import UTC, datetime, time

from outbox.models import MailState, OutgoingEmail
from tests.complaints.mail import Mail

QUIET = {"emitted": 0, "folded": 0, "cancelled": 0, "expired": 0, "postponed": 0, "failed": 0}
SITE = "http://127.0.0.1:8000"
C1 = f"{SITE}/complaints/C-0001"
# The daily mail at half past eight in Berlin, in winter.
WED, THU, FRI = (datetime(2026, 3, day, 7, 30, tzinfo=UTC) for day in (11, 12, 13))
MON, WED_NEXT = (datetime(2026, 3, day, 7, 30, tzinfo=UTC) for day in (16, 18))

# Days on which nothing waits for working hours or for the morning.
ALL_DAY = {"working_days": "0123456", "work_starts": time(0), "work_ends": time(23, 59)}
NEVER_QUIET = {"quiet_from": time(0), "quiet_until": time(0)}


def counts(**given: int) -> dict[str, int]:
    """Return what a round reports that did this and nothing else."""
    return QUIET | given


def says(mail: Mail, *facts: str) -> None:
    """See that the plain part and the HTML part both say each fact."""
    words = " ".join(mail.text.split())
    for fact in facts:
        assert fact in words
        assert fact in mail.html


def kinds() -> Counter[str]:
    """Return how many mails of each kind there are."""
    return Counter(OutgoingEmail.objects.values_list("kind", flat=True))


def arrived(state: str = MailState.SENT) -> None:
    """Let every mail so far have this fate."""
    for row in OutgoingEmail.objects.filter(state=MailState.QUEUED):
        row.state, row.sent_at = state, row.created_at
        row.uncertain_since = row.created_at if state == MailState.UNCERTAIN else None
        row.save()
