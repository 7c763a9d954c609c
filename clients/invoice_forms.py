"""What is asked about an invoice."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, LineField, MoneyField, PercentField, set_currency
from accounts.form_groups import Group, GroupedForm
from accounts.formats import symbol
from accounts.tax import Prices, priced
from clients.invoices import PAID_AND_VOID

AMOUNTS = {
    Prices.NONE: gettext_lazy("Amount, without tax"),
    Prices.NET: gettext_lazy("Amount, without tax"),
    Prices.GROSS: gettext_lazy("Amount, with tax"),
}


class InvoiceForm(GroupedForm):
    """Just enough of an invoice: what was asked, and whether it was paid."""

    GROUPS = (
        Group("", ("number", ("net", "tax_rate"), ("issued_on", "paid_on"))),
        Group(gettext_lazy("It was cancelled"), ("voided_on",), folded=True),
    )

    number = LineField(
        label=gettext_lazy("Invoice number"),
        max_length=40,
        missing=gettext_lazy("Enter the number of the invoice"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": "short"}),
    )
    net = MoneyField(
        label=gettext_lazy("Amount"),
        missing=gettext_lazy("Enter the amount of the invoice"),
    )
    tax_rate = PercentField(
        label=gettext_lazy("Rate of the tax"),
        missing=gettext_lazy("Enter the rate of the tax, or 0"),
        widget=forms.TextInput(attrs={"data-suffix": "%"}),
    )
    issued_on = DayField(label=gettext_lazy("Issued"))
    paid_on = DayField(label=gettext_lazy("Paid (optional)"), required=False)
    voided_on = DayField(
        label=gettext_lazy("Voided (optional)"),
        help_text=gettext_lazy("A void invoice counts neither as income nor as open."),
        required=False,
    )

    def __init__(self, *args: Any, currency: str, prices: str, today: date, **kwargs: Any) -> None:
        self.today, self.currency, self.prices = today, currency, prices
        super().__init__(*args, **kwargs)
        set_currency(self, "net", currency)
        self.fields["net"].widget.attrs["data-prefix"] = symbol(currency)
        if prices == Prices.NONE and self.initial.get("tax_rate") is None:
            del self.fields["tax_rate"]
        else:
            self.fields["net"].label = AMOUNTS[Prices(prices)]

    def clean_net(self) -> Decimal:
        """Refuse an invoice over nothing."""
        net: Decimal = self.cleaned_data["net"]
        if net <= 0:
            raise ValidationError(_("Enter an amount above 0"))
        return net

    def clean(self) -> dict[str, Any]:
        """Check that it was issued first, then paid or voided, and never both; part its tax."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("issued_on", "paid_on", "voided_on"):
            self._check_past(name)
        self._check_after_issue("paid_on", _("Enter the day it was issued or a later one"))
        self._check_after_issue("voided_on", _("Enter the day it was issued or a later one"))
        if answers.get("paid_on") and answers.get("voided_on"):
            self.add_error("voided_on", PAID_AND_VOID)
        if "net" in answers and "tax_rate" not in self.errors:
            rate = answers.get("tax_rate")
            amount = priced(answers["net"], self.prices, rate, self.currency)
            answers |= {"net": amount.net, "tax_rate": rate, "tax": amount.tax}
        return answers

    def _check_past(self, name: str) -> None:
        day = self.cleaned_data.get(name)
        if day and day > self.today:
            self.add_error(name, _("Enter a day that is not in the future"))

    def _check_after_issue(self, name: str, sentence: str) -> None:
        issued_on, day = self.cleaned_data.get("issued_on"), self.cleaned_data.get(name)
        if issued_on and day and day < issued_on:
            self.add_error(name, sentence)
