"""Pages about the app itself: the sheet of its components, and the page for what broke."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from config.numbers import noted_number
from config.style_forms import broken_sample, sample


def style(request: HttpRequest) -> HttpResponse:
    """Show every component once; raises Http404 for everybody but a superuser."""
    if not request.user.is_superuser:
        raise Http404
    return render(request, "style.html", {"sample": sample(), "broken": broken_sample()})


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that a page broke, with its number in the log if it stands there; asks nobody anything.

    The template gets no request, since whatever broke may be in what every page reads.
    """
    words = render_to_string("500.html", {"number": noted_number(request)})
    return HttpResponseServerError(words)
