"""Gives each request the freelancer's zone and language, so that dates are shown as they live."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PreferencesMiddleware:
    """Activates the time zone and locale of the signed-in freelancer for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under the freelancer's zone and locale."""
        preferences = getattr(request.user, "preferences", None)
        if preferences is None:
            return self.get_response(request)
        with timezone.override(_zone(preferences.time_zone)):
            with translation.override(preferences.locale):
                return self.get_response(request)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
