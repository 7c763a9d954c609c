"""Asks one person in: mails them a link, and prints another to pass on by hand."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock, invitations
from accounts.models import Invitation


class Command(BaseCommand):
    """`manage.py invite EMAIL`."""

    help = "Invite one person to make an account; the link works once, for 14 days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("email", help="the address of who is invited")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, and print the link; refuse with a sentence."""
        try:
            email = invitations.checked(options["email"])
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        invitation = Invitation(email=email)
        link = invitations.send(invitation, by=None, now=clock.now())
        self.stdout.write(invitations.on_its_way(invitation))
        self.stdout.write(f"To pass it on by hand: {link}")
