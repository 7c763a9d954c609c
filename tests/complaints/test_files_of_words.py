"""Files sent with their words: kept by their own name or refused, and downloaded again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.complaints.answers import submit
from tests.complaints.page import words_of
from tests.complaints.story import WORDS, Story

pytestmark = pytest.mark.django_db


def files(count: int, size: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{n}.png", b"x" * size, "image/png") for n in range(count)]


FILES = {
    "six files": (files(6, 10), "Choose at most five files"),
    "a file that is too large": (files(1, 10 * 1024 * 1024 + 1), "is larger than 10 MB"),
    "an empty file": (files(1, 0), "The submitted file is empty."),
    "a name that is none": (
        [SimpleUploadedFile("../../\x00etc/passwd", b"x", "image/png")],
        None,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files_are_kept_by_their_own_name_or_refused(
    story: Story, browsing: Any, name: str
) -> None:
    given, sentence = FILES[name]
    story.log()
    with browsing(story) as browser:
        page = submit(browser, story, "words", {"kept_files": given})
    kept = list(story.complaint.attachments.values_list("name", "file"))
    if sentence:
        assert page.status_code == 422
        assert sentence in words_of(page)
        assert WORDS in words_of(page)
        assert kept == []
    else:
        assert page.status_code == 302
        assert ".." not in kept[0][1]
        assert "\x00" not in kept[0][0]


def test_a_kept_file_comes_back_as_a_download(story: Story, browsing: Any) -> None:
    story.log()
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    with browsing(story) as browser:
        submit(browser, story, "words", {"kept_files": [page]})
        kept = browser.get(reverse("attachment", args=[story.complaint.ref, 1]))
        assert browser.get(reverse("attachment", args=[story.complaint.ref, 2])).status_code == 404
    assert kept["Content-Type"] == "application/octet-stream"
    assert kept["Content-Disposition"].startswith("attachment")
    assert b"".join(kept) == b"<script>alert(1)</script>"
