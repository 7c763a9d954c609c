"""Reads a page as a browser without JavaScript does, and sends its form with changed answers."""

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from complaints.models import Complaint

NOT_TEXT = {"submit", "button", "file", "image", "reset"}


@dataclass
class Form:
    """One form of a page: where it goes and what it would send as it stands."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str | None, value: str) -> None:
        if name:
            self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, Form] = {}
        self._form: Form | None = None
        self._text: tuple[str | None, list[str]] | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = self.forms.setdefault(
                given.get("id") or given.get("action") or "", Form(given.get("action") or "")
            )
        elif self._form is None or "disabled" in given:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._text = (given.get("name"), [])
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and "selected" in given:
            self._form.add(self._select, given.get("value") or "")

    def _input(self, given: dict[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind in NOT_TEXT or (kind in {"radio", "checkbox"} and "checked" not in given):
            return
        default = "on" if kind == "checkbox" else ""
        assert self._form is not None
        self._form.add(given.get("name"), given.get("value") or default)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text is not None and self._form is not None:
            name, parts = self._text
            # A browser drops the first line end inside a text area.
            self._form.add(name, "".join(parts).removeprefix("\n"))
            self._text = None
        elif tag == "select":
            self._select = None


def forms_on(response: HttpResponse) -> dict[str, Form]:
    """Return every form of a page by its id, else by its action."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def form_on(response: HttpResponse, name: str = "screen-form") -> Form:
    """Return the form with the id (or the action) `name` of a page."""
    forms = forms_on(response)
    assert name in forms, f"No form {name!r} on the page: {list(forms)}"
    return forms[name]


def words_of(page: HttpResponse) -> str:
    """Return the source of a page with its characters as they are read."""
    return plain(html.unescape(page.content.decode()))


def url_of(complaint: Complaint, slug: str) -> str:
    """Return the address of a screen."""
    return reverse("screen", args=[complaint.ref, slug])


def post(
    browser: Client, complaint: Complaint, slug: str, action: str = "continue", **answers: Any
) -> HttpResponse:
    """Open a screen, change the answers given and press a button. None takes a value away."""
    url = url_of(complaint, slug)
    page = browser.get(url)
    assert page.status_code == 200
    return browser.post(url, changed(form_on(page), action, answers))


def send(browser: Client, complaint: Complaint, slug: str, **answers: Any) -> HttpResponse:
    """Like `post`, and again when the page asks: to read the letter that follows the answers, or
    whether to do what can't be taken back."""
    response = post(browser, complaint, slug, **answers)
    for _question in range(2):
        if response.status_code != 200:
            break
        again = changed(form_on(response), "continue", {})
        response = browser.post(url_of(complaint, slug), again)
    return response


def changed(form: Form, action: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Return what the form sends with `answers` in the place of its own values."""
    names = {name.replace("__", "-"): value for name, value in answers.items()}
    data: dict[str, Any] = {**form.values, "action": [action], **names}
    return {name: value for name, value in data.items() if value is not None}
