"""What the forms of the guided screens share: the complaint, the calendar, and a part with rows."""

from datetime import date, datetime
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from accounts.fields import (
    AheadField,
    AheadInput,
    Doubt,
    PickField,
    counted_days,
    day_in,
    days_ahead,
)
from complaints.forms.doubts import of_my_day
from complaints.models import Complaint


def plain_helper() -> FormHelper:
    """Return a crispy helper that leaves the form tag and the token to the template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class ScreenForm(forms.Form):
    """The form of one guided screen. It cleans to domain values and never saves.

    `rows` is a formset where the screen has rows of its own; on the page they stand before the
    field `rows_before`, or first of all.
    """

    use_required_attribute = False
    # A screen may send a letter that has been rewritten from the answers since it was shown.
    rewritten = False
    rows_before = ""
    # A screen may look something up first, where Enter was pressed in its field to search.
    is_searching = False

    def __init__(
        self, data: QueryDict | None = None, *, complaint: Complaint, now: datetime, **kwargs: Any
    ) -> None:
        self.complaint, self.now = complaint, now
        self.preferences = complaint.owner.preferences
        self.calendar = self.preferences.calendar()
        self.today: date = self.calendar.today(now)
        initial = self.starting_answers() | kwargs.pop("initial", {})
        self.typed: QueryDict = data.copy() if data is not None else QueryDict(mutable=True)
        super().__init__(None if data is None else self.typed, initial=initial, **kwargs)
        self.helper = plain_helper()
        self.counted = counted_days(self.calendar, self.today)
        self.rows = self.make_rows(self.typed if self.is_bound else None)
        self.prepare()
        self.offer_days(self)

    def starting_answers(self) -> dict[str, Any]:
        """Return what the fields show at first: earlier answers and presets."""
        return {}

    def make_rows(self, data: QueryDict | None) -> forms.BaseFormSet | None:
        """Return the formset of the screen's rows, or None."""
        return None

    def prepare(self) -> None:
        """Fit choices and labels to the complaint."""

    def offer_days(self, form: forms.Form) -> None:
        """Offer the days counted in working days beside each date that lies ahead."""
        for _name, field in days_ahead(form):
            field.offer(self.counted)

    def doubts(self, form: forms.BaseForm, name: str, day: date) -> list[Doubt]:
        """Return what speaks against `day` in one field of the form or of a row of it."""
        field = cast("AheadField", form.fields[name])
        if not field.is_mine:
            return []
        return of_my_day(
            day,
            self.calendar,
            protect=self.complaint.needed_by,
            before=self.told_before(name),
            today=self.today,
        )

    def told_before(self, name: str) -> date | None:
        """Return the date that they were told before for what `name` asks for, if there is one."""
        return None

    def look_at_dates(self) -> bool:
        """Put what speaks against each date beside it; say whether some was not shown yet."""
        return any([self._look_at(*each) for each in self.dates()])

    def dates(self) -> list[tuple[forms.BaseForm, str, AheadField]]:
        """Return the fields that ask for a date ahead, those of the rows among them."""
        rows = self.rows.forms if self.rows is not None else []
        return [(form, *each) for form in (self, *rows) for each in days_ahead(form)]

    def _look_at(self, form: forms.BaseForm, name: str, field: AheadField) -> bool:
        day = day_in(field, form[name].value())
        doubts = tuple(self.doubts(form, name, day)) if day else ()
        cast("AheadInput", field.widget).doubts = doubts
        seen = day_in(field, self.typed.get(f"{form.add_prefix(name)}_seen"))
        return bool(doubts) and seen != day

    def take_instead(self, wish: str) -> None:
        """Put the day that was suggested into its field; anything else changes nothing."""
        name, _is, day = wish.partition("=")
        if name in {form.add_prefix(each) for form, each, _field in self.dates()}:
            self.typed[name], self.typed[f"{name}_in"] = day, ""

    def is_valid(self) -> bool:
        """Say whether the answers and every row are fine."""
        rows_fine = self.rows is None or self.rows.is_valid()
        return super().is_valid() and rows_fine

    def without_errors(self) -> "ScreenForm":
        """Return the form with everything typed and nothing judged: a draft is not an error."""
        if self.is_bound:
            self._errors = ErrorDict()
        if self.rows is not None and self.rows.is_bound:
            for form in self.rows.forms:
                form._errors = ErrorDict()
            # Django's way of saying “judged, and nothing found”.
            vars(self.rows).update(_errors=[], _non_form_errors=ErrorList())
        return self


def count_rows(data: QueryDict | None, prefix: str, *, least: int, most: int) -> None:
    """Put a count the screen can show in the place of one that is missing, broken or too large.

    No row counts as stored: one that was filled in before may be emptied, and then goes.
    """
    if data is None:
        return
    typed = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else least
    data[f"{prefix}-TOTAL_FORMS"] = str(min(max(count, least), most))
    data[f"{prefix}-INITIAL_FORMS"] = "0"


def radio(choices: Any, missing: Any, **kwargs: Any) -> PickField:
    """Return a choice shown as tiles, with the sentence for none chosen."""
    widget = forms.RadioSelect(attrs=kwargs.pop("attrs", {}))
    return PickField(choices=choices, missing=missing, widget=widget, **kwargs)
