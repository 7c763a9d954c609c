"""Passwords are taken out of what people read."""

import logging

import pytest

from accounts import redaction
from outbox import transport

WORD = "sesam/öffne dich&'x'"


@pytest.fixture(autouse=True)
def _forgotten_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_known", set())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgres://me:sesam@host/db", "postgres://me:********@host/db"),
        ("redis://:sesam@host:6379/0", "redis://:********@host:6379/0"),
        ("at smtp://me:p@ss@host, twice", "at smtp://me:********@host, twice"),
        ("GET /health/?token=sesam HTTP/1.1", "GET /health/?token=******** HTTP/1.1"),
        ("redis://host/0?a=1&password=sesam", "redis://host/0?a=1&password=********"),
        # Nothing to hide in these.
        ("http://localhost:8000/a@b", "http://localhost:8000/a@b"),
        ("http://amends.example/?next=/a", "http://amends.example/?next=/a"),
        ("mira@studio.example: hello", "mira@studio.example: hello"),
        ("12:30 a@b", "12:30 a@b"),
    ],
)
def test_the_password_in_a_url_is_found_by_its_place(text: str, masked: str) -> None:
    assert redaction.mask(text) == masked


@pytest.mark.parametrize(
    "said",
    [
        WORD,
        repr(WORD),
        repr([WORD]),
        "sesam%2F%C3%B6ffne%20dich%26%27x%27",
        "sesam/&ouml;".replace("&ouml;", "öffne dich&amp;&#x27;x&#x27;"),
        "broken at sesam/öffne dich&'x' again",
    ],
)
def test_a_known_password_is_found_however_it_is_spelled(said: str) -> None:
    redaction.hide(WORD)
    assert "sesam" not in redaction.mask(said)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://me:sesam%2Fopen@host",
        "postgres://me:sesam/open@host:port/x",
        "postgres://me:sesam/open@ho st",
        "redis://:sesam/open@host",
    ],
)
def test_the_password_of_a_url_is_known_also_when_the_url_is_no_good(url: str) -> None:
    redaction.hide_url(url)
    assert redaction.mask("it is sesam/open") == "it is ********"


def test_a_short_password_does_not_blot_out_half_of_all_words() -> None:
    redaction.hide("e")
    assert redaction.mask("here") == "here"


def test_a_mail_server_that_repeats_the_password_is_not_quoted() -> None:
    redaction.hide_url("smtp://me:sesam-open@mail.example")
    assert transport.words(b"535 no user me with sesam-open") == "535 no user me with ********"
    assert transport.said(OSError("sesam-open")) == "OSError: ********"


def test_no_log_line_holds_it_whatever_it_comes_in(caplog: pytest.LogCaptureFixture) -> None:
    redaction.hide(WORD)
    logger = logging.getLogger("some.package")
    logger.warning("plain %s", WORD)
    logger.warning("named %(word)s", {"word": WORD})
    logger.warning("as a list %r", [WORD])
    try:
        raise ValueError(WORD)
    except ValueError:
        logger.exception("with a traceback")

    assert "sesam" not in caplog.text
    assert "ValueError: ********" in caplog.text
    assert caplog.text.count(redaction.MASK) >= 4
