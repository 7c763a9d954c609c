"""The form of the first reply, and the form of the likely cause."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import AheadField, LineField, PickManyField
from accounts.formats import day
from complaints import causes
from complaints.forms.base import ScreenForm, radio
from complaints.forms.letter import LetterForm
from complaints.letters import blanks
from complaints.letters.templates import ACKNOWLEDGEMENT
from complaints.models import Acknowledgement, Finding, Message

PLAN_WITHIN_DAYS = 10
PLAN_PRESET_DAYS = 2
IN_TEN_DAYS = gettext_lazy("Choose a date in the next 10 working days")


class AcknowledgeForm(LetterForm):
    """S5: what will you tell them first?"""

    template = ACKNOWLEDGEMENT

    own_part = radio(
        Acknowledgement.OwnPart.choices,
        gettext_lazy("Choose what is yours to own, or ‘not sure yet’"),
        label=gettext_lazy("What is yours to own here?"),
        attrs={"data-dashed": "not_sure nothing"},
    )
    own_part_text = LineField(
        label=gettext_lazy("Say it in one line"), required=False, max_length=160
    )
    plan_promised_on = AheadField(
        label=gettext_lazy("You’ll have a plan by"), error_messages={"required": IN_TEN_DAYS}
    )
    expected = LineField(label=gettext_lazy("They were expecting"), required=False, max_length=160)
    received = LineField(
        label=gettext_lazy("What reached them was"), required=False, max_length=160
    )

    field_order = ("own_part", "own_part_text", "plan_promised_on", "expected", "received")

    def starting_answers(self) -> dict[str, Any]:
        """Start with a plan promised in two working days."""
        promised = self.calendar.add_working_days(self.today, PLAN_PRESET_DAYS)
        return super().starting_answers() | {"plan_promised_on": promised}

    def blanks(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return the blanks of E1."""
        expected, received = answers.get("expected") or "", answers.get("received") or ""
        both = bool(expected and received)
        own_part = answers.get("own_part") or ""
        unsure = own_part == Acknowledgement.OwnPart.NOT_SURE
        text = answers.get("own_part_text") or ""
        values = blanks.acknowledgement(
            self.complaint,
            own_part=own_part,
            own_part_text=text,
            plan_promised_on=answers.get("plan_promised_on"),
            expected=expected if both else "",
            received=received if both else "",
            now=self.now,
        )
        # Unsure and nothing said: a half apology does more harm than none.
        return values | ({"own_part": ""} if unsure and not text else {})

    def clean_plan_promised_on(self) -> date:
        """Refuse a date that is past or more than ten working days ahead."""
        promised: date = self.cleaned_data["plan_promised_on"]
        latest = self.calendar.add_working_days(self.today, PLAN_WITHIN_DAYS)
        if not self.today <= promised <= latest:
            raise ValidationError(IN_TEN_DAYS)
        return promised

    def clean(self) -> dict[str, Any]:
        """Also see that the letter and the field name the same date."""
        cleaned = super().clean()
        promised, body = cleaned.get("plan_promised_on"), cleaned.get("body")
        is_call = cleaned.get("send_mode") == Message.SendMode.CALL
        is_fine = not is_call and "body" not in self.errors
        if is_fine and promised and body and not self.names_day(body, promised):
            sentence = _(
                "%(day)s was not found in the message. Add it, choose the day it names, or"
                " tick that it says it in other words"
            )
            self.ask_for(sentence % {"day": day(promised, self.now)})
        return cleaned


