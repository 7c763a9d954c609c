"""Notices when BEHIND_PROXY does not fit: all visitors would then look like one, to every limit."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")
UNEXPECTED = (
    "Requests arrive with the header %s, and BEHIND_PROXY is 0. If a proxy stands in front, set"
    " BEHIND_PROXY=1: until then all visitors count as one, and limits meant for one hold for all."
    " If none does, a visitor wrote it, and it is ignored."
)
MISSING = (
    "BEHIND_PROXY is 1, and a request came without X-Forwarded-For. If no proxy stands in front,"
    " set BEHIND_PROXY=0: a visitor can write that header. If one does, let it set X-Forwarded-For."
)

logger = logging.getLogger(__name__)


class ForwardedHeaders:
    """The middleware: says it once in each process, and looks no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._has_said = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer `request` as if nothing were the matter."""
        if not self._has_said:
            self._look(request)
        return self._get_response(request)

    def _look(self, request: HttpRequest) -> None:
        arrived = [name for name in HEADERS if name in request.headers]
        if arrived and not settings.BEHIND_PROXY:
            self._say(UNEXPECTED, arrived[0])
        elif settings.BEHIND_PROXY and HEADERS[0] not in arrived and _is_a_visitor(request):
            self._say(MISSING)

    def _say(self, words: str, *values: str) -> None:
        self._has_said = True
        logger.warning(words, *values)


def _is_a_visitor(request: HttpRequest) -> bool:
    """Leave out the machine itself, which asks its health page without a proxy."""
    return request.path != reverse("health")
