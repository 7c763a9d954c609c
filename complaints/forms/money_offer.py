"""The forms after a decision about money: the letter with the offer, and that it was sent."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import LineField, MomentField
from accounts.formats import day, money
from complaints.forms.base import ScreenForm
from complaints.forms.letter import LetterForm
from complaints.gates import draft_plan
from complaints.letters import blanks
from complaints.letters.templates import MONEY
from complaints.models import Message, MoneyTerms, PlanOption, Remedy


class MoneyOfferForm(LetterForm):
    """S14: the letter that carries the offer."""

    template = MONEY

    plan_round = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def starting_answers(self) -> dict[str, Any]:
        """Remember which offer is shown."""
        return super().starting_answers() | {"plan_round": self.complaint.plan_round}

    def blanks(self, answers: dict[str, Any]) -> dict[str, str]:
        """Return the blanks of E7."""
        if self.terms is None:
            return blanks.common(self.complaint)
        return blanks.money_offer(self.complaint, self.terms.option, now=self.now)

    @cached_property
    def terms(self) -> MoneyTerms | None:
        """The offer that is written, if there is one."""
        plan = draft_plan(self.complaint)
        option = plan.money_option if plan else None
        return option.money if option else None

    def clean(self) -> dict[str, Any]:
        """Also see that the letter names the amount and the date of the offer as it stands."""
        cleaned = super().clean()
        body, is_call = cleaned.get("body"), cleaned.get("send_mode") == Message.SendMode.CALL
        if self.terms and body and not is_call and "body" not in self.errors:
            self._check_names(" ".join(body.split()), self.terms)
        return cleaned

    def _check_names(self, body: str, terms: MoneyTerms) -> None:
        amount = money(terms.taxed.gross, terms.currency)
        exact = money(terms.taxed.gross, terms.currency, exact=True)
        until = day(terms.valid_until, self.now)
        for names in ((amount, exact), (until,)):
            if not any(" ".join(name.split()) in body for name in names):
                sentence = _("The message does not name %(what)s. Add it, or change the offer")
                self.add_error("body", sentence % {"what": names[0]})


class SettleForm(ScreenForm):
    """T21: the money has been sent."""

    reference = LineField(
        label=gettext_lazy("Payment reference, or “done by hand”"),
        max_length=80,
        missing=gettext_lazy("Enter the reference, or “done by hand”"),
    )
    paid_at = MomentField(label=gettext_lazy("When you sent it"))

    def starting_answers(self) -> dict[str, Any]:
        """Start from “now”."""
        return {"paid_at": self.now}

    def prepare(self) -> None:
        """Find what was promised."""
        accepted = self.complaint.remedies.filter(state=Remedy.State.ACCEPTED)
        self.remedy = (
            accepted.filter(kind__in=PlanOption.MONEY).select_related("option__money").first()
        )

    def clean_paid_at(self) -> datetime:
        """Refuse a payment from the future or from before it was accepted."""
        paid_at: datetime = self.cleaned_data["paid_at"]
        if paid_at > self.now:
            raise ValidationError(_("Enter a day and time that is not in the future"))
        accepted_at = self.remedy.answered_at if self.remedy else None
        if accepted_at and self.calendar.today(paid_at) < self.calendar.today(accepted_at):
            raise ValidationError(
                _("Enter a day on or after %(day)s, when they accepted")
                % {"day": day(accepted_at, self.today)}
            )
        return paid_at
