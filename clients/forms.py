"""What is asked about clients and the people there."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, DayField, LineField, PickField, TextField
from accounts.form_groups import Group, GroupedForm
from accounts.widgets import LongSelect
from accounts.zones import zone_choices
from clients.models import Client

# Browsers offer the freelancer's own name and address; these are other people's.
NOT_MINE = {"autocomplete": "off"}


def private_note() -> TextField:
    """Return the field for a note that stays with the freelancer."""
    return TextField(
        label=_("Private note (optional)"),
        help_text=_("Only you see this."),
        max_length=2000,
        required=False,
        rows=4,
        widget=forms.Textarea(attrs={"data-private": True}),
    )


def _line(label: Any, length: int = 120, **kwargs: Any) -> LineField:
    widget = forms.TextInput(attrs=NOT_MINE)
    return LineField(label=label, max_length=length, widget=widget, **kwargs)


def _address(label: Any, **kwargs: Any) -> AddressField:
    return AddressField(
        label=label, required=False, widget=forms.EmailInput(attrs=NOT_MINE), **kwargs
    )


class ClientForm(GroupedForm):
    """A client as such."""

    GROUPS: ClassVar[tuple[Group, ...]] = (
        Group("", ("name", "is_consumer")),
        Group(_("More about them"), ("since", "note"), folded=True),
    )

    name = _line(_("Client"), missing=_("Enter the name of the client"))
    is_consumer = PickField(
        label=_("Do they buy as a private person?"),
        help_text=_("Private persons may have legal rights that a policy cannot take away."),
        choices=Client.Consumer.choices,
        initial=Client.Consumer.UNKNOWN,
        missing=_("Choose yes, no or I don't know"),
        widget=forms.RadioSelect(attrs={"data-line": True}),
    )
    since = DayField(label=_("Client since (optional)"), required=False)
    note = private_note()


class NewClientForm(ClientForm):
    """A client with the first person there."""

    GROUPS = (
        Group("", ("name", "is_consumer")),
        Group(_("The person you talk to"), ("contact_name", "contact_email", "contact_phone")),
        Group(_("More about them"), ("since", "note"), folded=True),
    )

    contact_name = _line(
        _("Their name (optional)"),
        required=False,
        help_text=_("Letters begin with their first name."),
    )
    contact_email = _address(_("Their email (optional)"))
    contact_phone = _line(_("Their phone (optional)"), 40, required=False)

    def contact(self) -> dict[str, Any]:
        """Return the fields of the first person, from a form that is valid."""
        parts = ("name", "email", "phone")
        return {part: self.cleaned_data[f"contact_{part}"] for part in parts}

    def details(self) -> dict[str, Any]:
        """Return the fields of the client, from a form that is valid."""
        return {name: self.cleaned_data[name] for name in ("name", "is_consumer", "since", "note")}


class ContactForm(GroupedForm):
    """A person at a client."""

    GROUPS = (
        Group("", ("name", "email", "phone", "is_main")),
        Group(_("Where they are"), ("time_zone",), folded=True),
    )

    name = _line(_("Name"), missing=_("Enter their name"))
    email = _address(_("Email (optional)"))
    phone = _line(_("Phone (optional)"), 40, required=False)
    is_main = forms.BooleanField(label=_("Write to this person first"), required=False)
    time_zone = PickField(
        label=_("Their time zone (optional)"),
        help_text=_("A letter leaves the moment you send it, whatever the hour there."),
        choices=lambda: (("", _("The same as mine")), *zone_choices()),
        widget=LongSelect,
        required=False,
        missing=_("Choose a time zone from the list"),
    )

    def __init__(self, *args: Any, is_main: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_main:
            del self.fields["is_main"]
