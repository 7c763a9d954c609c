"""What is asked about projects."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import (
    AddressField,
    DayField,
    HoursField,
    LineField,
    MoneyField,
    PickField,
    PickRowField,
)
from accounts.form_groups import Group
from clients.forms import NOT_MINE, private_note
from clients.models import Project
from clients.price_form import PRICED, TAX, PriceForm

MOST_HOURS = 99_999
STATES_AT_FIRST = (Project.State.PLANNED, Project.State.ACTIVE)


class _ProjectForm(PriceForm):
    """What every project has."""

    title = LineField(
        label=gettext_lazy("Project"),
        max_length=120,
        missing=gettext_lazy("Enter a name for the project"),
        widget=forms.TextInput(attrs=NOT_MINE),
    )
    state = PickField(
        label=gettext_lazy("Where it stands"),
        choices=Project.State.choices,
        missing=gettext_lazy("Choose where the project stands"),
        widget=forms.RadioSelect,
    )
    started_on = DayField(label=gettext_lazy("Started (optional)"), required=False)
    due_on = DayField(label=gettext_lazy("Agreed date (optional)"), required=False)
    note = private_note()


class NewProjectForm(_ProjectForm):
    """A project for a client one has, or for one added on the way by name and email."""

    GROUPS = (
        Group(gettext_lazy("Who is it for?"), ("client", "new_client", "new_email")),
        Group(gettext_lazy("What was agreed?"), ("title", *PRICED, "state")),
        TAX,
        Group(gettext_lazy("Dates and note"), (("started_on", "due_on"), "note"), folded=True),
    )

    client = PickRowField(
        label=gettext_lazy("Client"),
        queryset=None,
        empty_label=gettext_lazy("A new client"),
        required=False,
        missing=gettext_lazy("Choose a client from the list"),
        widget=forms.Select(attrs={"data-no-optional": True}),
    )
    new_client = LineField(
        label=gettext_lazy("Name of the new client"),
        help_text=gettext_lazy("A person or a business."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=NOT_MINE | {"data-no-optional": True}),
    )
    new_email = AddressField(
        label=gettext_lazy("Email of the new client (optional)"),
        required=False,
        widget=forms.EmailInput(attrs=NOT_MINE),
    )

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        client_field: Any = self.fields["client"]
        client_field.queryset = clients
        state_field: Any = self.fields["state"]
        state_field.choices = [(s.value, s.label) for s in STATES_AT_FIRST]
        if not clients.exists():
            del self.fields["client"]

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one client: one from the list or a new one."""
        answers = super().clean()
        chosen, new = answers.get("client"), answers.get("new_client")
        if chosen and (new or answers.get("new_email")):
            self.add_error("new_client", _("Leave this empty, or choose “A new client” above"))
        untouched = not {"client", "new_client"} & self.errors.keys()
        if untouched and not chosen and not new:
            first = "client" if "client" in self.fields else "new_client"
            sentence = _("Choose a client or enter the name of a new one")
            self.add_error(first, sentence if first == "client" else _("Enter the client's name"))
        return answers

    def project_answers(self) -> dict[str, Any]:
        """Return the fields of the project itself, from a form that is valid."""
        about_the_client = ("client", "new_client", "new_email")
        return {n: v for n, v in self.cleaned_data.items() if n not in about_the_client}


class ProjectForm(_ProjectForm):
    """A project that exists; its client stays."""

    GROUPS = (
        Group("", ("title", *PRICED, "state")),
        TAX,
        Group(gettext_lazy("Dates"), (("started_on", "due_on"), ("delivered_on", "approved_on"))),
        Group(gettext_lazy("For you"), (("hours_spent", "outlays"), "note")),
    )

    AMOUNTS = (*PriceForm.AMOUNTS, "outlays")

    hours_spent = HoursField(
        label=gettext_lazy("Hours spent (optional)"),
        most=MOST_HOURS,
        help_text=gettext_lazy("Rounds and complaints bring their own."),
        required=False,
        widget=forms.TextInput(attrs={"data-private": True}),
    )
    outlays = MoneyField(
        label=gettext_lazy("Outlays (optional)"),
        help_text=gettext_lazy("What you paid others for it."),
        required=False,
        widget=forms.TextInput(attrs={"data-private": True}),
    )
    delivered_on = DayField(label=gettext_lazy("Delivered (optional)"), required=False)
    approved_on = DayField(label=gettext_lazy("Approved (optional)"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Check that the dates can have happened in this order."""
        answers = super().clean()
        self._check_past("delivered_on", answers)
        self._check_past("approved_on", answers)
        self._check_order("started_on", "delivered_on", _("Enter a day after the project started"))
        self._check_order("delivered_on", "approved_on", _("Enter a day after the delivery"))
        self._check_has_happened(answers.get("state"))
        return answers

    def _check_past(self, name: str, answers: dict[str, Any]) -> None:
        if answers.get(name) and answers[name] > self.today:
            self.add_error(name, _("Enter a day that is not in the future"))

    def _check_order(self, first: str, second: str, sentence: str) -> None:
        one, two = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if one and two and two < one:
            self.add_error(second, sentence)

    def _check_has_happened(self, state: str | None) -> None:
        if state == Project.State.DELIVERED:
            self._check_given("delivered_on", _("Enter the day you delivered it"))
        if state == Project.State.APPROVED:
            self._check_given("approved_on", _("Enter the day it was approved"))

    def _check_given(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)
