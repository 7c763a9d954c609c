"""What tests of reminders share: the hours of the daily mail, and what is counted and read."""

from datetime import UTC, datetime

from tests.complaints.mail import Mail

QUIET = {"emitted": 0, "folded": 0, "cancelled": 0, "expired": 0, "postponed": 0, "failed": 0}
SITE = "http://127.0.0.1:8000"
C1 = f"{SITE}/complaints/C-0001"
# The daily mail at half past eight in Berlin, in winter.
WED, THU, FRI = (datetime(2026, 3, day, 7, 30, tzinfo=UTC) for day in (11, 12, 13))
MON, WED_NEXT = (datetime(2026, 3, day, 7, 30, tzinfo=UTC) for day in (16, 18))


def counts(**given: int) -> dict[str, int]:
    """Return what a round reports that did this and nothing else."""
    return QUIET | given


def says(mail: Mail, *facts: str) -> None:
    """See that the plain part and the HTML part both say each fact."""
    words = " ".join(mail.text.split())
    for fact in facts:
        assert fact in words
        assert fact in mail.html
