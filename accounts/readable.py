"""Refuses what no page can read, before anything else looks at it: another encoding, a broken form,
more than a request may hold. Always with a page of ours that says which limit it was."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

BAD, TOO_LARGE = 400, 413
UNREADABLE = (
    BadRequest,
    SuspiciousOperation,
    MultiPartParserError,
    UnreadablePostError,
    UnicodeError,
    LookupError,
)
AT_ONCE = 64 * 1024


class ReadableRequests:
    """The middleware: reads the form of a request, or answers that it cannot be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer `request`, whose form is then known to be readable."""
        if request.method != "POST":
            return self._get_response(request)
        status = _refusal(request)
        if status:
            return render(request, f"{status}.html", status=status)
        return self._get_response(request)


def _refusal(request: HttpRequest) -> int:
    """Return the status with which the form of a request is refused, or 0."""
    if not _is_utf_8(request):
        return BAD
    if _length(request) > settings.MOST_BYTES_OF_A_REQUEST:
        _drain(request)
        return TOO_LARGE
    try:
        request.POST  # noqa: B018  reading it is what may fail
    except RequestDataTooBig:
        _drain(request)
        return TOO_LARGE
    except UNREADABLE:
        return BAD
    return 0


def _is_utf_8(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    try:
        return codecs.lookup(charset).name in {"utf-8", "ascii"}
    except (LookupError, ValueError):
        return False


def _length(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _drain(request: HttpRequest) -> None:
    """Read what is still on its way: a browser that is cut off while it sends shows no answer."""
    left = settings.MOST_BYTES_OF_A_REQUEST * 2
    try:
        while left > 0 and (chunk := request.read(AT_ONCE)):
            left -= len(chunk)
    except UnreadablePostError:
        return
