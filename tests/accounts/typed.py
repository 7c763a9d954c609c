"""What the tests of the fields share: nonsense, and what a field answers to it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MEGABYTE = "x" * 1_000_000
NONSENSE = ["\0", "\ud800", "\x1b[31m", "💥", MEGABYTE, "9" * 5000, "-1", "NaN", "1e500", "‮", "[]"]


def answer(field: forms.Field, value: Any) -> Any:
    """Return the clean value, or the sentences as one text."""
    try:
        return field.clean(value)
    except ValidationError as problem:
        return " ".join(problem.messages)
