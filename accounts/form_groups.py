"""Forms in groups under headings, some of them folded; `_form_groups.html` draws them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

Names = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True)
class Group:
    """A heading (may be empty), its fields by name, and whether it starts folded.

    Names in a tuple of their own stand beside each other.
    """

    title: Any
    names: Names
    folded: bool = False

    def lines(self) -> list[tuple[str, ...]]:
        """Return the names line by line."""
        return [(name,) if isinstance(name, str) else name for name in self.names]


@dataclass(frozen=True)
class ShownGroup:
    """What the template draws of a group."""

    title: str
    lines: list[list[BoundField]]
    folded: bool


class GroupedForm(forms.Form):
    """A form that says in which groups its fields stand; errors are listed in the same order."""

    GROUPS: ClassVar[tuple[Group, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(names_in(self.GROUPS))

    def groups(self) -> Iterator[ShownGroup]:
        """Yield the groups; one that holds something to fix is never folded."""
        for group in self.GROUPS:
            lines = [[self[n] for n in line if n in self.fields] for line in group.lines()]
            to_fix = any(field.errors for line in lines for field in line)
            yield ShownGroup(str(group.title), lines, group.folded and not to_fix)


def names_in(groups: tuple[Group, ...]) -> list[str]:
    """Return the names of all fields, in order."""
    return [name for group in groups for line in group.lines() for name in line]
