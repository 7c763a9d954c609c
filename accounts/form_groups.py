"""Forms in groups under headings, some of them folded; `_form_groups.html` draws them."""

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.forms import BoundField


class Group(NamedTuple):
    """A heading (may be empty), the names of its fields, and whether it starts folded."""

    title: Any
    names: tuple[str, ...]
    folded: bool = False


class ShownGroup(NamedTuple):
    """What the template draws of a group."""

    title: str
    fields: list[BoundField]
    folded: bool


class GroupedForm(forms.Form):
    """A form that says in which groups its fields stand."""

    GROUPS: ClassVar[tuple[Group, ...]] = ()

    def groups(self) -> Iterator[ShownGroup]:
        """Yield the groups; one that holds something to fix is never folded."""
        for title, names, folded in self.GROUPS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                to_fix = any(field.errors for field in fields)
                yield ShownGroup(str(title), fields, folded and not to_fix)
