"""Celery's door into the housekeeping."""

from celery import shared_task
from django.db import close_old_connections

from accounts import clock
from config import housekeeping as work


@shared_task
def housekeeping() -> None:
    """Look after the database and throw away what has had its time, once a day."""
    close_old_connections()
    work.run(clock.now())
