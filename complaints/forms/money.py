"""The form of a decision about money: how much, of what, and what they keep."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import (
    AheadField,
    Doubt,
    LineField,
    MoneyField,
    PickRowField,
    WholeNumberField,
    set_currency,
)
from accounts.formats import money, symbol
from accounts.tax import Prices, Taxed
from clients.models import Invoice
from complaints import finance, gates, pricing
from complaints.forms.base import ScreenForm, radio
from complaints.forms.doubts import of_their_money
from complaints.gates import draft_plan
from complaints.models import MoneyTerms, PlanOption
from complaints.moves.money import MoneyDraft
from complaints.position import Step

Kind = PlanOption.Kind
OPEN_AT_LEAST, OPEN_AT_MOST, OPEN_PRESET = 3, 30, 14
PAYMENT_PRESET = 3
AMOUNTS = {
    Prices.NONE: gettext_lazy("Amount"),
    Prices.NET: gettext_lazy("Amount, without tax"),
    Prices.GROSS: gettext_lazy("Amount, with tax"),
}


class MoneyForm(ScreenForm):
    """S14: would money put this right? The amount is typed as the project's prices are."""

    taxed: Taxed

    kind = radio(
        [(kind, Kind(kind).label) for kind in PlanOption.MONEY],
        gettext_lazy("Choose what you offer"),
        label=gettext_lazy("What kind?"),
        attrs={"data-columns": "2"},
    )
    invoice = PickRowField(
        label=gettext_lazy("On which invoice"),
        queryset=None,
        required=False,
        missing=gettext_lazy("Choose the invoice it belongs to"),
        empty_label=gettext_lazy("No invoice"),
    )
    amount = MoneyField(label=gettext_lazy("Amount"), missing=gettext_lazy("Enter an amount"))
    basis = LineField(
        label=gettext_lazy("What the amount reflects"),
        min_length=15,
        max_length=160,
        missing=gettext_lazy("Say what the amount is based on"),
    )
    client_keeps = radio(
        MoneyTerms.Keeps.choices,
        gettext_lazy("Choose what they keep"),
        label=gettext_lazy("What they keep"),
    )
    valid_until = AheadField(label=gettext_lazy("Offer stays open until"), is_mine=False)
    payment_days = WholeNumberField(
        least=1,
        most=30,
        label=gettext_lazy("You send it within (working days)"),
        outside=gettext_lazy("Enter between 1 and 30 working days"),
    )

    def starting_answers(self) -> dict[str, Any]:
        """Start from the offer in draft, else from two weeks and three working days."""
        terms = self.terms
        if terms is None:
            return {
                "valid_until": self.today + timedelta(days=OPEN_PRESET),
                "payment_days": PAYMENT_PRESET,
                "client_keeps": MoneyTerms.Keeps.EVERYTHING,
            }
        return {
            "kind": terms.option.kind,
            "invoice": terms.invoice_id,
            "amount": terms.taxed.as_priced(self.complaint.project.prices),
            "basis": terms.basis,
            "client_keeps": terms.client_keeps,
            "valid_until": terms.valid_until,
            "payment_days": terms.payment_days,
        }

    @property
    def terms(self) -> MoneyTerms | None:
        """The offer of money in draft, if there is one."""
        plan = draft_plan(self.complaint)
        option = plan.money_option if plan else None
        return option.money if option else None

    def prepare(self) -> None:
        """Offer the project's invoices, and say beside each kind what stands for or against it."""
        project = self.complaint.project
        self.position = finance.position_of(self.complaint, self.today)
        invoices = Invoice.objects.for_user(self.complaint.owner).filter(
            project=project, voided_on=None
        )
        cast("PickRowField", self.fields["invoice"]).queryset = invoices.order_by("issued_on", "pk")
        set_currency(self, "amount", project.currency)
        self.fields["amount"].label = AMOUNTS[Prices(project.prices)]
        self.fields["amount"].widget.attrs["data-prefix"] = symbol(project.currency)
        hints = self._hints()
        self.locked = gates.full_refund_open(self.complaint, self.now)
        kinds = cast("forms.ChoiceField", self.fields["kind"])
        kinds.choices = [(k, f"{Kind(k).label}||{hints[k]}") for k in PlanOption.MONEY]

    def _hints(self) -> dict[str, str]:
        paid = money(self.position.paid_with_tax, self.position.currency)
        owed = money(self.position.open, self.position.currency)
        return {
            Kind.GOODWILL_CREDIT: _("For their next project"),
            Kind.DISCOUNT: _("%(open)s is open") % {"open": owed}
            if self.position.open
            else _("No invoice is open"),
            Kind.PARTIAL_REFUND: _("They paid %(paid)s") % {"paid": paid},
            Kind.FULL_REFUND: self._all_hint(),
        }

    def doubts(self, form: forms.BaseForm, name: str, day: date) -> list[Doubt]:
        """Say when money that is accepted on the last day would come too late for them."""
        days, protect = str(form["payment_days"].value() or ""), self.complaint.needed_by
        if protect is None or not (days.isascii() and days.isdigit() and len(days) < 3):
            return []
        return of_their_money(self.calendar.add_working_days(day, int(days)), protect, self.today)

    def _all_hint(self) -> str:
        left, paid = self.position.refundable.gross, self.position.paid_with_tax
        if left == paid:
            words = _("Everything they paid: %(left)s")
        else:
            words = _("Everything that can still go back: %(left)s")
        return words % {"left": money(left, self.position.currency)}

    def clean_valid_until(self) -> date:
        """Refuse fewer than three or more than thirty days."""
        until: date = self.cleaned_data["valid_until"]
        days = (until - self.today).days
        if not OPEN_AT_LEAST <= days <= OPEN_AT_MOST:
            raise ValidationError(_("Choose a day between 3 and 30 days from today"))
        return until

    def clean_amount(self) -> Decimal:
        """Refuse nothing."""
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(_("Enter an amount above 0"))
        return amount

    def clean(self) -> dict[str, Any]:
        """See that the amount fits its kind, its invoice, what was paid and the ceiling."""
        cleaned = super().clean() or self.cleaned_data
        kind, amount = cleaned.get("kind"), cleaned.get("amount")
        if not kind or amount is None:
            return cleaned
        self._check_invoice(kind, cleaned.get("invoice"))
        self._check_full(kind, amount)
        if not {"amount", "invoice", "kind"} & set(self.errors):
            self._work_out(kind, amount, cleaned.get("invoice"))
        return cleaned

    def _work_out(self, kind: str, typed: Decimal, invoice: Invoice | None) -> None:
        """Part the amount from its tax, and see that it can be given."""
        project, position = self.complaint.project, self.position
        try:
            self.taxed = pricing.offered(
                typed, kind=kind, project=project, position=position, invoice=invoice
            )
        except pricing.RateUnclear:
            sentence = _("Choose the invoice: what they paid has several rates of tax")
            self.add_error("invoice", sentence)
        else:
            self._check_fits(kind, invoice)

    def _check_invoice(self, kind: str, invoice: Invoice | None) -> None:
        if kind != Kind.DISCOUNT or "invoice" in self.errors:
            return
        if invoice is None:
            self.add_error("invoice", _("Choose the open invoice that the discount is on"))
        elif not invoice.is_open:
            self.add_error(
                "invoice",
                _("Invoice %(n)s is paid. Choose an open one, or a refund") % {"n": invoice.number},
            )

    def _check_full(self, kind: str, amount: Decimal) -> None:
        if kind != Kind.FULL_REFUND:
            return
        if self.locked:
            self.add_error("kind", _("Offer part of it first, or say why not"))
            return
        left = self.position.refundable
        if amount != left.as_priced(self.complaint.project.prices):
            sentence = _("A full refund is everything that can still go back: %(paid)s")
            self.add_error("amount", sentence % {"paid": pricing.in_words(left, self.complaint)})

    def _check_fits(self, kind: str, invoice: Invoice | None) -> None:
        option = PlanOption(kind=kind)
        terms = MoneyTerms(
            option=option,
            amount=self.taxed.net,
            tax=self.taxed.tax,
            tax_rate=self.taxed.rate,
            currency=self.position.currency,
            invoice=invoice,
            valid_until=self.today,
        )
        for missing in gates.amount_fits(self.complaint, terms, self.now):
            self.add_error("amount", missing.sentence)

    def take_share(self, percent: str) -> None:
        """Fill in a share of the fee as the amount; anything but a listed share changes nothing."""
        for step in self.position.steps():
            if str(step.percent) == percent:
                self.typed["amount"] = self._as_typed(step.amount)

    def shares(self) -> list[tuple[Step, bool]]:
        """Return the shortcuts that the ceiling leaves, each with whether it is chosen."""
        most = self.position.ceiling_left
        is_open = gates.overridden(self.complaint, "GC", ever=True)
        chosen = str(self.fields["amount"].prepare_value(self["amount"].value()) or "").strip()
        return [
            (step, self._as_typed(step.amount) == chosen)
            for step in self.position.steps()
            if is_open or step.amount <= most
        ]

    def _as_typed(self, net: Decimal) -> str:
        field = cast("MoneyField", self.fields["amount"])
        return str(field.prepare_value(pricing.as_typed(net, self.complaint.project)))

    def draft(self) -> MoneyDraft:
        """Return the offer as the verb wants it."""
        names = ("kind", "basis", "client_keeps", "valid_until", "payment_days", "invoice")
        answers = {name: self.cleaned_data[name] for name in names}
        offered = self.taxed
        return MoneyDraft(amount=offered.net, tax=offered.tax, tax_rate=offered.rate, **answers)
