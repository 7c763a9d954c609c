"""Fields for choosing one or several of a list; a wrong choice is answered, never echoed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

LONGEST_KEY = 18


class PickField(forms.ChoiceField):
    """One of `choices`; `missing` is the sentence when none, or none of them, was chosen."""

    def __init__(self, *, choices: Any, missing: Any = "", **kwargs: Any) -> None:
        super().__init__(choices=choices, **kwargs)
        sentence = missing or gettext_lazy("Choose one from the list")
        self.error_messages |= {"required": sentence, "invalid_choice": sentence}


class PickManyField(forms.MultipleChoiceField):
    """Some of `choices`; `missing` is the sentence when none, or one of no list, was chosen."""

    def __init__(self, *, choices: Any, missing: Any = "", **kwargs: Any) -> None:
        super().__init__(choices=choices, **kwargs)
        sentence = missing or gettext_lazy("Choose from the list")
        self.error_messages |= {
            "required": sentence,
            "invalid_choice": sentence,
            "invalid_list": sentence,
        }


class PickRowField(forms.ModelChoiceField):
    """One row of a queryset that starts from the user; strangers' rows are no choice."""

    def __init__(self, *, queryset: Any, missing: Any = "", **kwargs: Any) -> None:
        super().__init__(queryset=queryset, **kwargs)
        sentence = missing or gettext_lazy("Choose one from the list")
        self.error_messages |= {"required": sentence, "invalid_choice": sentence}

    def to_python(self, value: Any) -> Any:
        """Return the row, or None; anything that is not a plain key is no choice."""
        if isinstance(value, str) and value and not _is_key(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid")
        return super().to_python(value)


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_KEY
