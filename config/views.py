"""Pages about the app itself: the sheet of its components, for those who run the server."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from config.style_forms import broken_sample, sample


def style(request: HttpRequest) -> HttpResponse:
    """Show every component once; raises Http404 for everybody but a superuser."""
    if not request.user.is_superuser:
        raise Http404
    return render(request, "style.html", {"sample": sample(), "broken": broken_sample()})
