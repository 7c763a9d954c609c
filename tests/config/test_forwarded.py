"""A proxy that the settings do not know, and settings that expect one that is not there."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.forwarded import HEADERS, ForwardedHeaders


@pytest.fixture
def said(settings: Any, caplog: pytest.LogCaptureFixture) -> Any:
    """Send requests, each a dictionary of headers, to one process; return what it said."""

    def ask(*requests: dict[str, str], behind_proxy: bool, path: str = "/help/") -> list[str]:
        settings.BEHIND_PROXY = behind_proxy
        process = ForwardedHeaders(lambda request: HttpResponse())
        for headers in requests:
            assert process(RequestFactory().get(path, headers=headers)).status_code == 200
        return [record.getMessage() for record in caplog.records]

    return ask


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_of_a_proxy_that_nobody_expects_is_told_once(said: Any, header: str) -> None:
    forwarded = {header: "198.51.100.1"}
    (words,) = said({}, forwarded, forwarded, behind_proxy=False)
    assert f"with the header {header}" in words
    assert "set BEHIND_PROXY=1" in words
    assert "198.51.100.1" not in words


def test_a_proxy_that_is_not_there_is_told_once(said: Any) -> None:
    (words,) = said({"X-Forwarded-For": "198.51.100.1"}, {}, {}, behind_proxy=True)
    assert "set BEHIND_PROXY=0" in words


def test_what_fits_is_not_worth_a_word(said: Any) -> None:
    assert said({}, {}, behind_proxy=False) == []


def test_a_proxy_that_is_there_is_not_worth_a_word(said: Any) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https"}
    assert said(forwarded, forwarded, behind_proxy=True) == []


def test_the_machine_may_ask_its_own_health_page_without_a_proxy(said: Any) -> None:
    assert said({}, behind_proxy=True, path="/health/") == []
