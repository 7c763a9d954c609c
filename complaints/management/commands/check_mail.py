"""Adds up what became of every reminder and every mail, and says where the sum is wrong."""

import argparse
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from complaints import accounting
from outbox import accounting as outbox_accounting

LATE_AFTER_SECONDS = 300


def readable(text: str) -> Path:
    """Return the path in `text`; refuse what is no file."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"{text} is not a file.")
    return path


class Command(BaseCommand):
    """`manage.py check_mail [--late-after SECONDS] [--sink LOG]`."""

    help = "Check that no reminder is forgotten and no mail unaccounted for; prints JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the patience, and the log of a mail server to hold the mails against."""
        parser.add_argument("--late-after", type=int, default=LATE_AFTER_SECONDS, metavar="SECONDS")
        parser.add_argument("--sink", type=readable, metavar="LOG")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the sums; end with exit code 1 when one of them is wrong."""
        now = clock.now()
        sums = {
            "reminders": accounting.audit(now, late_after=timedelta(seconds=options["late_after"])),
            "mails": outbox_accounting.audit(now),
        }
        if options["sink"]:
            sums["sink"] = outbox_accounting.against_log(options["sink"])
        problems = [sentence for part in sums.values() for sentence in part["problems"]]
        self.stdout.write(json.dumps(sums, indent=2))
        if problems:
            raise CommandError(" ".join(problems))
