"""A date ahead: a day of one's own, or one counted in working days, each filling the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.fields.times import DayField
from accounts.formats import day as day_words
from accounts.widgets import DayInput
from accounts.working_time import WorkCalendar

COUNTS = (3, 5, 7, 10)

# Each day as the browser sends it, and in words.
type Counted = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Doubt:
    """What speaks against a date that nobody refuses, and a day that would do better, if any."""

    sentence: str
    instead: date | None = None


class AheadInput(DayInput):
    """The browser's date input beside a list of days counted in working days.

    Besides its own name it sends name_in (the day that was counted), name_was (the day it showed)
    and name_seen (the day whose doubts were shown). What was changed counts; without a script the
    list may say one thing and the input another.
    """

    template_name = "accounts/widgets/ahead.html"

    counted: Counted = ()
    label = ""
    doubts: tuple[Doubt, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the day that was typed, or counted when the typed one is as it was shown."""
        typed, counted = data.get(name), data.get(f"{name}_in")
        is_untouched = (typed or "") == data.get(f"{name}_was", "")
        return counted if counted and is_untouched else typed

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Say whether neither part was sent."""
        return name not in data and f"{name}_in" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the counted days, the chosen one among them, and what speaks against the day."""
        context = super().get_context(name, value, attrs)
        described = context["widget"]["attrs"]
        if control := described.get("id"):
            known = described.get("aria-describedby")
            described["aria-describedby"] = " ".join(filter(None, [known, f"{control}_doubts"]))
        shown = context["widget"]["value"] or ""
        return context | {
            "counted": [(iso, words, iso == shown) for iso, words in self.counted],
            "label": self.label,
            "doubts": self.doubts,
        }


class AheadField(DayField):
    """A date that lies ahead, drawn as one control with the days counted from today.

    `is_mine` says that the freelancer promises something for it.
    """

    widget = AheadInput

    def __init__(self, *, is_mine: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_mine = is_mine

    def offer(self, counted: Counted) -> None:
        """Offer the days of `counted_days` beside the input."""
        widget: Any = self.widget
        widget.label, widget.counted = self.label, counted


def counted_days(calendar: WorkCalendar, today: date) -> Counted:
    """Return the days that lie 3, 5, 7 and 10 working days after `today`, in words."""
    words = _("in %(count)s working days (%(day)s)")
    days = ((count, calendar.add_working_days(today, count)) for count in COUNTS)
    return tuple(
        (on.isoformat(), words % {"count": count, "day": day_words(on, today)})
        for count, on in days
    )


def days_ahead(form: forms.BaseForm) -> Iterator[tuple[str, AheadField]]:
    """Yield the fields of `form` that ask for a date ahead, by name."""
    for name, field in form.fields.items():
        if isinstance(field, AheadField):
            yield name, field


def day_in(field: AheadField, value: Any) -> date | None:
    """Return the day that `value` means, however it is written; None for none and for no day."""
    try:
        return field.to_python(value)
    except ValidationError:
        return None
