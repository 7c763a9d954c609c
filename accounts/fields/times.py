"""Fields for a day, a time of day, and both as one moment."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.fields.short import short
from accounts.widgets import DayInput, HourInput, MomentInput

FIRST_YEAR, LAST_YEAR = 1970, 2100


class DayField(forms.DateField):
    """A date from 1970 to 2100."""

    widget = DayInput
    input_formats = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
    default_error_messages = {
        "required": gettext_lazy("Enter a date"),
        "invalid": gettext_lazy("Enter a date, such as 2026-06-12"),
        "out_of_reach": gettext_lazy("Enter a date between 1970 and 2100"),
    }

    def to_python(self, value: Any) -> date | None:
        """Return the date, or None when nothing was typed."""
        day = super().to_python(short(value, self.error_messages["invalid"]))
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["out_of_reach"], code="out_of_reach")
        return day


class HourField(forms.TimeField):
    """A time of day, to the minute."""

    widget = HourInput
    input_formats = ("%H:%M", "%H:%M:%S", "%H.%M", "%I:%M %p", "%I %p")
    default_error_messages = {
        "required": gettext_lazy("Enter a time"),
        "invalid": gettext_lazy("Enter a time, such as 15:00"),
    }

    def to_python(self, value: Any) -> time | None:
        """Return the time, or None when nothing was typed."""
        hour = super().to_python(short(value, self.error_messages["invalid"]))
        return hour.replace(second=0, microsecond=0) if hour else None


class MomentField(forms.MultiValueField):
    """A day and a time in the active zone; the value is an aware datetime in UTC.

    A local time that the clocks skip counts as the one after the gap; one that comes twice as the
    first.
    """

    widget = MomentInput
    default_error_messages = {
        "required": gettext_lazy("Enter the day and the time"),
        "incomplete": gettext_lazy("Enter the day and the time"),
    }

    def __init__(self, **kwargs: Any) -> None:
        fields = (DayField(required=False), HourField(required=False))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """Return the moment; both parts are wanted, or neither where the field is optional."""
        parts = list(value or (None, None))
        filled = [part for part in parts if part not in EMPTY_VALUES]
        if filled and len(filled) < len(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        moment: datetime | None = super().clean(value)
        if moment is None and (self.required or filled):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return moment

    def compress(self, data_list: list[Any]) -> datetime | None:
        """Join the two parts."""
        if not data_list or None in data_list:
            return None
        day, hour = data_list
        zone = timezone.get_current_timezone()
        return datetime.combine(day, hour.replace(fold=0), zone).astimezone(UTC)