class CauseForm(ScreenForm):
    """S6: what led to this?

    `look_for` narrows the causes to those a word is about; it is no answer.
    """

    look_for = LineField(label=gettext_lazy("Find a cause"), required=False, max_length=60)
    cause = radio(
        (),
        gettext_lazy("Choose the closest cause, or ‘not sure yet’"),
        label=gettext_lazy("Main cause"),
    )
    contributing = PickManyField(
        label=gettext_lazy("Also played a part"),
        choices=(),
        missing=gettext_lazy("Choose causes from the list"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lever = radio(
        Finding.Lever.choices,
        gettext_lazy("Choose who can change it next time"),
        label=gettext_lazy("Who can change it next time?"),
    )
    because_1 = LineField(
        label=gettext_lazy("It happened because …"), required=False, max_length=160
    )
    because_2 = LineField(label=gettext_lazy("and that because …"), required=False, max_length=160)
    because_3 = LineField(label=gettext_lazy("and that because …"), required=False, max_length=160)
    cause_sentence = LineField(
        label=gettext_lazy("One sentence you could say to the client"),
        required=False,
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2, "data-no-optional": "1"}),
    )

    def starting_answers(self) -> dict[str, Any]:
        """Start from what was noted before."""
        finding = getattr(self.complaint, "finding", None)
        if finding is None:
            return {}
        because = [*finding.because, "", "", ""]
        return {
            "cause": finding.cause,
            "contributing": finding.contributing,
            "lever": finding.lever,
            "because_1": because[0],
            "because_2": because[1],
            "because_3": because[2],
            "cause_sentence": finding.cause_sentence,
        }

    def prepare(self) -> None:
        """Offer the causes by family."""
        groups = [
            (
                str(words),
                [(c.code, f"{c.words}||{c.looks_like}") for c in causes.of_family(family)],
            )
            for family, words in causes.FAMILIES.items()
        ]
        unsure = (causes.NOT_SURE, _("not sure yet"))
        self.fields["cause"].choices = [*groups, unsure]  # type: ignore[attr-defined]
        self.fields["contributing"].choices = [  # type: ignore[attr-defined]
            (name, [(code, label.partition("||")[0]) for code, label in options])
            for name, options in groups
        ]

    def near(self) -> list[causes.Cause]:
        """Return the causes in the open: those that were looked for, else the usual ones, and the
        chosen one among them."""
        chosen = causes.CAUSES.get(str(self["cause"].value() or ""))
        shown = self.found or [causes.CAUSES[code] for code in causes.USUAL]
        return shown if chosen is None or chosen in shown else [chosen, *shown]

    @property
    def sought(self) -> str:
        """The word somebody looks for."""
        return str(self["look_for"].value() or "").strip()

    @property
    def is_searching(self) -> bool:  # type: ignore[override]
        """A word was typed that nothing was looked up for yet."""
        return self.is_bound and self.sought != str(self.typed.get("looked_for", ""))

    @cached_property
    def found(self) -> list[causes.Cause]:
        """The causes it is about."""
        return causes.found(self.sought)

    def families(self) -> list[dict[str, Any]]:
        """Return the families with the causes that are not in the open, one drawer each."""
        near = {cause.code for cause in self.near()}
        rest = {
            words: [cause for cause in causes.of_family(family) if cause.code not in near]
            for family, words in causes.FAMILIES.items()
        }
        return [{"words": words, "causes": left} for words, left in rest.items() if left]

    def contributions(self) -> list[dict[str, Any]]:
        """Return the families with all their causes, for what also played a part."""
        chosen = set(self["contributing"].value() or [])
        return [
            {
                "words": words,
                "causes": (of := causes.of_family(family)),
                "chosen": [cause.code for cause in of if cause.code in chosen],
            }
            for family, words in causes.FAMILIES.items()
        ]

    def clean_contributing(self) -> list[str]:
        """Allow at most two."""
        chosen: list[str] = self.cleaned_data["contributing"]
        if len(chosen) > 2:
            raise ValidationError(_("Choose at most two"))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Ask for the sentence unless they are not sure yet; a cause cannot contribute to
        itself."""
        cleaned = super().clean() or self.cleaned_data
        cause, sentence = cleaned.get("cause"), cleaned.get("cause_sentence")
        if cause and cause != causes.NOT_SURE and sentence is not None and len(sentence) < 15:
            self.add_error(
                "cause_sentence", _("Say in one sentence what led to it, with a date or a number")
            )
        cleaned["contributing"] = [c for c in cleaned.get("contributing", []) if c != cause]
        cleaned["because"] = [
            text for n in (1, 2, 3) if (text := cleaned.get(f"because_{n}")) is not None and text
        ]
        return cleaned
