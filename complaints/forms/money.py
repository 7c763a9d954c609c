"""The forms of money: decide calmly, write the offer, mark it as paid."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import (
    DayField,
    LineField,
    MomentField,
    MoneyField,
    PickRowField,
    WholeNumberField,
    set_currency,
)
from accounts.formats import day, money, symbol
from clients.models import Invoice
from complaints import finance, gates
from complaints.forms.base import ScreenForm, radio
from complaints.forms.letter import LetterForm
from complaints.gates import draft_plan
from complaints.letters import blanks
from complaints.letters.templates import MONEY
from complaints.models import Message, MoneyTerms, PlanOption, Remedy
from complaints.moves.money import MoneyDraft
from complaints.position import Step
from complaints.sums import refunded

Kind = PlanOption.Kind
OPEN_AT_LEAST, OPEN_AT_MOST, OPEN_PRESET = 3, 30, 14
PAYMENT_PRESET = 3


class MoneyForm(ScreenForm):
    """S14: would money put this right?"""

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
    valid_until = DayField(label=gettext_lazy("Offer stays open until"))
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
            "amount": terms.amount,
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
        self.fields["amount"].widget.attrs["data-prefix"] = symbol(project.currency)
        hints = self._hints()
        self.locked = gates.full_refund_open(self.complaint, self.now)
        kinds = cast("forms.ChoiceField", self.fields["kind"])
        kinds.choices = [(k, f"{Kind(k).label}||{hints[k]}") for k in PlanOption.MONEY]

    def _hints(self) -> dict[str, str]:
        paid = money(self.position.paid, self.position.currency)
        owed = money(self.position.open, self.position.currency)
        return {
            Kind.GOODWILL_CREDIT: _("For their next project"),
            Kind.DISCOUNT: _("%(open)s is open") % {"open": owed}
            if self.position.open
            else _("No invoice is open"),
            Kind.PARTIAL_REFUND: _("They paid %(paid)s") % {"paid": paid},
            Kind.FULL_REFUND: _("Everything they paid: %(paid)s") % {"paid": paid},
        }

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
            self._check_fits(kind, amount, cleaned.get("invoice"))
        return cleaned

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
        elif amount != self.position.paid - refunded(self.complaint.project):
            self.add_error(
                "amount",
                _("A full refund is everything that can still go back: %(paid)s")
                % {
                    "paid": money(
                        self.position.paid - refunded(self.complaint.project),
                        self.position.currency,
                    )
                },
            )

    def _check_fits(self, kind: str, amount: Decimal, invoice: Invoice | None) -> None:
        option = PlanOption(kind=kind)
        terms = MoneyTerms(
            option=option,
            amount=amount,
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
                field = cast("MoneyField", self.fields["amount"])
                self.typed["amount"] = str(field.prepare_value(step.amount))

    def shares(self) -> list[Step]:
        """Return the amounts offered as shortcuts."""
        return self.position.steps()

    def draft(self) -> MoneyDraft:
        """Return the offer as the verb wants it."""
        names = ("kind", "amount", "basis", "client_keeps", "valid_until", "payment_days")
        answers = {name: self.cleaned_data[name] for name in names}
        return MoneyDraft(invoice=self.cleaned_data["invoice"], **answers)


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
        amount = money(terms.amount, terms.currency)
        exact = money(terms.amount, terms.currency, exact=True)
        missing = (
            [] if any(" ".join(name.split()) in body for name in (amount, exact)) else [amount]
        )
        if not self.names_day(body, terms.valid_until):
            missing.append(day(terms.valid_until, self.now))
        for what in missing:
            sentence = _(
                "%(what)s was not found in the message. Add it, change the offer, or tick that it"
                " says it in other words"
            )
            self.ask_for(sentence % {"what": what})


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
