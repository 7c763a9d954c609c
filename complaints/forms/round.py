"""The forms of handing over and of closing: point by point, the round, the record."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AheadField, HoursField, LineField, MoneyField, PickField, TextField
from accounts.formats import number
from complaints.forms.base import count_rows, plain_helper, radio
from complaints.forms.hours import MOST_HOURS
from complaints.forms.letter import LetterForm
from complaints.letters import blanks
from complaints.letters.templates import CLOSING, DELIVERY
from complaints.models import Complaint, Override, PlanOption, Point, PointAnswer, Remedy
from complaints.moves.delivering import PointResult
from policies.allowance import under
from policies.models import RevisionRound
from policies.selectors import agreement_in_force

PRIVATE = {"data-private": "1", "data-no-optional": "1"}
FEEDBACK_PRESET_DAYS = 5
FEEDBACK_WITHIN_DAYS = 60
NOT_AGREED = ("not_agreed", "left", "elsewhere")


class PointForm(forms.Form):
    """What happened with one point."""

    use_required_attribute = False

    outcome = radio(
        PointAnswer.Outcome.choices,
        gettext_lazy("Say what happened with this point"),
        label=gettext_lazy("What happened"),
    )
    note = LineField(label=gettext_lazy("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, points: list[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        self.empty_permitted = False
        self.point = points[int((self.prefix or "points-0").rsplit("-", 1)[1])]
        missing = _("Say what happened with point %(n)s") % {"n": self.point.number}
        self.fields["outcome"].error_messages |= {"required": missing, "invalid_choice": missing}

    def clean(self) -> dict[str, Any]:
        """A point that was not done as asked needs a note."""
        cleaned = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome and outcome != PointAnswer.Outcome.DONE and not cleaned.get("note"):
            self.add_error(
                "note", _("Say what is different with point %(n)s") % {"n": self.point.number}
            )
        return cleaned


class RoundForm(LetterForm):
    """S11: what changes in this round?"""

    template = DELIVERY
    rows_before = "deliverable"

    round_type = radio(
        (), gettext_lazy("Choose what kind of round this is"), label=gettext_lazy("This round is")
    )
    reason = LineField(label=gettext_lazy("Why a courtesy"), required=False, max_length=200)
    deliverable = LineField(
        label=gettext_lazy("Link, or how you handed it over"),
        max_length=500,
        missing=gettext_lazy("Enter the link, or say how you handed it over"),
    )
    feedback_by = AheadField(label=gettext_lazy("Please check by"), is_mine=False)
    hours = HoursField(
        label=gettext_lazy("Hours spent"),
        most=MOST_HOURS,
        required=False,
        widget=forms.TextInput(attrs=PRIVATE),
    )

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        self.points = list(complaint.points.order_by("number"))
        self.agreement = agreement_in_force(complaint.project)
        self.allowance = under(self.agreement, complaint.project)
        self.remedy = (
            complaint.remedies.filter(state=Remedy.State.ACCEPTED).select_related("option").first()
        )
        super().__init__(*args, complaint=complaint, **kwargs)

    def starting_answers(self) -> dict[str, Any]:
        """Start from the feedback window of the agreement."""
        agreed = self.agreement
        window = agreed.policy_version.feedback_window_days if agreed else FEEDBACK_PRESET_DAYS
        return super().starting_answers() | {
            "feedback_by": self.calendar.add_working_days(self.today, window)
        }

    def make_rows(self, data: QueryDict | None) -> BaseFormSet:
        """Show one row for each point the client raised."""
        count = len(self.points)
        factory = formset_factory(
            PointForm, extra=count, max_num=count, absolute_max=count, min_num=0
        )
        # How many points there are is ours to know, not the browser's.
        count_rows(data, "points", least=count, most=count)
        rows: BaseFormSet = factory(data, prefix="points", form_kwargs={"points": self.points})
        return rows

    def prepare(self) -> None:
        """Say what was planned, and offer the kinds of round that can be; words alone use none."""
        if self.remedy and (planned := self.remedy.option.effort_hours):
            planned_words = _("You planned %(hours)s for it.") % {"hours": number(planned)}
            self.fields["hours"].help_text = planned_words
        if self.is_words_only:
            del self.fields["round_type"], self.fields["reason"]
            return
        left = self.allowance.remaining
        hints = {
            RevisionRound.Type.INCLUDED: _("%(left)s left") % {"left": left},
            RevisionRound.Type.CORRECTION: _("does not count"),
            RevisionRound.Type.COURTESY: _("does not count, needs a reason"),
        }
        words = {
            RevisionRound.Type.INCLUDED: _("included"),
            RevisionRound.Type.CORRECTION: _("correction of my error"),
            RevisionRound.Type.COURTESY: _("courtesy"),
        }
        if self.remedy and self.remedy.kind == PlanOption.Kind.QUOTE:
            hints[RevisionRound.Type.PAID_EXTRA] = _("they accepted its price")
            words[RevisionRound.Type.PAID_EXTRA] = _("paid extra")
        field = self.fields["round_type"]
        field.choices = [(t.value, f"{words[t]}||{hint}") for t, hint in hints.items()]  # type: ignore[attr-defined]

    @property
    def is_words_only(self) -> bool:
        """The accepted option is an explanation."""
        return self.remedy is not None and self.remedy.kind == PlanOption.Kind.EXPLANATION

    def blanks(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return the blanks of E5."""
        return blanks.delivery(
            self.complaint,
            round_type=answers.get("round_type") or "",
            deliverable=answers.get("deliverable") or "",
            results=self._results_so_far(),
            feedback_by=answers.get("feedback_by"),
            is_words_only=self.is_words_only,
            now=self.now,
        )

    def clean_round_type(self) -> str:
        """Gate G5: an included round needs one to be left."""
        round_type: str = self.cleaned_data["round_type"]
        if round_type == RevisionRound.Type.INCLUDED and self.allowance.remaining < 1:
            raise ValidationError(
                _("All included rounds are used. Is this a correction, a courtesy or a paid round?")
            )
        return round_type

    def clean_feedback_by(self) -> date:
        """Refuse a date that is today or too far away."""
        feedback_by: date = self.cleaned_data["feedback_by"]
        latest = self.calendar.add_working_days(self.today, FEEDBACK_WITHIN_DAYS)
        if not self.today < feedback_by <= latest:
            raise ValidationError(_("Choose a day from tomorrow on, in the next 60 working days"))
        return feedback_by

    def clean(self) -> dict[str, Any]:
        """A courtesy needs a reason."""
        cleaned = super().clean()
        is_courtesy = cleaned.get("round_type") == RevisionRound.Type.COURTESY
        if is_courtesy and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why this round is a courtesy"))
        return cleaned

    def results(self) -> list[PointResult]:
        """Return what happened with each point, as the verb wants it."""
        forms_ = self.rows.forms if self.rows else []
        return [
            PointResult(f.point.number, f.cleaned_data["outcome"], f.cleaned_data["note"])
            for f in forms_
        ]

    def _results_so_far(self) -> list[tuple[str, str, str]]:
        data = self.typed
        known = set(PointAnswer.Outcome.values)
        rows = []
        for index, point in enumerate(self.points):
            outcome = str(data.get(f"points-{index}-outcome", ""))
            note = str(data.get(f"points-{index}-note", ""))
            rows.append((point.text, outcome if outcome in known else "", note))
        return rows


