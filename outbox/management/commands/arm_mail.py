"""Lets mail leave again after a backup was put back or the installation was moved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import clock
from outbox import instance, ledger

SHOWN = 20


class Command(BaseCommand):
    """`manage.py arm_mail [--look]`."""

    help = "Show why mail is off and what has gone out already; then switch mail on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the wish to look only."""
        parser.add_argument("--look", action="store_true", help="only show, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the reason and the list; arm unless only a look was asked for."""
        instance.check(clock.now())
        reason = instance.refusal()
        self.stdout.write(f"Mail is off. {reason}" if reason else "Mail is on.")
        ahead = instance.ahead()
        if ahead:
            self.stdout.write(f"Went out, but the database does not know it: {len(ahead)} mails.")
        for entry in ahead[-SHOWN:]:
            self.stdout.write(f"  {entry.at:%Y-%m-%d %H:%M} {entry.message_id}")
        if options["look"]:
            return
        done = instance.arm(clock.now())
        count = done["sent"] + done["unknown"]
        settled = f" {count} mails that went out already will not go out again." if count else ""
        self.stdout.write(f"Mail is on now.{settled} The ledger is {ledger.path()}.")
