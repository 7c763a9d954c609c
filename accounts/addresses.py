"""How an email address is spelled for mail servers, and whether it can be: for forms and mails."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# What a mail server takes, and what the columns hold.
LONGEST_ADDRESS = 254
WANTED = _("Enter an email address such as mira@example.com")


def spelled(address: str) -> str:
    """Return `address` in plain ASCII, the domain as DNS knows it.

    A domain of another alphabet grows by that. Raises ValidationError when the result is none
    that mail can go to.
    """
    validate_email(address)
    local, _at, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as problem:
        raise ValidationError(WANTED, code="invalid") from problem
    # Quotes may hold control characters, and case is ignored across alphabets ("ſ" is an "s").
    if len(plain) > LONGEST_ADDRESS or not (plain.isascii() and plain.isprintable()):
        raise ValidationError(WANTED, code="invalid")
    return plain


def check_address(address: str) -> None:
    """Raise ValidationError for an address that mail cannot go to; a validator for form fields."""
    spelled(address)
