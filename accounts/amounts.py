"""Reads an amount as people type it: "1,000.50", "1.000,50", "€ 1 000", "CHF 1'200.–". Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import category, normalize

LONGEST_INPUT = 60
TWO = 2
MINUS = "\N{MINUS SIGN}"
ARABIC_DECIMAL, ARABIC_THOUSANDS = "\N{ARABIC DECIMAL SEPARATOR}", "\N{ARABIC THOUSANDS SEPARATOR}"
# What only ever parts thousands; each is read as a space, and so is any white space.
QUOTES = f"'’‘ʼ′´`_{ARABIC_THOUSANDS}"
# Numbers that are not digits in a row, such as "½" and "5²", and signs that cannot be seen.
NO_DIGITS, UNSEEN = frozenset({"No", "Nl"}), "Cf"
SHAPE = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<before>[^\d+-]*?)\s*(?P<inner>[+-]?)"
    r"(?P<number>\d(?:[\d., ]*\d)?)"
    # "1.200,-" and "1'200.–" say that there are no cents, "1,500/-" that nothing follows.
    r"(?:[.,]\s?[-–—]{1,2}|/-)?\s*(?P<after>[^\d+-]*)",
    re.ASCII,
)
IN_THREES = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
# Thousands in threes, or as in India: the last three, before them in twos.
GROUPS = r"\d{{1,3}}(?:{sign}\d{{3}})+|\d{{1,2}}(?:{sign}\d{{2}})+{sign}\d{{3}}"


class UnreadableAmount(ValueError):
    """The text is no amount."""


class AmbiguousAmount(UnreadableAmount):
    """The text means `many`, or with decimals `few`: only who typed it can say."""

    def __init__(self, many: Decimal, few: Decimal) -> None:
        super().__init__(many, few)
        self.many, self.few = many, few


@dataclass(frozen=True)
class Reading:
    """The amount that was read, and the words around it, such as "€", "kr." or "EUR"."""

    amount: Decimal
    units: tuple[str, ...]


def read_amount(text: str, decimal_sign: str = ".", decimals: int = TWO) -> Reading:
    """Return what is written in `text`.

    `decimal_sign` is the one of the reader's locale. It decides only where the text does not, as in
    "1.200": thousands to a reader with a comma, and wherever there are no decimals. Where there
    are two, and the sign is the reader's own, it raises AmbiguousAmount; three digits can be
    decimals only where there are three. Raises UnreadableAmount.
    """
    if len(text) > LONGEST_INPUT or any(category(sign) in NO_DIGITS for sign in text):
        raise UnreadableAmount
    found = SHAPE.fullmatch(_in_ascii(text).strip())
    if found is None or (found["sign"] and found["inner"]):
        raise UnreadableAmount
    own = "." if ARABIC_DECIMAL in text else decimal_sign
    number = _with_point(found["number"], own, decimals)
    minus = "-" if "-" in found["sign"] + found["inner"] else ""
    units = tuple(unit for unit in (found["before"].strip(), found["after"].strip()) if unit)
    return Reading(Decimal(minus + number), units)


def _in_ascii(text: str) -> str:
    text = normalize("NFKC", "".join(sign for sign in text if category(sign) != UNSEEN))
    text = text.replace(MINUS, "-").replace(ARABIC_DECIMAL, ".")
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    """Return a digit of any script as 0 to 9, and what parts thousands as a space."""
    if category(sign) == "Nd":
        return str(int(sign))
    return " " if sign in QUOTES or sign.isspace() else sign


def _with_point(text: str, decimal_sign: str, decimals: int) -> str:
    signs = [sign for sign in text if sign in ".,"]
    if not signs or (len(set(signs)) == 1 and _parts_thousands(text, decimal_sign, decimals)):
        return _without_groups(text)
    if decimals == TWO and IN_THREES.fullmatch(text):
        raise AmbiguousAmount(Decimal(_without_groups(text)), Decimal(text.replace(",", ".")))
    whole, _sign, cents = text.rpartition(signs[-1])
    if not cents.isdigit() or signs[-1] in whole:
        raise UnreadableAmount
    return f"{_without_groups(whole)}.{cents}"


def _parts_thousands(text: str, decimal_sign: str, decimals: int) -> bool:
    """Say whether the one kind of sign in `text` parts thousands."""
    sign = next(sign for sign in text if sign in ".,")
    if text.count(sign) > 1:
        return True
    return bool(IN_THREES.fullmatch(text)) and (not decimals or sign != decimal_sign)


def _without_groups(text: str) -> str:
    signs = {sign for sign in text if not sign.isdigit()}
    if not signs:
        return text
    groups = GROUPS.format(sign=re.escape(next(iter(signs))))
    if len(signs) > 1 or not re.fullmatch(groups, text):
        raise UnreadableAmount
    return "".join(sign for sign in text if sign.isdigit())
