"""Pages about the app itself: the sheet of its components, files for robots and for whoever finds
a hole, and the page for what broke."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import clock
from config.numbers import noted_number
from config.style_forms import broken_sample, sample

# How long a reader may rely on the contact without asking again (RFC 9116 wants less than a year).
CONTACT_HOLDS = timedelta(days=90)

# The pages for what no view could read, besides the one for all else.
UNREADABLE: dict[type[Exception], tuple[str, int]] = {
    RequestDataTooBig: ("413.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
}
# What 429.html says; every limit on requests is about so long or less.
LONGEST_COUNT = timedelta(minutes=5)


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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was wrong with a request that no view could read."""
    template, status = UNREADABLE.get(type(exception), ("400.html", HTTPStatus.BAD_REQUEST))
    return render(request, template, status=status)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say for how long to wait: no count of requests looks back further than that."""
    answer = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(int(LONGEST_COUNT.total_seconds()))
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that a page broke, with its number in the log if it stands there; asks nobody anything.

    The template gets no request, since whatever broke may be in what every page reads.
    """
    words = render_to_string("500.html", {"number": noted_number(request)})
    return HttpResponseServerError(words)
