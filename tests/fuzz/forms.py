"""Reads the forms of a page: where each goes and what it would send as it stands."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SKIPPED = {"csrfmiddlewaretoken"}


@dataclass
class Form:
    """One form of a page: its address ("" for the page itself), method, answers and file fields."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells this form from others: where it goes and what it asks."""
        names = sorted({*self.fields, *self.choices, *self.files})
        return f"{self.method} {self.action} {names}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.current: Form | None = None
        self.select: tuple[Form, str] | None = None
        self.text: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.current = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.current)
            self.by_id[given.get("id", "")] = self.current
        form = self.by_id.get(given["form"]) if "form" in given else self.current
        if form is not None:
            self._control(form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self.select:
            self._option(given)
        if not name or name in SKIPPED:
            return
        if tag == "select":
            self.select = (form, name)
        if tag == "textarea":
            self.text = (form, name)
            form.fields.setdefault(name, []).append("")
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
        if tag == "input":
            self._input(form, name, given)

    def _option(self, given: dict[str, str]) -> None:
        assert self.select is not None
        form, name = self.select
        form.choices.setdefault(name, []).append(given.get("value", ""))
        if "selected" in given or name not in form.fields:
            form.fields[name] = [given.get("value", "")]

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind == "file":
            form.files.append(name)
        elif kind == "submit":
            form.buttons.append((name, value))
        elif kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value or "on")
            if "checked" in given:
                form.fields.setdefault(name, []).append(value or "on")
        else:
            form.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.text:
            form, name = self.text
            form.fields[name][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.text = None


def read(html: str) -> list[Form]:
    """Return the forms of a page, in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
