"""Pages about the app itself: the sheet of its components, and the files for robots and for whoever
finds a hole."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import clock
from config.style_forms import broken_sample, sample

# How long a reader may rely on the contact without asking again (RFC 9116 wants less than a year).
CONTACT_HOLDS = timedelta(days=90)


def style(request: HttpRequest) -> HttpResponse:
    """Show every component once; raises Http404 for everybody but a superuser."""
    if not request.user.is_superuser:
        raise Http404
    return render(request, "style.html", {"sample": sample(), "broken": broken_sample()})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Leave one page to search engines: where people sign in, which they may look for by name."""
    rules = f"User-agent: *\nAllow: {reverse('account_login')}$\nDisallow: /\n"
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def security_contact(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a hole (RFC 9116); raises Http404 where nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{clock.now() + CONTACT_HOLDS:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": settings.SITE_URL + request.path,
    }
    words = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
