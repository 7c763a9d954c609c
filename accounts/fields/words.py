"""Fields for words: a line, a text, an email address."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import LONGEST_ADDRESS, OTHER_ALPHABET, check_address, parted
from accounts.text import clean_line, clean_text
from accounts.widgets import AddressInput

LONGEST_WORDS = 100_000


class _Words(forms.CharField):
    """A text field that cleans before it counts, and keeps what was typed on a refused form."""

    tidy: Callable[[str], str] = staticmethod(clean_text)

    def __init__(self, *, max_length: int, missing: Any = "", **kwargs: Any) -> None:
        self.limit, self.least = max_length, kwargs.pop("min_length", None)
        super().__init__(**kwargs)
        if missing:
            self.error_messages["required"] = missing
            self.error_messages["missing"] = missing

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return super().to_python(self.tidy("" if value is None else str(value))) or ""

    def validate(self, value: str) -> None:
        """Refuse text that is missing, too short or too long, in a sentence."""
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(_too_long(len(value), self.limit), code="too_long")
        if value and self.least and len(value) < self.least:
            raise ValidationError(self._too_short(len(value)), code="too_short")

    def _too_short(self, length: int) -> str:
        what = self.error_messages.get("missing")
        if what is None:
            return _("Write at least %(least)s characters") % {"least": self.least}
        sentence = _("%(what)s: %(least)s characters or more, it has %(length)s now")
        return sentence % {"what": what, "least": self.least, "length": length}

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was typed, without the characters a page cannot show."""
        return clean_text(data) if isinstance(data, str) else data


class TextField(_Words):
    """A text of several lines; `missing` is the sentence for one that is absent or too short."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = LONGEST_WORDS, rows: int = 0, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        # Django gives every text area ten rows, which says nothing about what belongs in it.
        if rows or self.widget.attrs["rows"] == "10":
            self.widget.attrs["rows"] = rows or 5


class LineField(_Words):
    """A text of one line; a pasted line end becomes a space."""

    tidy = staticmethod(clean_line)

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class AddressField(LineField):
    """An email address."""

    widget = AddressInput
    default_validators = [check_address]
    default_error_messages = {
        "required": gettext_lazy("Enter an email address, such as name@example.com"),
        "invalid": gettext_lazy("Enter an email address, such as name@example.com"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the address alone, however it was pasted: “Elin <elin@a.example>;”."""
        return parted(super().to_python(value))[1]

    def run_validators(self, value: str) -> None:
        """Say in one sentence what an address looks like."""
        try:
            super().run_validators(value)
        except ValidationError as problem:
            if any(each.code == OTHER_ALPHABET for each in problem.error_list):
                raise
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def _too_long(length: int, limit: int) -> str:
    sentence = _("Shorten this to %(limit)s characters; it has %(length)s now")
    return sentence % {"limit": f"{limit:,}", "length": f"{length:,}"}
