"""The inputs our own fields need: a day, a time of day, and both as one moment."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import get_default_renderer
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FIRST_DAY = "1970-01-01"
LAST_DAY = "2100-12-31"


class AddressInput(forms.TextInput):
    """An input for an email address: a browser's own would refuse a pasted name and change “ß”."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        wanted = {"inputmode": "email", "autocomplete": "email"}
        plain = {"autocapitalize": "none", "spellcheck": "false"}
        super().__init__(attrs=wanted | plain | (attrs or {}))


class DayInput(forms.DateInput):
    """The browser's own date input; it sends and wants ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        limits = {"min": FIRST_DAY, "max": LAST_DAY}
        super().__init__(attrs=limits | (attrs or {}), format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """The browser's own time input."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class MomentInput(forms.MultiWidget):
    """A day and a time beside each other, in one fieldset; sent as name_day and name_time."""

    template_name = "accounts/widgets/moment.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"day": DayInput(), "time": HourInput()}, attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        """Split a moment into its local day and time."""
        if value is None:
            return [None, None]
        local = timezone.localtime(value)
        return [local.date(), local.time()]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each of the two inputs its own visible label."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("Day"), _("Time")), strict=True):
            part["label"] = label
        return context


class LongSelect(forms.Select):
    """A list of hundreds of choices; drawing each by a template of its own takes 40 ms a page."""

    template_name = "accounts/widgets/long_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Hand over the options drawn earlier, parted behind the value that is chosen."""
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = context["widget"]["value"]
        mark = f'value="{escape(chosen[0])}"' if chosen else 'value=""'
        options = _options(get_language(), _grouped(self.choices))
        before, mark, after = map(mark_safe, options.partition(mark))
        return context | {"before": before, "mark": mark, "after": after}


def _grouped(choices: Any) -> tuple[tuple[Any, tuple[Any, ...]], ...]:
    return tuple(
        (key, tuple(tuple(pair) for pair in label))
        if isinstance(label, list | tuple)
        else ("", (("" if key is None else key, label),))
        for key, label in choices
    )


@lru_cache(maxsize=64)
def _options(language: str, groups: tuple[tuple[Any, tuple[Any, ...]], ...]) -> str:
    context = {"groups": groups}
    return get_default_renderer().render("accounts/widgets/long_select_options.html", context)
