"""Data to try Amends out and to measure it: a lived-in account, many complaints, many mails at
once."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from accounts.models import User
from complaints.demo import bulk, door, due, history

NOT_HERE = (
    "Demo data is for a playground and this server is not one (DEBUG=0)."
    " Set ALLOW_DEMO=1 only where no real client is written to."
)


def at_least_one(text: str) -> int:
    """Return the number in `text`; refuse what is no number of rows."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on.")
    return number


class Command(BaseCommand):
    """`manage.py demo [--complaints N] [--due N [--people P]] [--seed S]`."""

    help = "Load the demo account, or with a number that many rows to measure with."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how much to load, and the seed from which chance is drawn."""
        parser.add_argument(
            "--complaints",
            type=at_least_one,
            metavar="N",
            help="add N complaints of many freelancers, to measure with",
        )
        parser.add_argument(
            "--due",
            type=at_least_one,
            metavar="N",
            help="add N reminders due now, each of a freelancer of its own (r<n>@example.test)",
        )
        parser.add_argument(
            "--people",
            type=at_least_one,
            default=0,
            metavar="P",
            help="with --due: share them among P freelancers",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same data (default 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what was asked for, and say how to sign in."""
        if not settings.PLAYGROUND:
            raise CommandError(NOT_HERE)
        now, seed = clock.now(), options["seed"]
        if options["complaints"]:
            self.stdout.write(bulk.add_complaints(options["complaints"], seed=seed, now=now))
        if options["due"]:
            self.stdout.write(self._due(options, now))
        if not options["complaints"] and not options["due"]:
            self._account(seed, now)

    def _due(self, options: dict[str, Any], now: Any) -> str:
        return due.add_due_reminders(options["due"], now=now, people=options["people"])

    def _account(self, seed: int, now: Any) -> None:
        is_here = User.objects.filter(email=settings.DEMO_EMAIL).exists()
        if not is_here:
            history.make_account(seed=seed, now=now)
        said = "is here already" if is_here else "is ready"
        self.stdout.write(f"The demo account {said}. {door.sign_in()}")
