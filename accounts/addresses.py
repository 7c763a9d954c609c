"""How an email address is read from what somebody pasted, and spelled for mail servers."""

import re
import unicodedata
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# What a mail server takes, and what the columns hold.
LONGEST_ADDRESS = 254
OTHER_ALPHABET = "alphabet"
# Letters of the standard of 2008 that the one of 2003, Python's, took for others.
SINCE_2008 = re.compile("[ßẞς]")
NAMED = re.compile(r"^(?P<name>[^<>]*)<\s*(?P<address>[^<>]*?)\s*>$")
NAMED_BEHIND = re.compile(r"^(?P<address>\S+@\S+)\s+\((?P<name>[^()]*)\)$")
SPELL_OUT = _("Enter the part after the @ as it is registered; it begins with xn--")
WANTED = _("Enter an email address such as mira@example.com")


def parted(typed: str) -> tuple[str, str]:
    """Return the name (may be empty) and the address of what was pasted from a mail or a page."""
    seen = "".join(c for c in typed if unicodedata.category(c) not in {"Cf", "Cc"} or c.isspace())
    text = " ".join(seen.split()).strip(" ;,")
    found = NAMED.match(text) or NAMED_BEHIND.match(text)
    name, address = (found["name"], found["address"]) if found else ("", text)
    if address.casefold().startswith("mailto:"):
        address = unquote(address[len("mailto:") :].partition("?")[0])
    return name.strip(" '\"“”„,"), address.strip(" ;,")


def _label(label: str) -> str:
    """Return one part of a domain in ASCII; what Python's codec would change goes past it."""
    if not SINCE_2008.search(label):
        return label
    small = unicodedata.normalize("NFC", label.lower())
    if not all(c.isalnum() or c == "-" for c in small):
        raise UnicodeError("No part of a domain.")
    return f"xn--{small.encode('punycode').decode('ascii')}"


def spelled(address: str) -> str:
    """Return `address` in plain ASCII, the domain as DNS knows it.

    A domain of another alphabet grows by that. Raises ValidationError when the result is none
    that mail can go to.
    """
    validate_email(address)
    local, _at, domain = address.rpartition("@")
    try:
        domain = ".".join(_label(label) for label in domain.split("."))
        in_dns = domain.encode("idna")
        is_the_same = domain.isascii() or in_dns.decode("idna") == domain.lower()
    except UnicodeError as problem:
        raise ValidationError(WANTED, code="invalid") from problem
    if not is_the_same:
        # Two standards read this domain as two different ones.
        raise ValidationError(SPELL_OUT, code=OTHER_ALPHABET)
    plain = f"{local}@{in_dns.decode('ascii')}"
    # Quotes may hold control characters, and case is ignored across alphabets ("ſ" is an "s").
    if len(plain) > LONGEST_ADDRESS or not (plain.isascii() and plain.isprintable()):
        raise ValidationError(WANTED, code="invalid")
    return plain


def check_address(address: str) -> None:
    """Raise ValidationError for an address that mail cannot go to; a validator for form fields."""
    spelled(address)
