"""The form of the dates of a plan: its steps, its limits, and the day for an answer."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AheadField, Doubt, LineField, TextField
from accounts.formats import day
from complaints import causes
from complaints.forms.base import ScreenForm, count_rows, plain_helper, radio
from complaints.forms.doubts import of_their_day
from complaints.gates import draft_plan
from complaints.models import Plan, PlanStep
from complaints.moves.planning import StepDraft

DAY = timedelta(days=1)
ANSWER_WITHIN_DAYS, ANSWER_PRESET_DAYS = 15, 5
LEAST_STEPS_SHOWN, MOST_STEPS = 3, 12


class StepForm(forms.Form):
    """One step: what, who, by when."""

    use_required_attribute = False

    what = LineField(
        label=gettext_lazy("What"), max_length=160, missing=gettext_lazy("Say what the step is")
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who"), choices=PlanStep.Who.choices, initial=PlanStep.Who.ME
    )
    due_on = AheadField(label=gettext_lazy("By when"))

    def __init__(self, *args: Any, screen: ScreenForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.screen = screen
        self.helper = plain_helper()
        screen.offer_days(self)

    def has_changed(self) -> bool:
        """Say whether somebody filled in this row; the preset “me” does not count."""
        return any(
            str(self.data.get(self.add_prefix(name), "")).strip() for name in ("what", "due_on")
        )

    def clean_due_on(self) -> date:
        """Refuse a day that has passed."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.screen.today:
            raise ValidationError(_("Choose a day from today on"))
        return due_on


