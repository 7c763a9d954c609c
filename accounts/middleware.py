"""What each request gets: the freelancer's zone and locale, and an answer while no limit holds."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.formats import as_seen_by
from accounts.limit_store import LimitStoreAwayError

logger = logging.getLogger(__name__)
A_MINUTE = 60


class PreferencesMiddleware:
    """Activates the time zone and locale of the signed-in freelancer for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under the freelancer's zone and locale."""
        preferences = getattr(request.user, "preferences", None)
        if preferences is None:
            return self.get_response(request)
        with as_seen_by(preferences):
            return self.get_response(request)


class LimitStoreMiddleware:
    """Asks for patience where something may only be tried a few times and nobody can count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer 503 with a page that says so; every other error goes its way."""
        if not isinstance(problem, LimitStoreAwayError):
            return None
        logger.error("Limits cannot be counted: %s", problem.__cause__)
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = str(A_MINUTE)
        return answer
