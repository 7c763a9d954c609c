"""The health page, for monitors and for people, and the page behind "no more daily mail"."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from outbox import health as outbox_health
from outbox import unsubscribe


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when mail can move and 503 when it cannot; the reasons only to who runs it."""
    report = outbox_health.snapshot(clock.now())
    status = 200 if report["ok"] else 503
    if _holds_the_token(request) or request.user.is_superuser:
        return JsonResponse(report, status=status)
    return HttpResponse("ok" if report["ok"] else "not", status=status, content_type="text/plain")


def _holds_the_token(request: HttpRequest) -> bool:
    """Return whether the request shows HEALTH_TOKEN, in its header or behind `?token=`."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        shown = request.GET.get("token", "")
    token = settings.HEALTH_TOKEN
    return bool(token) and constant_time_compare(shown.strip(), token)


# Mail programs post here by themselves (RFC 8058), without a cookie; the link itself is signed.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
def decline_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, which changes nothing; switch the daily mail off on POST."""
    preferences = unsubscribe.preferences_behind(token)
    if preferences is None:
        return render(request, "outbox/decline_ended.html", status=404)
    if request.method == "POST":
        unsubscribe.decline(preferences)
    return render(request, "outbox/decline.html", {"declined": not preferences.digest_on})
