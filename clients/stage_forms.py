"""What is asked about a stage of a project."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, LineField, MoneyField, WholeNumberField, set_currency
from accounts.form_groups import Group, GroupedForm
from accounts.formats import symbol
from accounts.tax import Prices
from clients.models import Project

MOST = 1_000
COUNT = {"autocomplete": "off", "data-width": "short"}


class StageForm(GroupedForm):
    """A part with its price, how many there are, and how many are delivered."""

    GROUPS = (
        Group("", ("what", ("amount", "how_many"))),
        Group(gettext_lazy("Delivered"), (("delivered", "delivered_on"), "approved_on")),
    )

    what = LineField(
        label=gettext_lazy("What"),
        max_length=120,
        missing=gettext_lazy("Say what is delivered, such as “Panel”"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    amount = MoneyField(
        label=gettext_lazy("Price of each"), missing=gettext_lazy("Enter the price of one")
    )
    how_many = WholeNumberField(
        label=gettext_lazy("How many"), least=1, most=MOST, widget=forms.TextInput(attrs=COUNT)
    )
    delivered = WholeNumberField(
        label=gettext_lazy("How many are delivered"),
        least=0,
        most=MOST,
        widget=forms.TextInput(attrs=COUNT),
    )
    delivered_on = DayField(label=gettext_lazy("Last delivered on (optional)"), required=False)
    approved_on = DayField(label=gettext_lazy("Approved on (optional)"), required=False)

    def __init__(self, *args: Any, project: Project, today: date, **kwargs: Any) -> None:
        self.project, self.today = project, today
        super().__init__(*args, **kwargs)
        set_currency(self, "amount", project.currency)
        self.fields["amount"].widget.attrs["data-prefix"] = symbol(project.currency)
        if project.prices != Prices.NONE:
            self.fields["amount"].label = _("Price of each, without tax")

    def clean_amount(self) -> Decimal:
        """Refuse a stage that costs nothing."""
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(_("Enter an amount above 0"))
        return amount

    def clean(self) -> dict[str, Any]:
        """See that no more is delivered than there is, and that it was delivered, then approved."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        how_many, delivered = answers.get("how_many"), answers.get("delivered")
        if how_many and delivered and delivered > how_many:
            self.add_error("delivered", _("Enter at most %(count)s") % {"count": how_many})
        for name in ("delivered_on", "approved_on"):
            if answers.get(name) and answers[name] > self.today:
                self.add_error(name, _("Enter a day that is not in the future"))
        self._check_delivered(answers)
        return answers

    def _check_delivered(self, answers: dict[str, Any]) -> None:
        delivered, on = answers.get("delivered"), answers.get("delivered_on")
        if delivered and not on and "delivered_on" not in self.errors:
            self.add_error("delivered_on", _("Enter the day you delivered it"))
        if delivered == 0:
            for name in ("delivered_on", "approved_on"):
                if answers.get(name):
                    self.add_error(name, _("Say first how many are delivered"))
        approved = answers.get("approved_on")
        if on and approved and approved < on:
            self.add_error("approved_on", _("Enter a day after the delivery"))
