"""Takes out of a line of the log what opens something: the keys in addresses, and mail addresses.

Which part of an address is a key is read from the routes. Shown is what the product itself wrote
there, and values that can be no key, such as numbers and our references; all else is hidden.
"""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, unquote, urlsplit

from django.urls import Resolver404, URLResolver, get_resolver, resolve

from accounts.redaction import mask

HIDDEN = "***"
# Converters that take any words. A group of a regular expression has none.
TAKE_ANYTHING = frozenset({"", "str", "path"})
_VALUE = re.compile(r"<(?:(\w+):)?(\w+)>")
_LITERAL = re.compile(r"[\w.-]+")
_ADDRESS = re.compile(r"https?://[^\s'\"<>]+|(?<![\w./:~-])/[^\s'\"<>]+")
_MAIL_ADDRESS = re.compile(r"[^\s@<>'\"(),;:=]+@[^\s@<>'\"(),;:]+")


def masked(text: str) -> str:
    """Return `text` with its web and mail addresses masked, and passwords of the settings."""
    text = _ADDRESS.sub(lambda found: masked_address(found[0]), mask(text))
    return _MAIL_ADDRESS.sub(f"{HIDDEN}@{HIDDEN}", text)


def masked_address(address: str) -> str:
    """Return an address without its keys, and without what follows a question mark."""
    if address.startswith("/"):
        return masked_path(unquote(re.split(r"[?#]", address)[0]))
    try:
        parts = urlsplit(address)
    except ValueError:
        return HIDDEN
    return f"{parts.scheme}://{parts.hostname}{masked_path(unquote(parts.path))}"


def masked_path(path: str) -> str:
    """Return a path of ours with its keys hidden; of any other path only the words we use too."""
    try:
        match = resolve(path)
    except Resolver404:
        return _known_words_of(path)
    except Exception:
        return HIDDEN
    kinds = {name: kind for kind, name in _VALUE.findall(match.route)}
    hidden = [str(match.kwargs[name]) for name, kind in kinds.items() if kind in TAKE_ANYTHING]
    for value in sorted(filter(None, hidden), key=len, reverse=True):
        path = path.replace(value, HIDDEN)
    return quote(path, safe="/*:@.~-")


def _known_words_of(path: str) -> str:
    words = _literals()
    return "/".join(part if not part or part in words else HIDDEN for part in path.split("/"))


@cache
def _literals() -> frozenset[str]:
    """Return the fixed words of all routes."""
    parts = (part.strip("^$") for route in _routes(get_resolver()) for part in route.split("/"))
    return frozenset(part for part in parts if _LITERAL.fullmatch(part))


def _routes(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        yield str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern)
