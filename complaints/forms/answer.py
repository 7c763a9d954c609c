"""The forms that record what the client decided: about the plan, in a call, and about the
delivery."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AheadField, Doubt, LineField, MomentField, TextField
from accounts.formats import day
from complaints.forms.base import ScreenForm, radio
from complaints.gates import draft_plan
from complaints.models import ClientResponse, Plan, PlanOption
from complaints.moves.answering import Answer

Kind = ClientResponse.Kind
SOURCES = [choice for choice in ClientResponse.Source.choices if choice[0] != "client_page"]
NEXT_PLAN_WITHIN_DAYS = 10
LEAST_SAID = 5


class _Recorded(ScreenForm):
    """What every recorded answer has: in their words, when, where."""

    said = TextField(label=gettext_lazy("In their words"), required=False, max_length=5000, rows=3)
    received_at = MomentField(label=gettext_lazy("When"))
    source = radio(SOURCES, gettext_lazy("Choose how it reached you"), label=gettext_lazy("Where"))

    def starting_answers(self) -> dict[str, Any]:
        """Start from “now”, by the way the complaint came."""
        known = {value for value, _label in SOURCES}
        channel = {"phone": "call"}.get(self.complaint.channel, self.complaint.channel)
        return {"received_at": self.now, "source": channel if channel in known else "email"}

    def clean_received_at(self) -> datetime:
        """Refuse an answer from the future or from before the message it answers."""
        received_at: datetime = self.cleaned_data["received_at"]
        if received_at > self.now:
            raise ValidationError(_("Enter a day and time that is not in the future"))
        return received_at

    def check_next_plan(self, cleaned: dict[str, Any]) -> None:
        """Want a day for the next plan within ten working days."""
        on: date | None = cleaned.get("next_plan_on")
        latest = self.calendar.add_working_days(self.today, NEXT_PLAN_WITHIN_DAYS)
        if "next_plan_on" in self.errors:
            return
        if on is None:
            self.add_error("next_plan_on", _("Choose the day by which they hear from you"))
        elif not self.today <= on <= latest:
            self.add_error("next_plan_on", _("Choose a date in the next 10 working days"))


class AnswerForm(_Recorded):
    """S10: what did they decide?"""

    kind = radio(
        [(k.value, k.label) for k in (Kind.ACCEPTS, Kind.DIFFERENT, Kind.QUESTION, Kind.NO)],
        gettext_lazy("Choose what they decided"),
        label=gettext_lazy("They"),
        attrs={"data-columns": "2"},
    )
    option = radio(
        (),
        gettext_lazy("Choose which option they took"),
        label=gettext_lazy("Which one"),
        required=False,
        attrs={"data-columns": "2", "data-no-optional": "1"},
    )
    honour = forms.BooleanField(
        label=gettext_lazy("I stand by the offer, although its date has passed"), required=False
    )
    next_plan_on = AheadField(
        label=gettext_lazy("They’ll have an answer from you by"),
        required=False,
        widget=AheadField.widget(attrs={"data-no-optional": "1"}),
    )
    plan_round = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    field_order = ("kind", "option", "said", "received_at", "source", "next_plan_on")

    def starting_answers(self) -> dict[str, Any]:
        """Start from an answer due in two working days."""
        return super().starting_answers() | {
            "plan_round": self.complaint.plan_round,
            "next_plan_on": self.calendar.add_working_days(self.today, 2),
        }

    def doubts(self, form: forms.BaseForm, name: str, day: date) -> list[Doubt]:
        """Ask nothing about a next plan that is not needed."""
        return [] if self["kind"].value() == Kind.ACCEPTS else super().doubts(form, name, day)

    def prepare(self) -> None:
        """Offer the options of the plan that is out."""
        plan = self.complaint.plan_in(Plan.State.SENT)
        self.plan = plan
        if plan is None or plan.answer_due is None or not plan.answer_due.is_over(self.now):
            del self.fields["honour"]
        self.options = plan.by_letter if plan else []
        self.fields["option"].choices = option_choices(self.options)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the kind of answer."""
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == Kind.ACCEPTS:
            if not cleaned.get("option") and "option" not in self.errors:
                self.add_error("option", _("Choose which option they took"))
            self._check_in_time(cleaned)
        elif kind:
            self._check_other(kind, cleaned)
        return cleaned

    def _check_in_time(self, cleaned: dict[str, Any]) -> None:
        received_at = cleaned.get("received_at")
        if "honour" not in self.fields or cleaned.get("honour") or received_at is None:
            return
        due = self.plan.answer_due if self.plan else None
        if due and due.is_over(received_at):
            self.add_error(
                "honour",
                _("The offer was open until %(day)s. Say that you stand by it, or make a new one")
                % {"day": day(due, self.now)},
            )

    def _check_other(self, kind: str, cleaned: dict[str, Any]) -> None:
        said = cleaned.get("said")
        if said is not None and len(said) < LEAST_SAID:
            self.add_error("said", _("Note what they said, in their words"))
        self.check_next_plan(cleaned)

    def answer(self) -> Answer:
        """Return the answer as the verbs want it."""
        cleaned = self.cleaned_data
        accepts = cleaned["kind"] == Kind.ACCEPTS
        return Answer(
            kind=cleaned["kind"],
            source=cleaned["source"],
            received_at=cleaned["received_at"],
            said=cleaned["said"],
            option_letter=cleaned["option"] if accepts else "",
            plan_round=cleaned["plan_round"],
            next_plan_on=None if accepts else cleaned["next_plan_on"],
            is_honoured=bool(cleaned.get("honour")),
        )


