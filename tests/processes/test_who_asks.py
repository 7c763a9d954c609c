"""The door of a server that is set up for its own machine."""

from typing import Any

import pytest

from config.wsgi import for_this_machine

HERE = [
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"},
    {"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"},
    {"REMOTE_ADDR": "::ffff:127.0.0.1", "HTTP_HOST": "amends.localhost"},
    # A socket in the file system has no address, and HTTP/1.0 no name.
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, ::1"},
]
ELSEWHERE = [
    {"REMOTE_ADDR": "192.168.1.20", "HTTP_HOST": "localhost:8000"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "amends.example"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "unknown"},
]


def asked(environ: dict[str, Any]) -> tuple[list[str], bytes]:
    """Ask the door; return the statuses it began and what came out of it."""
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        statuses.append(status)

    def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"a page"]

    return statuses, b"".join(for_this_machine(pages)(environ, start))


@pytest.mark.parametrize("environ", HERE)
def test_this_machine_is_let_in(environ: dict[str, Any]) -> None:
    assert asked(environ) == (["200 OK"], b"a page")


@pytest.mark.parametrize("environ", ELSEWHERE)
def test_nobody_else_is(environ: dict[str, Any]) -> None:
    statuses, page = asked(environ)
    assert statuses == ["403 Forbidden"]
    assert b"set SITE_URL" in page
