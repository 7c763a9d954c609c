"""Whatever is posted to an admin page is answered or refused with a sentence; nothing breaks."""

from typing import Any

import pytest

from accounts.admin_questions import NEVER_POSTED
from tests.accounts.admin_doors import (
    MAKE,
    address,
    listed,
    lists,
    pages,
    readers_of,
    who_runs_it,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NO_ROWS = [
    [], ["abc"], [""], ["\x00"], ["-1"], ["9" * 30], ["9" * 5000], ["1.5"], ["\ufffd"],
    [f"{n}x" for n in range(900)], ["abc", "1' OR 1=1"],
]  # fmt: skip
NO_PLACE = ["", "-7", "7", "9" * 5000, "x"]
NO_ACTION = ["", "nothing", "\x00", "delete_selected", "__class__", "save_model"]


def said(answer: Any) -> set[str]:
    """Return the sentences on top of a page."""
    return {str(message) for message in answer.context["messages"]}


def actions_of(kind: Any, browser: Any) -> list[str]:
    """Return what can be done with rows of a list."""
    return list(kind.get_actions(browser.get(listed(kind)).wsgi_request))


@pytest.mark.parametrize("kind", lists())
def test_an_action_without_a_row_says_that_nothing_is_selected(kind: Any) -> None:
    MAKE[kind.model](UserFactory())
    for browser in readers_of(kind):
        for action in actions_of(kind, browser):
            cases = [{"_selected_action": keys} for keys in NO_ROWS]
            cases += [{"_selected_action": ["abc"], "index": place} for place in NO_PLACE]
            for case in cases:
                answer = browser.post(listed(kind), {"action": action} | case, follow=True)
                assert answer.status_code == 200
                assert said(answer) == {"Nothing is selected. Tick a row first."}, case


@pytest.mark.parametrize("kind", lists())
def test_somebody_else_s_row_cannot_be_ticked(kind: Any) -> None:
    theirs = MAKE[kind.model](UserFactory())
    for browser in readers_of(kind)[1:]:
        for action in actions_of(kind, browser):
            for more in ({}, {"select_across": "1"}):
                form = {"action": action, "_selected_action": [theirs.pk]} | more
                answer = browser.post(listed(kind), form, follow=True)
                assert said(answer) == {"Nothing is selected. Tick a row first."}


@pytest.mark.parametrize("kind", lists())
def test_an_action_that_is_not_there_says_so(kind: Any) -> None:
    row = MAKE[kind.model](UserFactory())
    for browser in readers_of(kind):
        for action in NO_ACTION:
            form = {"action": action, "_selected_action": [row.pk], "index": "0"}
            answer = browser.post(listed(kind), form, follow=True)
            assert said(answer) == {"Nothing was done. Choose what to do first."}, action
    assert kind.model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", lists())
def test_an_action_on_far_too_much_breaks_nothing(kind: Any) -> None:
    row = MAKE[kind.model](UserFactory())
    for browser in readers_of(kind):
        for action in [*actions_of(kind, browser), "nothing"]:
            for keys in ([], ["abc"], [row.pk, 987654]):
                form = {"action": action, "select_across": "1", "_selected_action": keys}
                assert browser.post(listed(kind), form, follow=True).status_code == 200
        form = {"action": "nothing", "_selected_action": list(range(100_000))}
        assert browser.post(listed(kind), form).status_code == 400


NASTY = ["", "\x00", "\ud7ff\ufffe", "9" * 5000, "-1", "1e400", "NaN", "abc" * 30_000, "<b>", "٣"]
BESIDE: list[dict[str, str]] = [
    {"versions-TOTAL_FORMS": "99999999999", "versions-INITIAL_FORMS": "-1"},
    {"versions-TOTAL_FORMS": "2", "versions-INITIAL_FORMS": "2", "versions-0-id": "abc"},
    {"form-TOTAL_FORMS": "abc", "_save": "1"},
    {"_continue": "1", "_addanother": "1", "post": "yes"},
]


def fields_of(kind: Any, answer: Any) -> list[str]:
    """Return the fields that were asked for, or all there are where nothing is asked."""
    form = (answer.context or {}).get("adminform")
    return list(form.form.fields) if form else [field.name for field in kind.opts.fields]


@pytest.mark.parametrize(("kind", "name"), pages())
def test_a_nasty_form_is_answered(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    browser = who_runs_it()
    fields = fields_of(kind, browser.get(url))
    cases = [dict.fromkeys(fields, value) for value in NASTY]
    cases += [dict.fromkeys(fields, "x") | beside for beside in BESIDE]
    for case in cases:
        assert browser.post(url, case).status_code < 500, case


@pytest.mark.parametrize(("kind", "name"), pages())
def test_a_form_for_a_window_or_a_copy_is_refused(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    for browser in readers_of(kind):
        for field in NEVER_POSTED:
            assert browser.post(url, {field: "1"}).status_code == 400, field


ENCODINGS = ["utf-16", "utf-7", "undefined", "base64", "klingon"]
BODIES = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]


@pytest.mark.parametrize(("kind", "name"), pages())
def test_the_wrong_encoding_breaks_nothing(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    noise = b"title=%FF%FEn&name=%00&_selected_action=1&action=x" + bytes(range(256))
    browser = who_runs_it()
    for charset in ENCODINGS:
        for body in BODIES:
            answer = browser.generic("POST", url, noise, content_type=f"{body}; charset={charset}")
            assert answer.status_code < 500, (body, charset)
        asked = browser.generic("GET", f"{url}?q=a", content_type=f"{body}; charset={charset}")
        assert asked.status_code < 500, charset
