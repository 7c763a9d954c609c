"""What nobody should type and somebody will: the values that the fuzz puts into every field."""

import random
from collections.abc import Callable

LONG = "a" * 100_001
# Sent as bytes, since Python refuses to write them as UTF-8.
BROKEN_BYTES = [b"\xff\xfe\xfa", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80"]

TEXTS = [
    "",
    " ",
    "\u00a0\u2003",
    "\t\r\n",
    "\x00",
    "a\x00b",
    "\ud800",
    "\U0001f469\u200d\U0001f467",
    "\u202egnp.exe",
    "\ufeffx",
    "e\u0301" * 500,
    "zalgo" + "\u0335" * 300,
    LONG,
    "x\n" * 2000,
    "W" * 300,
    "{{ 7|add:7 }}{% debug %}",
    "{first_name}",
    "%s%(name)s%n",
    "{0.__class__}",
    "${7*7}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE x; --",
    "^.{9}(a+)+$",
    "(",
    "../../../../etc/passwd",
    "C:\\con",
    "javascript:alert(1)",
    "//evil.example/",
    "https://evil.example/",
    "a@b.example\r\nBcc: c@d.example",
    "x\nSet-Cookie: a=b",
    "[1,2",
    '{"a":',
    "null",
    "undefined",
    "True",
]
NUMBERS = [
    "-1",
    "0",
    "1",
    "00",
    "+1",
    "1e309",
    "1e5",
    "-0",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "1.2.3",
    "1,000.5",
    "2147483648",
    "9223372036854775808",
    "9" * 40,
    "9" * 5000,
    "0." + "1" * 40,
    "١٢٣",
    "१२",
    "½",
    "²",
    "1 000",
]
DATES = [
    "9999-12-31",
    "0001-01-01",
    "0000-00-00",
    "2026-02-30",
    "10000-01-01",
    "-0001-01-01",
    "31/12/9999",
    "2026-1-1",
    "29.02.2027",
    "2026-W53-7",
    "24:00",
    "25:61",
    "00:00:60",
    "2026-03-29T02:30",
    "9999-12-31T23:59:59Z",
]
WORDS = [
    "amends",
    "A whole sentence that anybody could have written here.",
    "name@client.example",
    "Europe/Berlin",
    "Not/AZone",
    "EUR",
    "XXX",
    "en-gb",
    "xx-yy",
    "on",
    "pk",
    "id",
    "__class__",
    "all",
]

KINDS: list[list[str]] = [TEXTS, NUMBERS, DATES, WORDS]
# What a query or a form of Django and the admin knows, and what it should not take.
QUERY_NAMES = [
    "q",
    "p",
    "o",
    "all",
    "e",
    "page",
    "state",
    "sort",
    "next",
    "project",
    "client",
    "year",
    "after",
    "before",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "_facets",
    "id__in",
    "pk__regex",
    "owner__password__startswith",
    "policy__owner__email__icontains",
    "round_means__regex",
    "state__regex",
    "state__exact",
    "user__email",
    "format",
    "token",
    "key",
    "lang",
    "show",
    "due",
    "who",
    "app_label",
    "model_name",
    "field_name",
    "term",
]
CONTENT_TYPES = [
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    "application/x-www-form-urlencoded; charset=idna",
    "application/x-www-form-urlencoded; charset=zlib",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    "multipart/form-data; boundary=x; charset=utf-32",
    "application/json",
    "text/xml",
    "",
    "a/b/c; ;;=;",
]
HEADERS: list[dict[str, str]] = [
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[::1"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 3000},
    {"HTTP_ACCEPT_LANGUAGE": "de-CH;q=x,*;q=2,\u00e9"},
    {"HTTP_REFERER": "http://[broken"},
    {"HTTP_X_FORWARDED_FOR": "not an address, ::, 300.1.1.1"},
    {"HTTP_X_FORWARDED_PROTO": "gopher"},
    {"HTTP_RANGE": "bytes=-1,5-2"},
    {"HTTP_IF_NONE_MATCH": '"', "HTTP_IF_MODIFIED_SINCE": "yesterday"},
    {"HTTP_COOKIE": "sessionid=\u00ff; csrftoken=; =; a"},
    {"HTTP_USER_AGENT": ""},
    {"REMOTE_ADDR": ""},
]


def nasty(chance: random.Random) -> str:
    """Return one value to put into a field."""
    return chance.choice(chance.choice(KINDS))


def for_path(chance: random.Random) -> str:
    """Return one value that can stand in an address at all."""
    value = nasty(chance)[:200].replace("\x00", "%00")
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") or "-"


def queries(chance: random.Random) -> dict[str, str]:
    """Return a query of one to three names, each with a value that does not fit."""
    names = chance.sample(QUERY_NAMES, chance.randint(1, 3))
    return {name: nasty(chance)[:5000] for name in names}


def spoil(fields: dict[str, list[str]], chance: random.Random) -> dict[str, list[str]]:
    """Return the answers of a form with one to all of them spoiled, some missing, some twice."""
    spoiled = {name: list(values) for name, values in fields.items()}
    names = list(spoiled)
    chance.shuffle(names)
    for name in names[: chance.choice([1, 1, 1, 2, 3, len(names)])]:
        SPOILERS[chance.randrange(len(SPOILERS))](spoiled, name, chance)
    if chance.random() < 0.1:
        spoiled[nasty(chance)[:50] or "x"] = [nasty(chance)]
    return spoiled


def _replaced(fields: dict[str, list[str]], name: str, chance: random.Random) -> None:
    fields[name] = [nasty(chance)]


def _missing(fields: dict[str, list[str]], name: str, chance: random.Random) -> None:
    fields.pop(name, None)


def _many(fields: dict[str, list[str]], name: str, chance: random.Random) -> None:
    fields[name] = [nasty(chance) for _ in range(chance.choice([2, 3, 200]))]


SPOILERS: list[Callable[[dict[str, list[str]], str, random.Random], None]] = [
    _replaced,
    _replaced,
    _replaced,
    _replaced,
    _missing,
    _many,
]
