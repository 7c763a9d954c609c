"""The WSGI door, for any server; one that is set up for this machine only lets nobody else in."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from accounts.reach import is_local

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
NOT_FOR_OTHERS = (
    b"Amends is set up for the machine it runs on. To let others in, set SITE_URL to the address"
    b" they use, and HOST to the one it listens on.\n"
)


def for_this_machine(pages: Wsgi) -> Wsgi:
    """Return `pages` behind a door that only this machine passes.

    A server may listen where no setting says so, and a proxy or a tunnel may stand before it.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_local(*_who_asks(environ)):
            return pages(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        return [NOT_FOR_OTHERS]

    return answer


def _who_asks(environ: dict[str, Any]) -> list[str]:
    """Return where a request came from and what it was sent to, as far as it says so."""
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    said = [environ.get("REMOTE_ADDR", ""), environ.get("HTTP_HOST", ""), *forwarded]
    return [address for address in said if address.strip()]


application: Wsgi = get_wsgi_application()
if settings.LOCAL:
    application = for_this_machine(application)
