"""What a line of the log tells, and what it never does."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config import numbers
from config.log_lines import OneLine, configuration, told

WORDS = "you ruined our launch"


def caught(broken: Callable[[], Any]) -> BaseException:
    try:
        broken()
    except Exception as error:
        return error
    raise AssertionError("Nothing broke.")


def raising(error: Exception) -> Callable[[], Any]:
    def broken() -> None:
        private = WORDS  # noqa: F841 - a local variable, which no line may show
        raise error

    return broken


def line_of(error: BaseException | None, message: str, *args: Any) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("name", logging.ERROR, __file__, 1, message, args, exc_info)  # type: ignore[arg-type]
    return OneLine().format(record)


@pytest.mark.parametrize(
    "error",
    [ValueError(WORDS), KeyError(WORDS), LookupError(WORDS), OSError(5, "I/O", WORDS)],
)
def test_an_exception_is_told_by_its_kind_and_place_only(error: Exception) -> None:
    line = line_of(caught(raising(error)), "A page broke")
    assert type(error).__name__ in line
    assert "test_log_lines.py" in line
    assert WORDS not in line


@pytest.mark.parametrize("words", [WORDS, "so wütend bin ich"])
def test_a_message_does_not_repeat_what_an_exception_says(words: str) -> None:
    escaped = words.encode("unicode_escape").decode("ascii")
    line = line_of(caught(raising(ValueError(words))), f"{words}, {escaped}: a form")
    assert "ValueError, ValueError: a form |" in line


@pytest.mark.parametrize("error", [OperationalError("database is locked"), TypeError("not a str")])
def test_a_message_about_the_machine_or_the_code_is_told(error: Exception) -> None:
    assert str(error) in line_of(caught(raising(error)), "A page broke")


def test_what_caused_it_is_told_too() -> None:
    def broken() -> None:
        try:
            raise ValueError(WORDS)
        except ValueError as cause:
            raise RuntimeError(WORDS) from cause

    said = told(caught(broken))
    assert re.search(r"RuntimeError in .+ because of ValueError in ", said)
    assert WORDS not in said


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x1b[2J", "\u2028", "\x00"])
def test_an_entry_is_one_line_whatever_it_is_about(mark: str) -> None:
    line = line_of(None, "Said: %s", f"one{mark}2031-01-01 ERROR two")
    assert len(line.splitlines()) == 1
    assert line.isprintable()


def test_a_message_that_does_not_fit_its_values_is_told_all_the_same() -> None:
    assert "%s and %s" in line_of(None, "%s and %s", 1)


def test_a_level_that_is_none_is_refused_with_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL must be one of: debug, info"):
        configuration(level="LOUD", full=False)


def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError(WORDS)


urlpatterns = [path("breaks/<str:token>/", breaks)]
handler500 = "config.error_pages.server_error"


@pytest.fixture
def broken_page(settings: Any, capsys: pytest.CaptureFixture[str]) -> Callable[[], tuple[str, str]]:
    """Open a page that breaks; return what it says and what stands in the log."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["config.numbers.RequestNumber"]

    def open_it() -> tuple[str, str]:
        answer = Client(raise_request_exception=False).get(
            "/breaks/a-key/", headers={"amends.number": "OWN", "x-request-id": "OWN"}
        )
        assert answer.status_code == 500
        return answer.content.decode(), capsys.readouterr().err

    return open_it


def test_the_page_for_what_broke_names_the_number_under_which_it_is_noted(
    broken_page: Callable[[], tuple[str, str]],
) -> None:
    page, log = broken_page()
    number = re.search(r"under number <strong>(\w+)</strong>", page)
    assert number
    (line,) = [line for line in log.splitlines() if " ERROR " in line]
    assert f"[request {number[1]}]" in line
    assert "OWN" not in line
    assert "a-key" not in line


def test_two_requests_have_two_numbers(broken_page: Callable[[], tuple[str, str]]) -> None:
    pages = [broken_page()[0] for _ in range(2)]
    assert len({re.findall(r"<strong>(\w+)</strong>", page)[0] for page in pages}) == 2


def test_the_page_says_so_when_nothing_could_be_noted(
    broken_page: Callable[[], tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    page, _log = broken_page()
    assert "It could not be noted." in page
    assert "under number" not in page


def test_a_number_ends_with_its_request() -> None:
    seen = []
    answer = numbers.RequestNumber(lambda request: seen.append(numbers.current()) or HttpResponse())
    answer(RequestFactory().get("/"))
    assert re.fullmatch(rf"request [{numbers.ALPHABET}]{{{numbers.LENGTH}}}", seen[0])
    assert numbers.current() == ""
