"""Django's list of settings, without the passwords in them."""

from typing import Any

from django.core.management.commands import diffsettings

from accounts.redaction import mask


class Command(diffsettings.Command):
    """`manage.py diffsettings`."""

    def handle(self, **options: Any) -> str:
        """Return the list."""
        return mask(super().handle(**options))
