"""The one clock. Only views, tasks and commands read it; everything below takes `now`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

SHIFT_FILE = "clock-offset"


def now() -> datetime:
    """Return the moment that decides what is due, in UTC; a rehearsal may shift it."""
    return timezone.now() + (_shift() if settings.PLAYGROUND else timedelta())


def _shift() -> timedelta:
    """Return CLOCK_OFFSET plus the seconds in the shift file, which running processes follow."""
    try:
        seconds = int((settings.VAR_DIR / SHIFT_FILE).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        seconds = 0
    return settings.CLOCK_OFFSET + timedelta(seconds=seconds)
