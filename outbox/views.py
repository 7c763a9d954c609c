"""The health page, for monitors and for people."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import clock
from outbox import health as outbox_health


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when mail can move and 503 when it cannot, with the reasons as JSON."""
    report = outbox_health.snapshot(clock.now())
    return JsonResponse(report, status=200 if report["ok"] else 503)
