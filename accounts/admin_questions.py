"""What the address of an admin page may ask: each name with the values offered, no others."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import BadRequest
from django.db import models
from django.http import QueryDict

# Says whether a value is one that the page offers.
Check = Callable[[str], bool]

LONGEST_SEARCH = 200
PAGE = re.compile(r"[1-9][0-9]{0,4}")
COLUMNS = re.compile(r"-?[0-9]{1,2}(\.-?[0-9]{1,2}){0,9}")
# What Django's pages take from a form for windows and copies that no page of ours opens.
NEVER_POSTED = frozenset({"_popup", "_to_field", "_source_model", "_saveasnew"})


def refuse_others(asked: QueryDict, may: Mapping[str, Check]) -> None:
    """Raise BadRequest for a name or a value that `may` does not take, or a name said twice."""
    for name, values in asked.lists():
        if len(values) != 1 or name not in may or not may[name](values[0]):
            raise BadRequest("The address asks for something this page does not offer.")


def refuse_posted(posted: QueryDict) -> None:
    """Raise BadRequest for a form that asks for a window or a copy nothing here offers."""
    if not NEVER_POSTED.isdisjoint(posted):
        raise BadRequest("The form asks for something this page does not offer.")


def is_search(value: str) -> bool:
    """Say whether `value` can be searched for: a database bounds how long a pattern may be."""
    return len(value) <= LONGEST_SEARCH and "\x00" not in value


def is_page(value: str) -> bool:
    """Say whether `value` may be the number of a page."""
    return PAGE.fullmatch(value) is not None


def is_empty(value: str) -> bool:
    """Say whether `value` is that of a name that is only there or not."""
    return value == ""


def is_order(value: str, *, columns: int) -> bool:
    """Say whether `value` names only columns of a list that has `columns` of them."""
    if not COLUMNS.fullmatch(value):
        return False
    return all(int(number.lstrip("-")) < columns for number in value.split("."))


def offered(model: type[models.Model], filters: Iterable[Any]) -> dict[str, frozenset[str]]:
    """Return which of the filters beside a list may stand there, each with the values of its links.

    Left out is one whose values come from the rows: its list would tell of somebody else's.
    """
    found = {path: _values(model, path) for path in filters if isinstance(path, str)}
    return {path: values for path, values in found.items() if values}


def _values(model: type[models.Model], path: str) -> frozenset[str]:
    field = get_fields_from_path(model, path)[-1]
    if isinstance(field, models.BooleanField) and not field.null:
        return frozenset({"0", "1"})
    return frozenset(str(value) for value, _label in field.flatchoices)
