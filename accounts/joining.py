"""An account is as old as its first confirmed address: what was only signed up for has no age."""

from typing import Any

from allauth.account.signals import email_confirmed

from accounts import clock
from accounts.models import User


def begin(email_address: Any, **kwargs: Any) -> None:
    """Let the account begin now, unless it was in use before."""
    User.objects.filter(pk=email_address.user_id, last_login=None).update(date_joined=clock.now())


def watch() -> None:
    """Do so from now on."""
    email_confirmed.connect(begin, dispatch_uid="accounts.joining")
