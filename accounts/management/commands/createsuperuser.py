"""Makes the account of a person who runs the server, ready to sign in at once."""

import os
import sys
from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.addresses import spelled
from accounts.models import User

EMAIL, PASSWORD = "DJANGO_SUPERUSER_EMAIL", "DJANGO_SUPERUSER_PASSWORD"
NOT_ASKED = (
    f"Set {EMAIL} and {PASSWORD} (or --email and {PASSWORD}), or run this in a terminal without"
    " --noinput to be asked."
)


class Command(BaseCommand):
    """`manage.py createsuperuser [--email EMAIL] [--noinput]`, in place of Django's.

    Django's leaves the address unconfirmed, so that nobody could sign in before mail works, and
    lets a weak password pass. Who can run this is believed about the address.
    """

    help = "Make an account that runs the server; it can sign in at once, also without mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and whether to ask for what is missing."""
        parser.add_argument("--email", default="", help=f"default: what {EMAIL} says")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="ask nothing, read the environment",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account, or say in a sentence why not."""
        asks = options["interactive"] and sys.stdin.isatty()
        email = options["email"] or os.environ.get(EMAIL, "")
        if asks and not email:
            email = input("Email address: ")
        try:
            address = free_address(email)
            password = os.environ.get(PASSWORD, "")
            if asks and not password:
                password = typed_password()
            check_password(password, address)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        open_account(address, password)
        self.stdout.write(f"The account is ready: sign in as {address}.")


def free_address(email: str) -> str:
    """Return the address as it is kept; raises CommandError or ValidationError."""
    if not email:
        raise CommandError(NOT_ASKED)
    address = spelled(email.strip()).lower()
    if User.objects.filter(email=address).exists():
        raise CommandError(f"There is already an account with the address {address}.")
    if EmailAddress.objects.filter(email=address).exists():
        raise CommandError(f"{address} is an address of another account already.")
    return address


def typed_password() -> str:
    """Return the password that is typed twice alike."""
    password = getpass("Password: ")
    if getpass("Password, once more: ") != password:
        raise CommandError("The two passwords differ.")
    return password


def check_password(password: str, address: str) -> None:
    """Raise CommandError or ValidationError for a password that sign-up would refuse too."""
    if not password:
        raise CommandError(NOT_ASKED)
    validate_password(password, User(email=address))


@transaction.atomic
def open_account(address: str, password: str) -> User:
    """Return the new account, its address confirmed."""
    user = User.objects.create_superuser(address, password)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user
