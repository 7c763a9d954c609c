"""Files sent with their words: kept whatever button sent them, once, as far as there is room;
listed, removed, downloaded, and missing."""

import threading
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from complaints import file_names, uploads
from complaints.models import Attachment
from complaints.moves import files as verbs
from complaints.workflow import State
from tests.complaints.answers import answers_for, submit
from tests.complaints.page import changed, form_on, post, url_of, words_of
from tests.complaints.story import WORDS, Story, at_home, begin

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
PDF = "offer.pdf"


def a_file(name: str = PDF, content: bytes = b"%PDF-1.7 what was agreed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def files(count: int, size: int) -> list[SimpleUploadedFile]:
    return [a_file(f"{n}.png", bytes([n]) * size) for n in range(count)]


def kept(story: Story) -> list[str]:
    return list(story.complaint.attachments.order_by("pk").values_list("name", flat=True))


def listed(browser: Client, story: Story) -> str:
    return words_of(browser.get(url_of(story.complaint, "words")))


REFUSED = {
    "six files": (files(6, 10), "Choose at most five files at once"),
    "a file that is too large": (files(1, 10 * MEGABYTE + 1), "“0.png” is larger than 10 MB"),
    "an empty file": (files(1, 0), "“0.png” is empty. Choose it once more, or leave it out"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_kept_is_named_and_the_words_stay(
    story: Story, browsing: Any, name: str
) -> None:
    given, sentence = REFUSED[name]
    story.log()
    with browsing(story) as browser:
        page = submit(browser, story, "words", {"kept_files": given})
    assert page.status_code == 422
    assert sentence in words_of(page)
    assert WORDS in words_of(page)
    assert kept(story) == []


WAYS = {
    "save and leave": ("leave", {}, 302),
    "a moment": ("moment", {"moment": "30m"}, 302),
    "a wrong date": ("continue", {"needed_by": "yesterday, I think"}, 422),
    "continue": ("continue", {}, 302),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_file_is_kept_whatever_becomes_of_the_rest(story: Story, browsing: Any, way: str) -> None:
    action, answers, status = WAYS[way]
    story.log()
    with browsing(story) as browser:
        given = answers_for("words", story) | answers | {"kept_files": a_file()}
        assert post(browser, story.complaint, "words", action, **given).status_code == status
        page = listed(browser, story)
    assert kept(story) == [PDF]
    assert f">{PDF}</a>" in page
    assert "24 bytes" in page
    assert "24 bytes of 50.0 MB are used for this complaint" in page


def test_the_same_file_is_kept_once_however_often_it_is_sent(story: Story, browsing: Any) -> None:
    story.log()
    other = a_file(content=b"another version")
    with browsing(story) as browser:
        for given in (a_file(), a_file(), other):
            post(browser, story.complaint, "words", "leave", kept_files=given)
    assert kept(story) == [PDF, PDF]


def test_a_good_file_is_kept_beside_one_that_is_refused(story: Story, browsing: Any) -> None:
    story.log()
    with browsing(story) as browser:
        left = post(
            browser, story.complaint, "words", "leave", kept_files=[a_file(), a_file("b.txt", b"")]
        )
        said = words_of(browser.get(left.url))
    assert kept(story) == [PDF]
    assert "“b.txt” is empty" in said


def test_saving_while_typing_keeps_a_file_and_lists_it(story: Story, browsing: Any) -> None:
    story.log()
    url = url_of(story.complaint, "words")
    with browsing(story) as browser:
        data = changed(form_on(browser.get(url)), "", {"kept_files": a_file()})
        page = words_of(browser.post(f"{url}draft/", data))
    assert kept(story) == [PDF]
    assert 'id="files" hx-swap-oob="true"' in page
    assert f">{PDF}</a>" in page


def test_a_file_is_removed_by_its_button_and_what_was_typed_stays(
    story: Story, browsing: Any
) -> None:
    story.log()
    with browsing(story) as browser:
        post(browser, story.complaint, "words", "leave", kept_files=[a_file(), a_file("b.txt")])
        handle = verbs.listed(story.complaint)[0].handle
        for _twice in range(2):
            page = post(browser, story.complaint, "words", f"remove:{handle}", words="Not yet all")
            assert page.status_code == 200
            assert form_on(page).values["words"] == ["Not yet all"]
        assert post(browser, story.complaint, "words", "remove:x").status_code == 200
    assert kept(story) == ["b.txt"]


def test_a_file_of_another_complaint_cannot_be_removed(story: Story, browsing: Any) -> None:
    stranger = begin()
    with at_home(stranger):
        stranger.log()
    verbs.keep(stranger.complaint, [a_file()], now=stranger.now)
    handle = verbs.listed(stranger.complaint)[0].handle
    story.log()
    with browsing(story) as browser:
        post(browser, story.complaint, "words", f"remove:{handle}")
    assert kept(stranger) == [PDF]


# Names.

NAMES = {
    "日" * 100 + ".pdf": ("日" * 100 + ".pdf", ".pdf"),
    "я" * 144 + ".docx": ("я" * 144 + ".docx", ".docx"),
    "x" * 300 + ".png": ("x" * 196 + ".png", ".png"),
    "../../etc/passwd.txt": ("passwd.txt", ".txt"),
    "C:\\letters\\angry.eml": ("angry.eml", ".eml"),
    "nul\x00l.txt": ("null.txt", ".txt"),
    "bill\u202efdp.exe": ("billfdp.exe", ".exe"),
    "???.": ("???.", ""),
    "…": ("…", ""),
    ".htaccess": (".htaccess", ""),
    "a" + "." * 30 + "b" * 300: (None, ""),
    "no ending": ("no ending", ""),
    "👩‍👩‍👧.jpg": ("👩‍👩‍👧.jpg", ".jpg"),
}


@pytest.mark.parametrize("given", NAMES)
def test_a_name_is_shown_as_given_and_stored_in_the_bytes_a_disk_takes(
    story: Story, given: str
) -> None:
    story.log()
    shown, ending = NAMES[given]
    upload = a_file("x")
    upload._name = given  # as a parser hands it over that leaves names as they are
    assert verbs.keep(story.complaint, [upload], now=story.now) == []
    row = story.complaint.attachments.get()
    assert shown in (row.name, None)
    name = row.file.name.rpartition("/")[2]
    assert len(name.encode()) <= 200
    assert name.endswith(ending)
    assert not set("/\\\x00\u202e") & set(name)
    with row.file.open("rb") as stored:
        assert stored.read() == b"%PDF-1.7 what was agreed"


def test_a_long_name_comes_back_with_the_download(story: Story, browsing: Any) -> None:
    story.log()
    long = "日" * 100 + ".pdf"
    with browsing(story) as browser:
        assert submit(browser, story, "words", {"kept_files": a_file(long)}).status_code == 302
        answer = browser.get(reverse("attachment", args=[story.complaint.ref, 1]))
    assert "%E6%97%A5" * 100 in answer["Content-Disposition"]


def test_a_name_is_shortened_between_characters() -> None:
    for count in range(40, 60):
        file_names.on_disk("日" * count + ".pdf").encode("utf-8")
        assert "\ufffd" not in file_names.on_disk("a" + "日" * count + ".pdf")


# Room.


def test_sixteen_large_files_are_refused_in_time(story: Story, browsing: Any) -> None:
    story.log()
    refused = []
    with browsing(story) as browser:
        for number in range(16):
            given = a_file(f"{number}.zip", bytes([number]) * (10 * MEGABYTE))
            page = submit(browser, story, "words", {"kept_files": given})
            if page.status_code == 422:
                refused.append(words_of(page))
    assert len(kept(story)) == 5
    assert len(refused) == 11
    for page in refused:
        assert "of 50.0 MB for this complaint, 0 bytes are left" in page
        assert WORDS in page


def test_an_account_has_its_room_over_all_its_complaints(
    story: Story, settings: Any, browsing: Any
) -> None:
    settings.ACCOUNT_FILES_BYTES = 40
    first = story.log().complaint
    assert verbs.keep(first, [a_file()], now=story.now) == []
    with at_home(story):
        second = Story(story.user, story.project, story.contact, story.now).log().complaint
    [sentence] = verbs.keep(second, [a_file("b.pdf")], now=story.now)
    assert "of 40 bytes for all your complaints together, 16 bytes are left" in plain(sentence)
    stranger = begin().log()
    assert verbs.keep(stranger.complaint, [a_file()], now=story.now) == []


@pytest.mark.django_db(transaction=True)
def test_files_sent_at_once_keep_within_the_room(settings: Any) -> None:
    settings.COMPLAINT_FILES_BYTES = 100
    story = begin().log()
    refused: list[str] = []

    def send(number: int) -> None:
        upload = a_file(f"{number}.pdf", b"x" * 30)
        refused.extend(verbs.keep(story.complaint, [upload], now=story.now))
        connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(kept(story)), len(refused)) == (3, 5)


# Downloads, and what is gone.


def test_a_kept_file_comes_back_as_a_download(story: Story, browsing: Any) -> None:
    story.log()
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    with browsing(story) as browser:
        submit(browser, story, "words", {"kept_files": [page]})
        given = browser.get(reverse("attachment", args=[story.complaint.ref, 1]))
        assert browser.get(reverse("attachment", args=[story.complaint.ref, 2])).status_code == 404
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given) == b"<script>alert(1)</script>"


def test_a_file_that_is_gone_from_the_disk_has_a_page_that_says_so(
    story: Story, browsing: Any
) -> None:
    story.log()
    verbs.keep(story.complaint, [a_file()], now=story.now)
    default_storage.delete(story.complaint.attachments.get().file.name)
    with browsing(story) as browser:
        page: HttpResponse = browser.get(reverse("attachment", args=[story.complaint.ref, 1]))
    assert page.status_code == 404
    assert "This file is missing on the server" in words_of(page)
    assert PDF in words_of(page)


def test_a_file_goes_with_its_row_once_that_is_certain(
    story: Story, django_capture_on_commit_callbacks: Any
) -> None:
    story.log()
    verbs.keep(story.complaint, [a_file(), a_file("b.pdf")], now=story.now)
    first, second = (row.file.name for row in story.complaint.attachments.order_by("pk"))
    with django_capture_on_commit_callbacks() as waiting:
        verbs.remove(story.complaint, verbs.listed(story.complaint)[0].handle)
    assert default_storage.exists(first)
    for callback in waiting:
        callback()
    assert (default_storage.exists(first), default_storage.exists(second)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        story.discard()
    assert kept(story) == []
    assert not default_storage.exists(second)


def test_what_nothing_belongs_to_is_swept_after_a_day(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.to(State.DRAFT)
    verbs.keep(story.complaint, [a_file()], now=story.now)
    mine = Attachment.objects.get().file.name
    stray = default_storage.save("complaints/2026/03/stray.pdf", a_file())
    uploads.sweep()
    assert default_storage.exists(stray)
    monkeypatch.setattr(uploads, "YOUNG_SECONDS", -1)
    uploads.sweep()
    assert default_storage.exists(mine)
    assert not default_storage.exists(stray)
