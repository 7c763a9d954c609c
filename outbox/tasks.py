"""Celery's doors into the outbox: a few lines each, one call, no facts in the message."""

from celery import shared_task
from django.db import close_old_connections

from accounts import clock
from outbox import delivery, health
from outbox.doorbell import ring


@shared_task
def send() -> None:
    """Send what is due; when the budget is spent and more waits, ring again."""
    close_old_connections()
    counts = delivery.deliver(clock.now())
    health.beat("send", clock.now(), detail=f"{counts.sent} sent")
    if counts.more:
        ring()


@shared_task
def reap() -> None:
    """Take over the mails of workers that are gone."""
    close_old_connections()
    delivery.reap(clock.now())
    health.beat("reap", clock.now())


@shared_task
def heartbeat() -> None:
    """Show that schedule, broker and worker pass things on."""
    close_old_connections()
    health.beat("beat", clock.now())
