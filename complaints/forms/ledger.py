"""What is asked before a line is added to the ledger by hand: a credit used, a line corrected."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import DayField, LineField, MoneyField, PickRowField, set_currency
from accounts.form_groups import Group, GroupedForm
from accounts.formats import money, short_day, symbol
from clients.models import Invoice
from complaints.models import LedgerEntry


class InvoiceChoice(PickRowField):
    """An invoice, said with its project, its day and its amount."""

    def label_from_instance(self, obj: Invoice) -> str:
        """Return "2026-14, Order form, 3 June, €640"."""
        amount = money(obj.net, obj.currency)
        return f"{obj.number}, {obj.project.title}, {short_day(obj.issued_on)}, {amount}"


class UseForm(GroupedForm):
    """On which invoice a credit was used, and when."""

    GROUPS = (Group("", ("invoice", "at")),)

    invoice = InvoiceChoice(
        label=gettext_lazy("On which invoice?"),
        queryset=None,
        empty_label=gettext_lazy("Choose an invoice"),
        missing=gettext_lazy("Choose the invoice on which the credit was used"),
    )
    at = DayField(label=gettext_lazy("Used on"))

    def __init__(
        self, *args: Any, invoices: QuerySet[Invoice], given_on: date, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invoices, self.given_on, self.today = invoices, given_on, today
        field: Any = self.fields["invoice"]
        field.queryset = invoices

    def clean_at(self) -> date:
        """Refuse a day before the credit was given, or one still to come."""
        day: date = self.cleaned_data["at"]
        if day > self.today:
            raise ValidationError(_("Enter a day that is not in the future"))
        if day < self.given_on:
            raise ValidationError(_("Enter a day on or after the credit was given"))
        return day


class CorrectForm(GroupedForm):
    """What a line should have been, and why."""

    GROUPS = (Group("", ("amount", "note")),)

    amount = MoneyField(
        label=gettext_lazy("What it should be"),
        missing=gettext_lazy("Enter the amount that is right, or 0"),
    )
    note = LineField(
        label=gettext_lazy("Why"),
        max_length=200,
        missing=gettext_lazy("Say in one line what was wrong"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": True}),
    )

    def __init__(self, *args: Any, line: LedgerEntry, held: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.line = held, line
        set_currency(self, "amount", line.currency)
        if line.tax:
            self.fields["amount"].label = _("What it should be, without tax")
        self.fields["amount"].widget.attrs["data-prefix"] = symbol(line.currency)

    def clean_amount(self) -> Decimal:
        """Refuse the amount at which the line stands already."""
        amount: Decimal = self.cleaned_data["amount"]
        if amount == self.held:
            stands = money(self.held, self.line.currency, exact=True)
            raise ValidationError(_("This line stands at %(amount)s already") % {"amount": stands})
        return amount
