"""What a letter says of a date in it that lies after the one the client must protect."""

from datetime import date, datetime

from accounts.formats import day, local_date
from complaints.models import Complaint


def too_late(complaint: Complaint, on: date | None, now: datetime) -> str:
    """Return the sentence for a promise on a day after that date, or an empty text."""
    protect = _ahead(complaint, now)
    if protect is None or on is None or on <= protect:
        return ""
    return f"This is after {day(protect, now)}, the date you need to protect."


def paid_too_late(complaint: Complaint, on: date, now: datetime) -> str:
    """Return the sentence for money that is sent on a day after that date, or an empty text."""
    protect = _ahead(complaint, now)
    if protect is None or on <= protect:
        return ""
    return (
        f"If you accept on the last day, it comes after {day(protect, now)}, the date you need to"
        " protect."
    )


def _ahead(complaint: Complaint, now: datetime) -> date | None:
    """Return the date to protect while there is still something to protect."""
    protect = complaint.needed_by
    return protect if protect and protect >= local_date(now) else None
