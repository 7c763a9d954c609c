"""When to be reminded again: in a while, tomorrow, in three days, or on a day of one's own."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, PickField
from accounts.formats import day, relative_moment
from complaints.forms.base import plain_helper
from complaints.reminders.actions import A_WHILE, LONGEST_WAIT

SOON, TOMORROW, IN_THREE_DAYS, PICK = "soon", "tomorrow", "three_days", "pick"


class SnoozeForm(forms.Form):
    """Cleans to `on`, the local date to be reminded again; to none where it is `soon`.

    `soon` is the moment two hours ahead where that can be chosen; `due` the day it is about, and
    `deadline` the moment where it is about one.
    """

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

    def __init__(
        self,
        *args: Any,
        today: date,
        due: date | None = None,
        soon: datetime | None = None,
        deadline: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.due = due
        self.helper = plain_helper()
        self.days = {
            TOMORROW: today + timedelta(days=1),
            IN_THREE_DAYS: today + timedelta(days=3),
        }
        if soon:
            self.fields["until"].widget.attrs["data-columns"] = "2"
        tomorrow, later = (self._hint(on) for on in self.days.values())
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            *self._in_a_while(soon, deadline),
            (TOMORROW, _("Tomorrow||%(day)s") % {"day": tomorrow}),
            (IN_THREE_DAYS, _("In 3 days||%(day)s") % {"day": later}),
            (PICK, _("On another day")),
        ]

    def _in_a_while(
        self, soon: datetime | None, deadline: datetime | None
    ) -> list[tuple[str, str]]:
        if soon is None:
            return []
        at = relative_moment(soon, self.today)
        if deadline and soon - A_WHILE < deadline < soon:
            at = _("%(day)s, after it is due") % {"day": at}
        return [(SOON, _("In 2 hours||%(at)s") % {"at": at})]

    def _hint(self, on: date) -> str:
        """Return the day in words, and whether what was promised is due before it."""
        if self.due and self.today <= self.due < on:
            return _("%(day)s, after it is due") % {"day": day(on, self.today)}
        return day(on, self.today)

    def clean(self) -> dict[str, Any]:
        """Add `on` to the answers, or say what is missing."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        until = answers.get("until")
        if answers.get("day") and "until" not in self.data:
            # Who typed a day need not also say that it is another one.
            until = answers["until"] = PICK
            self.errors.pop("until", None)
        elif answers.get("day") and until in {SOON, TOMORROW, IN_THREE_DAYS}:
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
