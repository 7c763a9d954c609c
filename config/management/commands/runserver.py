"""Django's server for developing, which listens on this machine only."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management.base import CommandError

from accounts.reach import is_local
from config.prepare import collect_static


class Command(runserver.Command):
    """`manage.py runserver [address:port]`."""

    addr: str

    def run(self, **options: Any) -> None:
        """Serve, unless others would reach it; what it serves is made for one developer."""
        if not is_local(self.addr):
            raise CommandError(
                f"runserver is for developing, and others would reach {self.addr}."
                " For them: DEBUG=0 python manage.py up --prepare, with HOST and SITE_URL set."
            )
        if not settings.DEBUG:
            # Pages then name their files by content.
            collect_static()
        super().run(**options)
