"""Reads an amount as people type it: "1,000.50", "1.000,50", "€ 1 000"."""

import re
from decimal import Decimal
from unicodedata import category, normalize

from accounts import currencies

LONGEST_INPUT = 60
# What people put between thousands: spaces of every width, straight and curly quotes.
SPACES_AND_QUOTES = re.compile("[\\s'\u2019_]")
CODE = re.compile(r"^[A-Za-z]{3}|[A-Za-z]{3}$")
MINUS = "\N{MINUS SIGN}"
PLAIN = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


class UnreadableAmount(ValueError):
    """The text is no amount, or it could mean two different ones."""


def read_amount(text: str, decimal_sign: str = ".") -> Decimal:
    """Return the amount written in `text`.

    `decimal_sign` is the one of the reader's locale; it decides only where the text does not,
    as in "1,000". Raises UnreadableAmount.
    """
    if len(text) > LONGEST_INPUT:
        raise UnreadableAmount
    text = normalize("NFKC", text).replace(MINUS, "-")
    text = "".join(sign for sign in text if category(sign) != "Sc")
    text = CODE.sub(_without_code, SPACES_AND_QUOTES.sub("", text))
    text = _with_point(text, decimal_sign)
    if not PLAIN.fullmatch(text):
        raise UnreadableAmount
    return Decimal(text)


def names_another(text: str, currency: str, sign: str) -> bool:
    """Say whether `text` bears the code or the sign of another currency than `currency`.

    `sign` is how that currency is written: a lone "$" fits every dollar, such as "CA$".
    """
    text = normalize("NFKC", SPACES_AND_QUOTES.sub("", text)).upper()
    codes = {found.upper() for found in CODE.findall(text)} & currencies.in_use()
    signs = {each for each in text if category(each) == "Sc"}
    return bool(codes - {currency}) or any(each not in sign for each in signs)


def _with_point(text: str, decimal_sign: str) -> str:
    signs = [sign for sign in text if sign in ".,"]
    if not signs:
        return text
    last = signs[-1]
    if len(set(signs)) == 1 and (len(signs) > 1 or _is_group(text, last, decimal_sign)):
        return _without_groups(text, last)
    whole, _sign, cents = text.rpartition(last)
    other = "," if last == "." else "."
    return f"{_without_groups(whole, other)}.{cents}"


def _without_code(match: re.Match[str]) -> str:
    return "" if match[0].upper() in currencies.in_use() else match[0]


def _is_group(text: str, sign: str, decimal_sign: str) -> bool:
    """Say whether a lone sign parts thousands: "1,000" does where decimals follow a point."""
    thousands = re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}\{sign}\d{{3}}", text)
    return sign != decimal_sign and thousands is not None


def _without_groups(text: str, sign: str) -> str:
    if sign not in text:
        return text
    if not re.fullmatch(rf"[+-]?\d{{1,3}}(\{sign}\d{{3}})+", text):
        raise UnreadableAmount
    return text.replace(sign, "")
