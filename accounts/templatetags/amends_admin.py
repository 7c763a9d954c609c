"""What the admin's templates need to draw rows and fields as the rest of the app does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.contrib.admin.utils import label_for_field, lookup_field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import formats

register = template.Library()
NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """One fact about a row: its label and what it says."""

    label: str
    words: str


@dataclass(frozen=True)
class Row:
    """A row of a list: where it leads, its name, and what else is said about it."""

    key: Any
    url: str
    name: str
    cells: list[Cell]


@register.simple_tag
def labels(cl: Any) -> list[str]:
    """Return the heads of the columns of a list."""
    return [_label(name, cl.model_admin) for name in _columns(cl)]


@register.simple_tag
def rows(cl: Any) -> Iterator[Row]:
    """Return the rows of the page of a list that is shown."""
    first, *others = _columns(cl)
    for row in cl.result_list:
        cells = [_cell(name, row, cl.model_admin) for name in others]
        name = _cell(first, row, cl.model_admin).words
        yield Row(row.pk, cl.url_for_result(row), name, cells)


@register.simple_tag
def read_only(fieldset: Any) -> list[Cell]:
    """Return the fields of a group that are only shown."""
    shown = [field for line in fieldset for field in line if field.is_readonly]
    return [_shown(each) for each in shown]


def _shown(field: Any) -> Cell:
    words = _cell(field.field["field"], field.form.instance, field.model_admin).words
    return Cell(capfirst(str(field.field["label"])), words)


def _columns(cl: Any) -> list[str]:
    return [name for name in cl.list_display if name != "action_checkbox"]


def _cell(name: Any, row: Any, page: Any) -> Cell:
    return Cell(_label(name, page), _words(*lookup_field(name, row, page), row))


def _label(name: Any, page: Any) -> str:
    return capfirst(str(label_for_field(name, page.model, page)))


def _words(field: Any, attr: Any, value: Any, row: Any) -> str:
    if field is not None and field.choices:
        value = capfirst(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.plain(formats.moment(value))  # wraps in a narrow column
    return NOTHING if value in (None, "") else str(value)