class StepRows(BaseFormSet):
    """The steps in the order of their dates."""

    def __init__(self, *args: Any, last_day: date, least: int, **kwargs: Any) -> None:
        self.last_day = last_day
        self.least = least
        super().__init__(*args, **kwargs)

    def filled(self) -> list[dict[str, Any]]:
        """Return the answers of the rows that were filled in."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        """Want a step unless words are all they get, dates in order, none after it is ready."""
        if any(self.errors):
            return
        days = [row["due_on"] for row in self.filled()]
        if len(days) < self.least:
            raise ValidationError(_("Add at least one step"))
        if days != sorted(days):
            raise ValidationError(_("Put the steps in the order of their dates"))
        if days and days[-1] > self.last_day:
            raise ValidationError(
                _("The last step must be done by %(day)s, when the last option is ready")
                % {"day": day(self.last_day)}
            )


class DatesForm(ScreenForm):
    """S8: what can they count on, and when?"""

    find_out_by = AheadField(
        label=gettext_lazy("You’ll know the cause by"),
        required=False,
        widget=AheadField.widget(attrs={"data-no-optional": "1"}),
    )
    not_included = TextField(
        label=gettext_lazy("What this does not cover"),
        required=False,
        max_length=300,
        rows=2,
        widget=forms.Textarea(attrs={"data-no-optional": "1"}),
    )
    nothing_to_add = forms.BooleanField(label=gettext_lazy("Nothing to add"), required=False)
    risk = LineField(
        label=gettext_lazy("What could move the date?"), required=False, max_length=160
    )
    answer_by = AheadField(label=gettext_lazy("Please answer by"), is_mine=False)
    if_silent = radio(
        Plan.IfSilent.choices,
        gettext_lazy("Choose what happens without an answer"),
        label=gettext_lazy("If there is no answer"),
    )
    rhythm = radio(
        Plan.Rhythm.choices,
        gettext_lazy("Choose how often they hear from you"),
        label=gettext_lazy("Updates"),
    )

    def __init__(self, *args: Any, complaint: Any, **kwargs: Any) -> None:
        self.plan: Plan | None = draft_plan(complaint)
        super().__init__(*args, complaint=complaint, **kwargs)

    def starting_answers(self) -> dict[str, Any]:
        """Start from the draft, an answer in five working days, and waiting when silent."""
        preset = self._answer_preset()
        answers: dict[str, Any] = {
            "answer_by": preset,
            "if_silent": Plan.IfSilent.WAIT,
            "rhythm": Plan.Rhythm.EACH_STEP,
        }
        if self.plan is None:
            return answers
        finding_out = next((s for s in self.plan.in_order if s.is_finding_out), None)
        return answers | {
            "not_included": self.plan.not_included,
            "nothing_to_add": self.plan.nothing_to_add,
            "risk": self.plan.risk,
            "answer_by": self.plan.answer_by or preset,
            "if_silent": self.plan.if_silent,
            "rhythm": self.plan.rhythm,
            "find_out_by": finding_out.due_on if finding_out else None,
        }

    def _answer_preset(self) -> date:
        """Return five working days ahead, or sooner where the first option is ready by then."""
        preset = self.calendar.add_working_days(self.today, ANSWER_PRESET_DAYS)
        if self._first_ready is None or preset < self._first_ready:
            return preset
        sooner = self.calendar.last_working_day(self._first_ready - DAY)
        return sooner if sooner > self.today else preset

    @property
    def _first_ready(self) -> date | None:
        options = self.plan.by_letter if self.plan else []
        return min((option.ready_on for option in options), default=None)

    def make_rows(self, data: QueryDict | None) -> StepRows:
        """Show the draft's steps and room for at least three."""
        steps = [s for s in self.plan.in_order if not s.is_finding_out] if self.plan else []
        options = self.plan.by_letter if self.plan else []
        ready = [option.ready_on for option in options]
        factory: Any = formset_factory(
            StepForm,
            formset=StepRows,
            extra=max(1, LEAST_STEPS_SHOWN - len(steps)),
            max_num=MOST_STEPS,
            absolute_max=MOST_STEPS,
        )
        initial = [{"what": s.what, "who": s.who, "due_on": s.due_on} for s in steps]
        count_rows(data, "steps", least=1, most=MOST_STEPS)
        rows: Any = factory(
            data,
            prefix="steps",
            initial=initial,
            form_kwargs={"screen": self},
            last_day=max(ready, default=date.max),
            least=1 if self.needs_steps else 0,
        )
        return cast("StepRows", rows)

    def doubts(self, form: forms.BaseForm, name: str, day: date) -> list[Doubt]:
        """Also say when an answer would come too late; a step of theirs is theirs to judge."""
        if name == "answer_by":
            return of_their_day(day, self.calendar, ready=self._first_ready, today=self.today)
        if name == "due_on" and form["who"].value() != PlanStep.Who.ME:
            return []
        return super().doubts(form, name, day)

    def prepare(self) -> None:
        """Ask for a day to find out only while the cause is open."""
        if not self.is_unsure:
            del self.fields["find_out_by"]

    @property
    def needs_steps(self) -> bool:
        """Something is done, not only said."""
        return self.plan is None or self.plan.needs_steps

    @property
    def is_unsure(self) -> bool:
        """The cause was noted as not sure yet."""
        finding = getattr(self.complaint, "finding", None)
        return finding is not None and finding.cause == causes.NOT_SURE

    def add_row(self) -> None:
        """Offer one more step."""
        count = int(self.typed.get("steps-TOTAL_FORMS") or LEAST_STEPS_SHOWN)
        self.typed["steps-TOTAL_FORMS"] = str(min(count + 1, MOST_STEPS))
        self.rows = self.make_rows(self.typed)

    def clean_answer_by(self) -> date:
        """Refuse a date that is today or more than fifteen working days ahead."""
        answer_by: date = self.cleaned_data["answer_by"]
        latest = self.calendar.add_working_days(self.today, ANSWER_WITHIN_DAYS)
        if not self.today < answer_by <= latest:
            raise ValidationError(_("Choose a day in the next 15 working days, from tomorrow on"))
        return answer_by

    def clean(self) -> dict[str, Any]:
        """Ask for the limits, the day to find out, and free options for going ahead."""
        cleaned = super().clean() or self.cleaned_data
        limits = cleaned.get("not_included")
        if limits is not None and not cleaned.get("nothing_to_add") and len(limits) < 10:
            self.add_error(
                "not_included", _("Say what the plan does not cover, or tick “Nothing to add”")
            )
        if "find_out_by" in self.fields and "find_out_by" not in self.errors:
            self._check_find_out_by(cleaned.get("find_out_by"))
        if cleaned.get("if_silent") == Plan.IfSilent.GO_AHEAD and not self._free_suggestion():
            self.add_error(
                "if_silent",
                _("Going ahead needs a suggestion that costs them nothing. Choose “I wait”"),
            )
        return cleaned

    def _check_find_out_by(self, find_out_by: date | None) -> None:
        if find_out_by is None:
            self.add_error("find_out_by", _("Choose a day by which you will know the cause"))
        elif find_out_by < self.today:
            self.add_error("find_out_by", _("Choose a day from today on"))

    def _free_suggestion(self) -> bool:
        if self.plan is None:
            return False
        return any(each.is_suggested and not each.client_cost for each in self.plan.by_letter)

    def drafts(self) -> list[StepDraft]:
        """Return the steps as the verb wants them, the one that finds out the cause among them."""
        rows = self.rows.filled() if isinstance(self.rows, StepRows) else []
        steps = [StepDraft(row["what"], row["who"], row["due_on"]) for row in rows]
        find_out_by = self.cleaned_data.get("find_out_by")
        if find_out_by:
            what = _("Find out what led to this")
            steps.append(StepDraft(what, PlanStep.Who.ME, find_out_by, is_finding_out=True))
        return sorted(steps, key=lambda step: step.due_on)
