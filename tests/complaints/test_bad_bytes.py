"""Bytes that no page can show, encodings that are wrong, and more than a request may hold."""

from typing import Any

import pytest

from tests.complaints.answers import submit
from tests.complaints.bad_answers import MEGABYTE
from tests.complaints.page import url_of
from tests.complaints.story import Story, everything

pytestmark = pytest.mark.django_db


def test_words_are_kept_without_what_a_page_cannot_show(story: Story, browsing: Any) -> None:
    story.log()
    typed = "Since Thursday\x00 not one order\r\ncame through.\x1b[31m Why?\ufffe"
    with browsing(story) as browser:
        assert submit(browser, story, "words", {"words": typed}).status_code == 302
    assert story.fresh().words == "Since Thursday not one order\ncame through.[31m Why?"


ENCODINGS = {
    "latin-1 sent as utf-8": (b"words=%E9%E8%FC+not+one+order+came+through+the+form", None),
    "a lone surrogate": (b"words=%ED%A0%80+not+one+order+came+through+the+form", None),
    "cut in the middle": (b"words=not+one+order+came+through+the+form+%E2%82", None),
    "utf-16": (b"words=%FF%FEn%00o%00t%00+one+order+came+through", "utf-16"),
    "an encoding that is not there": (b"words=not+one+order+came+through+the+form", "klingon"),
    "nothing but noise": (bytes(range(256)) * 40, None),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_wrong_encoding_breaks_nothing(story: Story, browsing: Any, name: str) -> None:
    body, charset = ENCODINGS[name]
    kind = "application/x-www-form-urlencoded" + (f"; charset={charset}" if charset else "")
    story.log()
    with browsing(story) as browser:
        rest = b"&channel=email&received_at_day=2026-03-10&received_at_time=10:00&action=continue"
        url = url_of(story.complaint, "words")
        response = browser.generic("POST", url, body + rest, content_type=kind)
    assert response.status_code in {302, 400, 422}
    assert "\ud800" not in story.fresh().words


def test_more_than_a_request_may_hold_is_refused_with_a_sentence(
    story: Story, browsing: Any
) -> None:
    story.log()
    with browsing(story) as browser:
        before = everything()
        page = browser.post(url_of(story.complaint, "words"), {"words": MEGABYTE * 6})
    assert page.status_code == 413
    assert "A message may have 100,000 characters" in page.content.decode()
    assert everything() == before
