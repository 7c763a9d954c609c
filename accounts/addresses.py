"""How an email address is spelled for mail servers, and whether it can be: for forms and mails."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# What a mail server takes, and what the columns hold.
LONGEST_ADDRESS = 254
OTHER_ALPHABET = "alphabet"
SPELL_OUT = _("Enter the part after the @ as it is registered; it begins with xn--")
WANTED = _("Enter an email address such as mira@example.com")


def spelled(address: str) -> str:
    """Return `address` in plain ASCII, the domain as DNS knows it.

    A domain of another alphabet grows by that. Raises ValidationError when the result is none
    that mail can go to.
    """
    validate_email(address)
    local, _at, domain = address.rpartition("@")
    try:
        in_dns = domain.encode("idna")
        is_the_same = domain.isascii() or in_dns.decode("idna") == domain.lower()
    except UnicodeError as problem:
        raise ValidationError(WANTED, code="invalid") from problem
    if not is_the_same:
        # "ß" was "ss" in the standard of 2003 and is a letter in that of 2008: two domains.
        raise ValidationError(SPELL_OUT, code=OTHER_ALPHABET)
    plain = f"{local}@{in_dns.decode('ascii')}"
    # Quotes may hold control characters, and case is ignored across alphabets ("ſ" is an "s").
    if len(plain) > LONGEST_ADDRESS or not (plain.isascii() and plain.isprintable()):
        raise ValidationError(WANTED, code="invalid")
    return plain


def check_address(address: str) -> None:
    """Raise ValidationError for an address that mail cannot go to; a validator for form fields."""
    spelled(address)
