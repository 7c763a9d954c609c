"""Celery's doors into the reminders: a few lines each, one call, no facts in the message."""

from celery import shared_task
from django.db import close_old_connections

from accounts import clock
from complaints.reminders import dispatch, sweep
from outbox import health


@shared_task
def materialise() -> None:
    """Turn the reminders that are due into mails."""
    close_old_connections()
    dispatch.dispatch(clock.now(), alive=_materialises)
    _materialises()


def _materialises() -> None:
    health.beat("materialise", clock.now())


@shared_task
def replan_sweep() -> None:
    """Make the reminders of every open complaint match it again."""
    close_old_connections()
    sweep.sweep(clock.now())
    health.beat("replan_sweep", clock.now())