class AgreedForm(ScreenForm):
    """T7: which option did they agree to in a call?"""

    option = radio(
        (),
        gettext_lazy("Choose which option they took"),
        label=gettext_lazy("Which one"),
        attrs={"data-columns": "2"},
    )
    said_by = LineField(
        label=gettext_lazy("Who said yes"),
        max_length=120,
        missing=gettext_lazy("Enter the name of the person who said yes"),
    )
    received_at = MomentField(label=gettext_lazy("When"))
    said = TextField(label=gettext_lazy("In their words"), required=False, max_length=5000, rows=3)
    plan_round = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def starting_answers(self) -> dict[str, Any]:
        """Start from “now” and the person who is unhappy."""
        contact = self.complaint.contact
        return {
            "received_at": self.now,
            "said_by": contact.name if contact else "",
            "plan_round": self.complaint.plan_round,
        }

    def prepare(self) -> None:
        """Offer the options of the plan in draft."""
        plan = draft_plan(self.complaint)
        self.options = plan.by_letter if plan else []
        self.fields["option"].choices = option_choices(self.options)  # type: ignore[attr-defined]

    def clean_received_at(self) -> datetime:
        """Refuse a call from the future."""
        received_at: datetime = self.cleaned_data["received_at"]
        if received_at > self.now:
            raise ValidationError(_("Enter a day and time that is not in the future"))
        return received_at

    def answer(self) -> Answer:
        """Return the answer as the verb wants it."""
        cleaned = self.cleaned_data
        return Answer(
            kind=Kind.ACCEPTS,
            source=ClientResponse.Source.CALL,
            received_at=cleaned["received_at"],
            said=cleaned["said"],
            said_by=cleaned["said_by"],
            option_letter=cleaned["option"],
            plan_round=cleaned["plan_round"],
        )


class TheirCheckForm(_Recorded):
    """Is it right now? T13 or T15."""

    kind = radio(
        [(k.value, k.label) for k in (Kind.RIGHT, Kind.NOT_RIGHT)],
        gettext_lazy("Choose what they said"),
        label=gettext_lazy("They said"),
        attrs={"data-columns": "2"},
    )
    next_plan_on = AheadField(
        label=gettext_lazy("They’ll have a new plan from you by"),
        required=False,
        widget=AheadField.widget(attrs={"data-no-optional": "1"}),
    )

    field_order = ("kind", "said", "received_at", "source", "next_plan_on")

    def doubts(self, form: forms.BaseForm, name: str, day: date) -> list[Doubt]:
        """Ask nothing about a next plan that is not needed."""
        return [] if self["kind"].value() == Kind.RIGHT else super().doubts(form, name, day)

    def starting_answers(self) -> dict[str, Any]:
        """Start from a new plan due in one working day: a second wait weighs more."""
        return super().starting_answers() | {
            "next_plan_on": self.calendar.add_working_days(self.today, 1)
        }

    def clean(self) -> dict[str, Any]:
        """Ask for their words and a date when it is not right."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.NOT_RIGHT:
            if len(cleaned.get("said") or "") < LEAST_SAID and "said" not in self.errors:
                self.add_error("said", _("Note what is still not right, in their words"))
            self.check_next_plan(cleaned)
        return cleaned

    def answer(self) -> Answer:
        """Return the answer as the verbs want it."""
        cleaned = self.cleaned_data
        is_right = cleaned["kind"] == Kind.RIGHT
        return Answer(
            kind=cleaned["kind"],
            source=cleaned["source"],
            received_at=cleaned["received_at"],
            said=cleaned["said"],
            next_plan_on=None if is_right else cleaned["next_plan_on"],
        )


def option_choices(options: list[PlanOption]) -> list[tuple[str, str]]:
    """Return the options as tiles: the letter and kind, with what they get below."""
    return [
        (option.letter, f"{option.letter}: {option.get_kind_display()}||{option.what}")
        for option in options
    ]
