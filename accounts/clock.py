"""The one clock. Only views, tasks and commands read it; everything below takes `now`."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the moment that decides what is due: UTC, shifted by CLOCK_OFFSET in a rehearsal."""
    return timezone.now() + settings.CLOCK_OFFSET
