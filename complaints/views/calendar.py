"""The calendar of what is due: the file behind its secret link, and making and ending that link."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.once import adds
from accounts.requests import OwnerRequest
from complaints import calendar_feed

APP = "complaints.calendar"
LIMITS = {"feed": "120/5m/ip"}


@require_safe
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer a calendar program; the secret in the address stands in for signing in."""
    if not ratelimit.consume(request, app=APP, action="feed", config=LIMITS, limit_get=True):
        return ratelimit.respond_429(request)
    user = calendar_feed.user_behind(secret)
    if user is None:
        raise Http404
    return HttpResponse(
        calendar_feed.feed(user, now=clock.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="amends.ics"'},
    )


@require_POST
@adds
def make(request: OwnerRequest) -> HttpResponse:
    """Give the freelancer a new link; the one before opens nothing any more."""
    calendar_feed.make_link(request.user, now=clock.now())
    messages.success(request, _("Here is your calendar link. Keep it to yourself."))
    return redirect("reminders")


@require_POST
def end(request: OwnerRequest) -> HttpResponse:
    """End the link."""
    calendar_feed.end_link(request.user)
    messages.success(request, _("The calendar link has ended. Nothing opens with it any more."))
    return redirect("reminders")
