"""Keeps a stored choice in its list when the library that the list comes from dropped it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

# The preferences whose lists change with a library, and what is said of a value that went.
LISTED = ("time_zone", "locale", "country", "region")
UNKNOWN = {
    "time_zone": _("“%(value)s” is not known any more, so UTC counts. Choose another."),
    "country": _("The holidays of “%(value)s” are not known any more."),
    "region": _("“%(value)s” is not known any more, so the whole country counts."),
}


def keep_choice(field: Any, current: str, unknown: Any) -> None:
    """Add the stored value to the list when it is not there, and say so: saving must not change
    it."""
    known = {value for value, _label in _flat(field.choices)}
    if current in known:
        return
    field.choices = [(current, current), *field.choices]
    if unknown:
        field.help_text = unknown % {"value": current}


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
