"""Gives each request the freelancer's zone and locale, so that dates are shown as they live."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.formats import as_seen_by


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
