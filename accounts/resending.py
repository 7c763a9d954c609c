"""The page that shows a form that was sent and did nothing yet, with a button to send it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import put_aside

CONFLICT = 409


def ask_again(
    request: HttpRequest,
    sentence: str,
    *,
    kept: dict[str, list[str]] | None = None,
    files: list[str] | None = None,
    can_send: bool = True,
    status: int = CONFLICT,
) -> HttpResponse:
    """Return the page for the form of this request, or for what was `kept` of one."""
    data = put_aside.typed(request.POST) if kept is None else kept
    if any("password" in name for name in data):
        data, can_send = {}, False
    context = {
        "sentence": sentence,
        "texts": put_aside.texts(data),
        "fields": [(name, value) for name, values in data.items() for value in values],
        "files": files or [],
        "can_send": can_send,
        "here": request.path,
    }
    return render(request, "accounts/ask_again.html", context, status=status)
