"""How people write a currency beside an amount: codes, signs and short words. Pure."""

from functools import cache
from unicodedata import normalize

from babel import Locale

from accounts import currencies

# Signs that several currencies share, and short words that no locale of ours writes.
SHARED: dict[str, str] = {
    "$": "ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD"
    " SRD TTD TWD USD UYU XCD",
    "£": "EGP FKP GBP GIP LBP SDG SHP SSP SYP",
    "¥": "CNY JPY",
    "kr": "DKK ISK NOK SEK",
    "rs": "INR LKR MUR NPR PKR SCR",
    "fr": "CHF",
    "sfr": "CHF",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "au$": "AUD",
    "a$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "s$": "SGD",
    "mx$": "MXN",
    "r$": "BRL",
    "円": "JPY",
    "元": "CNY",
    "원": "KRW",
    "zł": "PLN",
    "zl": "PLN",
    "kč": "CZK",
    "kc": "CZK",
    "ft": "HUF",
    "lei": "MDL RON",
    "лв": "BGN",
    "ден": "MKD",
    "дин": "RSD",
    "din": "RSD",
    "грн": "UAH",
    "руб": "BYN RUB",
    "r": "ZAR",
    "rm": "MYR",
    "rp": "IDR",
    "s/": "PEN",
    "bs": "BOB VES",
    "ksh": "KES",
    "tsh": "TZS",
    "ush": "UGX",
    "dh": "AED MAD",
    "dhs": "AED MAD",
    "euro": "EUR",
    "euros": "EUR",
}


def known(unit: str, locale: Locale) -> frozenset[str]:
    """Return the currencies that `unit` may stand for to a reader of `locale`; none for a word
    that is no currency."""
    key = _key(unit)
    return _codes(str(locale)).get(key, frozenset()) | frozenset(SHARED.get(key, "").split())


@cache
def _codes(locale: str) -> dict[str, frozenset[str]]:
    """Return written sign → codes: every code, and each sign of the locale."""
    found: dict[str, set[str]] = {}
    symbols = Locale.parse(locale).currency_symbols
    for code in currencies.in_use():
        for sign in (code, symbols.get(code, code)):
            found.setdefault(_key(sign), set()).add(code)
    return {sign: frozenset(codes) for sign, codes in found.items()}


def _key(unit: str) -> str:
    """Return `unit` without spaces, points and capitals: "Rs." and "rs" are one."""
    return "".join(normalize("NFKC", unit).split()).replace(".", "").casefold()
