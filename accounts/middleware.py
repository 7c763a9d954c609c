"""What happens around each request: the freelancer's zone and locale, a sign-in that is missing
without anything typed being lost, and an answer while no limit holds."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import clock, form_tokens, put_aside
from accounts.formats import as_seen_by
from accounts.limit_store import LimitStoreAwayError
from accounts.resending import CONFLICT, ask_again

View = Callable[..., HttpResponseBase]
REFUSED, UNAUTHORIZED = 400, 401
A_MINUTE = 60
logger = logging.getLogger(__name__)


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


class SignInRequired(LoginRequiredMiddleware):
    """Leads visitors to the sign-in; what somebody typed on a page of theirs is put aside first.

    A form that was opened in another account than the one signed in changes nothing.
    """

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Return the page that stands in the way, or None when the view may answer."""
        if not request.user.is_authenticated:
            return super().process_view(request, view, args, kwargs)
        if request.method == "POST" and put_aside.ASKED_FOR in request.POST:
            put_aside.forget(request)
            return redirect("today")
        if request.method == "POST":
            return self._of_another_account(request, view)
        kept = put_aside.find(request)
        if kept is None:
            return None
        request.put_aside = kept  # type: ignore[attr-defined]
        if getattr(view, "takes_up", False):
            return None
        sentence = _("You were signed out when you sent this. Send it again, or leave it.")
        return ask_again(request, sentence, kept=kept.data, files=kept.files, status=200)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Drop what was put aside once its form was sent by somebody signed in."""
        if request.method == "POST" and response.status_code < REFUSED:
            put_aside.forget(request)
        return response

    def handle_no_permission(  # type: ignore[override]  # not always a redirect
        self, request: HttpRequest, view: View
    ) -> HttpResponse:
        """Put aside what was typed, then lead to the sign-in and from there back to it."""
        token = form_tokens.read(request) if request.method == "POST" else None
        is_kept = token is not None and put_aside.keep(request, token, now=clock.now())
        if request.headers.get("HX-Request"):
            context = {"form_id": request.headers.get("HX-Trigger", ""), "is_kept": is_kept}
            return render(request, "accounts/_signed_out.html", context, status=UNAUTHORIZED)
        if request.method == "POST":
            place = put_aside.place_of(request)
            after = put_aside.way_back(place) if is_kept else _page_before(request)
            return redirect_to_login(after, self.get_login_url(view))
        return super().handle_no_permission(request, view)

    def _of_another_account(self, request: HttpRequest, view: View) -> HttpResponse | None:
        token = form_tokens.read(request)
        if token is None or token.owner == request.user.pk or getattr(view, "adds", False):
            return None
        if request.headers.get("HX-Request"):
            return render(request, "accounts/_other_account.html", status=CONFLICT)
        return ask_again(request, str(form_tokens.OTHER_ACCOUNT), can_send=False)


def _page_before(request: HttpRequest) -> str:
    """Return the path of the page from which a form was sent, for one that cannot be opened."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return urlsplit(before).path
    return "/"
