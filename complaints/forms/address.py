"""Another address for a letter that did not arrive."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.fields import AddressField
from complaints.forms.base import plain_helper


class NewAddressForm(forms.Form):
    """Cleans to `address`."""

    use_required_attribute = False

    address = AddressField(
        label=gettext_lazy("Their address"),
        help_text=gettext_lazy("It also becomes the address of this person in Amends."),
        missing=gettext_lazy("Enter their address"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = plain_helper()
