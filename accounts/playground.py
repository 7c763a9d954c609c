"""Keeps the demo and its published password to the playground: who may sign in, and with what."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


def may_come_in(user: User) -> bool:
    """Return whether this account may be used here; the demo's only on a playground."""
    return settings.PLAYGROUND or user.email != settings.DEMO_EMAIL


def is_published(password: str) -> bool:
    """Return whether everybody knows `password`, and it must open nothing here.

    It opens the accounts of the demo on a playground that nobody but this machine reaches.
    """
    is_safe = settings.PLAYGROUND and settings.LOCAL
    return password == settings.DEMO_PASSWORD and not is_safe


class NotThePublishedPassword:
    """Refuses to keep a password that everybody knows and that would not open the account."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for the published password."""
        if is_published(password):
            raise ValidationError(_("Choose another password: this one is known to everybody."))

    def get_help_text(self) -> str:
        """Say nothing: nobody chooses it but on purpose."""
        return ""