class CloseForm(LetterForm):
    """S15: how did it end?"""

    template = CLOSING

    outcome = radio(
        Complaint.Outcome.choices,
        gettext_lazy("Choose how it ended"),
        label=gettext_lazy("It ended like this"),
        attrs={"data-columns": "2"},
    )
    outcome_note = LineField(
        label=gettext_lazy("In one line, what was not agreed"), required=False, max_length=200
    )
    satisfaction = PickField(
        label=gettext_lazy("Did they say how it was?"),
        choices=[("", gettext_lazy("didn’t say")), *[(str(n), str(n)) for n in range(1, 6)]],
        required=False,
        widget=forms.RadioSelect(attrs={"data-line": "1"}),
    )
    hours_total = HoursField(
        label=gettext_lazy("Hours in all"),
        most=MOST_HOURS,
        required=False,
        widget=forms.TextInput(attrs=PRIVATE),
    )
    direct_cost = MoneyField(
        label=gettext_lazy("Outlays"), required=False, widget=forms.TextInput(attrs=PRIVATE)
    )

    @property
    def has_paid(self) -> bool:
        """Money was settled in this complaint."""
        remedies = self.complaint.remedies.all()
        return any(remedy.state == Remedy.State.SETTLED for remedy in remedies)

    def starting_answers(self) -> dict[str, Any]:
        """Start from “confirmed”; the hours of the rounds add up by themselves."""
        spent = [d.hours for d in self.complaint.deliveries.all() if d.hours is not None]
        return super().starting_answers() | {
            "outcome": Complaint.Outcome.MONEY if self.has_paid else Complaint.Outcome.CONFIRMED,
            "satisfaction": "",
            "hours_total": sum(spent, Decimal(0)) if spent else None,
        }

    def prepare(self) -> None:
        """Name the letter what it is here, and count outlays in the project's currency."""
        if not self.has_paid:
            kinds = cast("forms.ChoiceField", self.fields["outcome"])
            kinds.choices = [c for c in Complaint.Outcome.choices if c[0] != "money"]
        self.fields["body"].label = _("Record for both")
        self.fields["direct_cost"].currency = self.complaint.project.currency  # type: ignore[attr-defined]

    def blanks(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return the blanks of E8."""
        return blanks.closing(self.complaint, outcome=answers.get("outcome") or "", now=self.now)

    def clean_satisfaction(self) -> int | None:
        """Return 1 to 5, or None when they did not say."""
        value: str = self.cleaned_data["satisfaction"]
        return int(value) if value else None

    def clean(self) -> dict[str, Any]:
        """An end without agreement needs a line about it."""
        cleaned = super().clean()
        if cleaned.get("outcome") in NOT_AGREED and not cleaned.get("outcome_note"):
            self.add_error("outcome_note", _("Say in one line what was not agreed"))
        return cleaned


class OverrideForm(forms.Form):
    """Going past a gate: a reason and a note."""

    use_required_attribute = False

    code = PickField(
        label=gettext_lazy("Reason"),
        choices=Override.Code.choices,
        missing=gettext_lazy("Choose a reason"),
        widget=forms.RadioSelect(attrs={"data-columns": "2"}),
    )
    note = TextField(
        label=gettext_lazy("In a sentence, for yourself"),
        min_length=20,
        max_length=1000,
        rows=2,
        missing=gettext_lazy("Write at least twenty characters about why"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
