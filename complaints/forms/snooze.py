"""When to be reminded again: tomorrow, in three days, or on a day of one's own."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, PickField
from accounts.formats import day
from complaints.forms.base import plain_helper
from complaints.reminders.actions import LONGEST_WAIT

TOMORROW, IN_THREE_DAYS, PICK = "tomorrow", "three_days", "pick"


class SnoozeForm(forms.Form):
    """Cleans to `on`, the local date to be reminded again."""

    use_required_attribute = False

    until = PickField(
        label=gettext_lazy("Remind me again"),
        choices=(),
        missing=gettext_lazy("Choose when to be reminded again"),
        widget=forms.RadioSelect,
    )
    day = DayField(
        label=gettext_lazy("The day (optional)"),
        help_text=gettext_lazy("For “On another day”."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, due: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.due = due
        self.helper = plain_helper()
        self.days = {
            TOMORROW: today + timedelta(days=1),
            IN_THREE_DAYS: today + timedelta(days=3),
        }
        tomorrow, later = (self._hint(on) for on in self.days.values())
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            (TOMORROW, _("Tomorrow||%(day)s") % {"day": tomorrow}),
            (IN_THREE_DAYS, _("In 3 days||%(day)s") % {"day": later}),
            (PICK, _("On another day")),
        ]

    def _hint(self, on: date) -> str:
        """Return the day in words, and whether what was promised is due before it."""
        if self.due and self.today <= self.due < on:
            return _("%(day)s, after it is due") % {"day": day(on, self.today)}
        return day(on, self.today)

    def clean(self) -> dict[str, Any]:
        """Add `on` to the answers, or say what is missing."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        until = answers.get("until")
        if answers.get("day") and until == TOMORROW:
            # Preset; who typed a day means that day.
            until = answers["until"] = PICK
        elif answers.get("day") and until == IN_THREE_DAYS:
            self.add_error("day", _("Choose “On another day” for this day, or leave it empty"))
        if until == PICK and "day" not in self.errors:
            self._check_day(answers.get("day"))
        answers["on"] = answers.get("day") if until == PICK else self.days.get(until or "")
        return answers

    def _check_day(self, chosen: date | None) -> None:
        if chosen is None:
            self.add_error("day", _("Enter the day"))
        elif not self.today < chosen <= self.today + LONGEST_WAIT:
            self.add_error("day", _("Enter a day that is ahead, within a year"))
