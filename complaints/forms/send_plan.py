"""The form of the letter that carries the plan."""

from typing import Any

from django import forms

from complaints.forms.letter import LetterForm
from complaints.gates import draft_plan
from complaints.letters import blanks
from complaints.letters.templates import PLAN


class SendPlanForm(LetterForm):
    """S9: check and send the plan."""

    template = PLAN

    plan_round = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def starting_answers(self) -> dict[str, Any]:
        """Remember which plan is shown."""
        return super().starting_answers() | {"plan_round": self.complaint.plan_round}

    def blanks(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return the blanks of E2."""
        return blanks.plan(self.complaint, draft_plan(self.complaint), now=self.now)
