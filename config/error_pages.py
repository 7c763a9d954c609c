"""The pages for what does not open, where Django's own choice would not tell the truth."""

from datetime import timedelta
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from config.numbers import noted_number

# The pages for what no view could read, besides the one for all else.
UNREADABLE: dict[type[Exception], tuple[str, int]] = {
    RequestDataTooBig: ("413.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
}
# What 429.html says: how long most limits look back, and how long those of mails do at most.
SOON, LONGEST_COUNT = timedelta(minutes=5), timedelta(hours=1)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was wrong with a request that no view could read."""
    template, status = UNREADABLE.get(type(exception), ("400.html", HTTPStatus.BAD_REQUEST))
    return render(request, template, status=status)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say for how long to wait."""
    answer = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(int(SOON.total_seconds()))
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that a page broke, with its number in the log if it stands there; asks nobody anything.

    The template gets no request, since whatever broke may be in what every page reads.
    """
    words = render_to_string("500.html", {"number": noted_number(request)})
    return HttpResponseServerError(words)
