"""The number of the request or task at work, by which a page that failed is found in the log."""

import logging
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

# Without vowels and look-alikes, so that it can be read out on the phone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
LENGTH = 8
# Where gunicorn finds the number once the request is over. No header of a visitor has this name.
ENVIRON_KEY = "amends.number"

logger = logging.getLogger(__name__)
_current: ContextVar[str] = ContextVar("number", default="")


def new_number() -> str:
    """Return a number nobody can guess; what a visitor sends along is never taken."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def current() -> str:
    """Return what is at work, such as "request 7KQ2M4XZ", or "" between requests."""
    return _current.get()


def during(record: logging.LogRecord) -> str:
    """Return what a record is about; Django tells of a refusal when its request is over."""
    request = getattr(record, "request", None)
    number = request.META.get(ENVIRON_KEY, "") if request else getattr(record, "number", "")
    return current() or (f"request {number}" if number else "-")


@contextmanager
def at_work(kind: str) -> Iterator[str]:
    """Give what happens inside a number of its own, which every line of the log bears."""
    number = new_number()
    token = _current.set(f"{kind} {number}")
    try:
        yield number
    finally:
        _current.reset(token)


class RequestNumber:
    """The outermost middleware: numbers each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer `request` under a number."""
        with at_work("request") as number:
            request.META[ENVIRON_KEY] = number
            return self._get_response(request)


@receiver(got_request_exception)
def note(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Write down what broke before the page about it is made, so that the page knows whether it is
    noted."""
    path = request.path if request else ""
    record = logger.makeRecord(
        logger.name, logging.ERROR, __file__, 0, "A page broke: %s", (path,), sys.exc_info()
    )
    logger.handle(record)
    if request is not None and getattr(record, "written", False):
        request.META[f"{ENVIRON_KEY}.noted"] = True


def noted_number(request: HttpRequest) -> str:
    """Return the number under which the log tells why `request` broke; "" when it does not."""
    is_noted = request.META.get(f"{ENVIRON_KEY}.noted", False)
    return str(request.META.get(ENVIRON_KEY, "")) if is_noted else ""


def is_news(record: logging.LogRecord) -> bool:
    """Return whether a record of Django's tells more than is known; a filter.

    What broke was noted already, and a view that answers 503 by itself, as the health page does,
    has said why.
    """
    if record.levelno < logging.ERROR:
        return True
    request = getattr(record, "request", None)
    return bool(record.exc_info) and not (request and noted_number(request))
