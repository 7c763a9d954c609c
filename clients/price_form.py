"""What is asked about a project's price: how it is charged, the fee, and the tax."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import CurrencyField, MoneyField, PercentField, PickField, take_currency
from accounts.form_groups import Group, GroupedForm
from accounts.tax import Prices, priced
from clients.models import Project

Charged = Project.Charged
CHARGED = (
    (Charged.FIXED, gettext_lazy("A fixed fee||one sum for all of it")),
    (Charged.HOURLY, gettext_lazy("By the hour||it is worth what you invoice")),
    (Charged.STAGES, gettext_lazy("By stages||each has a price of its own")),
)
PRICED = (("charged",), ("fee_net", "currency"), "hourly_rate")
TAX = Group(gettext_lazy("Tax"), ("prices", "tax_rate"), folded=True)
FEES: dict[str, Any] = {
    Prices.NONE: gettext_lazy("Fee"),
    Prices.NET: gettext_lazy("Fee, without tax"),
    Prices.GROSS: gettext_lazy("Fee, with tax"),
}


class PriceForm(GroupedForm):
    """The fee is typed as the prices are, with or without tax; both amounts come out of clean()."""

    AMOUNTS: ClassVar[tuple[str, ...]] = ("fee_net", "hourly_rate")

    charged = PickField(
        label=gettext_lazy("How is it charged?"),
        choices=CHARGED,
        required=False,
        missing=gettext_lazy("Choose how it is charged"),
        widget=forms.RadioSelect(attrs={"data-no-optional": True}),
    )
    fee_net = MoneyField(
        label=gettext_lazy("Fee"),
        required=False,
        widget=forms.TextInput(attrs={"data-no-optional": True}),
    )
    currency = CurrencyField(label=gettext_lazy("Currency"))
    hourly_rate = MoneyField(
        label=gettext_lazy("Rate an hour"),
        required=False,
        widget=forms.TextInput(attrs={"data-no-optional": True}),
    )
    prices = PickField(
        label=gettext_lazy("Prices of this project"),
        choices=Prices.choices,
        required=False,
        missing=gettext_lazy("Choose whether prices are with tax"),
        widget=forms.RadioSelect(attrs={"data-no-optional": True}),
    )
    tax_rate = PercentField(
        label=gettext_lazy("Rate of the tax"),
        help_text=gettext_lazy("Preset on its invoices; an invoice may have its own."),
        required=False,
        widget=forms.TextInput(attrs={"data-no-optional": True, "data-suffix": "%"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take_currency(self, *self.AMOUNTS)
        prices = self["prices"].data if self.is_bound else self.initial.get("prices")
        self.fields["fee_net"].label = FEES.get(prices or "", FEES[Prices.NONE])

    def clean_charged(self) -> str:
        """Return the way it was charged before where nothing was chosen."""
        return self.cleaned_data["charged"] or self.initial.get("charged") or Charged.FIXED

    def clean_prices(self) -> str:
        """Return what prices were before where nothing was chosen."""
        return self.cleaned_data["prices"] or self.initial.get("prices") or Prices.NONE

    def clean(self) -> dict[str, Any]:
        """Ask for what the way of charging needs, and work out the fee and its tax."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("prices") == Prices.NONE:
            answers["tax_rate"] = None
        elif answers.get("tax_rate") is None and not {"prices", "tax_rate"} & self.errors.keys():
            self.add_error("tax_rate", _("Enter the rate of the tax, or choose “No tax”"))
        match answers.get("charged"):
            case Charged.FIXED:
                self._need("fee_net", _("Enter the fee, or 0"))
            case Charged.HOURLY:
                self._need("hourly_rate", _("Enter what an hour costs"))
        if not self.errors:
            self._work_out(answers)
        return answers

    def _need(self, name: str, sentence: str) -> None:
        if self.cleaned_data.get(name) is None and name not in self.errors:
            self.add_error(name, sentence)

    def _work_out(self, answers: dict[str, Any]) -> None:
        """Replace the fee as it was typed by the fee without tax, and put the tax beside it."""
        is_fixed = answers["charged"] == Charged.FIXED
        typed = answers["fee_net"] if is_fixed else Decimal(0)
        fee = priced(typed, answers["prices"], answers["tax_rate"], answers["currency"])
        answers["fee_net"], answers["tax"] = fee.net, fee.tax
        if answers["charged"] != Charged.HOURLY:
            answers["hourly_rate"] = None
