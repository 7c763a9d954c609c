"""Makes an address with an account and one without cost the same, so that time tells nothing.

What allauth does for one of the two only, is done for the other here, and thrown away.
"""

import secrets

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress

from accounts.models import User

NOBODY = 0


def stand_in_address() -> str:
    """Return an address that nobody has, for an account that is made and taken back."""
    return f"{secrets.token_hex(8)}@stand-in.invalid"


def look_up(address: str) -> None:
    """Look among the accounts when a confirmed address is known: allauth does it otherwise only."""
    if EmailAddress.objects.filter(email=address.lower(), verified=True).exists():
        # Read one by one, as allauth does: on PostgreSQL that is another statement.
        list(User.objects.filter(email=address.lower()).iterator())


def make_no_link(address: str) -> None:
    """Do what a link for a new password takes, for an address without an account."""
    EmailAddress.objects.filter(user_id=NOBODY, email=address).exists()
    default_token_generator.make_token(User(pk=NOBODY))


def prepare_no_mail(user: User) -> None:
    """Read what the mail to a new account needs, for one that is taken back."""
    EmailAddress.objects.filter(user=user, verified=True).exists()
    address = EmailAddress.objects.filter(user_id=user.pk).first()
    _owner = address.user if address else None
