"""Turns away, unread, what is far too long to be a date, a time or a number."""

from typing import Any

from django.core.exceptions import ValidationError

from accounts.text import clean_line

LONGEST_VALUE = 60


def short(value: Any, sentence: Any) -> Any:
    """Return `value` as one clean line; raise ValidationError with `sentence` when too long."""
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST_VALUE:
        raise ValidationError(sentence, code="invalid")
    return clean_line(value)
