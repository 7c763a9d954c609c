"""What the admin asks about a policy: one form holds its name and the words of a version."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import (
    CurrencyField,
    LineField,
    MoneyField,
    PercentField,
    PickField,
    TextField,
    WholeNumberField,
    take_currency,
)
from accounts.widgets import LongSelect
from policies.models import Policy, PolicyVersion
from policies.models.version import CEILINGS
from policies.terms import Ceiling
from policies.wording import LAST_RESORT, MY_ERRORS, WORDING_FIELDS, Wording

WIDE = {"rows": 3}
# Neither may be left out, so none of them is called optional.
ONE_OF_THEM = {"data-no-optional": True}


class PolicyForm(forms.ModelForm):
    """What is the policy called?"""

    title = LineField(
        label=gettext_lazy("Policy name"),
        max_length=80,
        missing=gettext_lazy("Enter a policy name"),
    )

    class Meta:
        model = Policy
        fields = ("title",)


class PolicyVersionForm(forms.ModelForm):
    """P1: what is included when something needs changing?"""

    title = LineField(
        label=gettext_lazy("Policy name"),
        max_length=80,
        missing=gettext_lazy("Enter a policy name"),
        help_text=gettext_lazy("For you and your clients, such as “Fixed project”."),
    )
    rounds_included = WholeNumberField(
        label=gettext_lazy("Revision rounds included"),
        least=0,
        most=20,
        outside=gettext_lazy("Rounds must be between 0 and 20"),
    )
    round_means = TextField(
        label=gettext_lazy("What counts as one round"),
        min_length=20,
        max_length=400,
        missing=gettext_lazy("Say what counts as one round"),
        widget=forms.Textarea(attrs=WIDE),
    )
    not_counted = TextField(
        label=gettext_lazy("What never counts (my errors against the brief)"),
        max_length=400,
        missing=gettext_lazy("Say what never counts as a round"),
        initial=MY_ERRORS,
        widget=forms.Textarea(attrs=WIDE),
    )
    new_work_means = TextField(
        label=gettext_lazy("What counts as new work"),
        min_length=20,
        max_length=400,
        missing=gettext_lazy("Say what counts as new work"),
        widget=forms.Textarea(attrs=WIDE),
    )
    extra_round_price = MoneyField(
        label=gettext_lazy("Price of an extra round"),
        required=False,
        widget=forms.TextInput(attrs=ONE_OF_THEM),
    )
    currency = CurrencyField(
        label=gettext_lazy("Currency"), required=False, widget=LongSelect(attrs=ONE_OF_THEM)
    )
    extra_round_percent = PercentField(
        label=gettext_lazy("Or as % of the fee"),
        required=False,
        widget=forms.TextInput(attrs={"data-suffix": "%"} | ONE_OF_THEM),
    )
    turnaround_days = WholeNumberField(
        label=gettext_lazy("My turnaround per round (working days)"),
        least=1,
        most=60,
        outside=gettext_lazy("Turnaround must be between 1 and 60 working days"),
        initial=3,
    )
    feedback_window_days = WholeNumberField(
        label=gettext_lazy("Feedback window (working days)"),
        least=1,
        most=60,
        outside=gettext_lazy("The feedback window must be between 1 and 60 working days"),
        initial=5,
        help_text=gettext_lazy("How long they have to check a draft."),
    )
    refund_stance = TextField(
        label=gettext_lazy("How refunds work (last resort)"),
        max_length=600,
        missing=gettext_lazy("Say how refunds work"),
        initial=LAST_RESORT,
        help_text=gettext_lazy("A line below it always says that rights by law stay as they are."),
        widget=forms.Textarea(attrs=WIDE),
    )
    ceiling_kind = PickField(
        label=gettext_lazy("The most I give back is"),
        choices=CEILINGS,
        required=False,
        initial=Ceiling.PERCENT.value,
        missing=gettext_lazy("Choose what limits how much goes back"),
        help_text=gettext_lazy(
            "A share suits one fee, an amount small jobs, stages what is delivered part by part."
        ),
        widget=forms.RadioSelect(attrs=ONE_OF_THEM),
    )
    ceiling_percent = PercentField(
        label=gettext_lazy("The most I give back, % of the fee"),
        help_text=gettext_lazy("For work by the hour: of what was invoiced."),
        required=False,
        initial=30,
        widget=forms.TextInput(attrs=ONE_OF_THEM | {"data-suffix": "%"}),
    )
    ceiling_amount = MoneyField(
        label=gettext_lazy("The most I give back, an amount"),
        help_text=gettext_lazy("Without tax, in the currency chosen above."),
        required=False,
        widget=forms.TextInput(attrs=ONE_OF_THEM),
    )
    ceiling_days = WholeNumberField(
        label=gettext_lazy("For how many days after delivery"),
        least=1,
        most=730,
        outside=gettext_lazy("Days must be between 1 and 730"),
        initial=60,
        help_text=gettext_lazy("After that nothing is owed under the policy, only goodwill."),
    )

    class Meta:
        model = PolicyVersion
        fields = WORDING_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "title" in self.fields:
            self.initial["title"] = self.instance.policy.title
        if "extra_round_price" in self.fields:
            take_currency(self, "extra_round_price", "ceiling_amount")

    def clean(self) -> dict[str, Any]:
        """Ask for one price of an extra round, in a currency that fits it."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"extra_round_price", "extra_round_percent"} & self.errors.keys():
            self._check_price(answers)
        self._check_ceiling(answers)
        amounts = ("extra_round_price", "ceiling_amount")
        if all(answers.get(name) is None for name in amounts):
            # A share of the fee is in the currency of each project.
            answers["currency"] = ""
        elif not answers.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Choose the currency of the price"))
        return answers

    def clean_ceiling_kind(self) -> str:
        """Return a share of the fee where nothing was chosen."""
        return self.cleaned_data["ceiling_kind"] or Ceiling.PERCENT

    def _check_ceiling(self, answers: dict[str, Any]) -> None:
        """Ask for what the chosen kind needs, and forget what belongs to another."""
        kind = answers.get("ceiling_kind")
        share, amount = answers.get("ceiling_percent"), answers.get("ceiling_amount")
        if kind == Ceiling.PERCENT and share is None and "ceiling_percent" not in self.errors:
            self.add_error("ceiling_percent", _("Enter a percentage"))
        if kind == Ceiling.AMOUNT and not amount and "ceiling_amount" not in self.errors:
            self.add_error("ceiling_amount", _("Enter an amount above 0"))
        if kind != Ceiling.PERCENT:
            answers["ceiling_percent"] = Decimal(0)
        if kind != Ceiling.AMOUNT:
            answers["ceiling_amount"] = None

    def wording(self) -> Wording:
        """Return what the version says, from a form that is valid."""
        return Wording(**{name: self.cleaned_data[name] for name in WORDING_FIELDS})

    def _check_price(self, answers: dict[str, Any]) -> None:
        price, share = answers.get("extra_round_price"), answers.get("extra_round_percent")
        if price is None and share is None:
            sentence = _("Enter the price of an extra round, as an amount or as % of the fee")
            self.add_error("extra_round_price", sentence)
        elif price is not None and share is not None:
            sentence = _("Leave this empty, or take the amount away: one price is enough")
            self.add_error("extra_round_percent", sentence)
