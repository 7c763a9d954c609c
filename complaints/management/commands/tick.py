"""One round of reminders and delivery without Celery, for a shell or a plain cron."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from accounts import clock
from complaints.reminders import dispatch
from outbox import delivery, health

JOBS = ("materialise", "send", "reap")


class Command(BaseCommand):
    """`manage.py tick`."""

    help = "Turn due reminders into mail, send what is due, and print the counts as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the schedule does in its ticks, once."""
        now = clock.now()
        counts = {
            "reminders": dispatch.dispatch(now),
            "reaped": delivery.reap(now),
            "mails": asdict(delivery.deliver(now)),
        }
        for job in JOBS:
            health.beat(job, now, detail="tick")
        self.stdout.write(json.dumps(counts))
        if off := health.mail_problem():
            self.stderr.write(off)
