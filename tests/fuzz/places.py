"""Every address that the resolver knows, with the owner's rows in it, a stranger's, or nonsense."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from tests.fuzz import values
from tests.isolation.addresses import URLS
from tests.isolation.world import World


@dataclass(frozen=True)
class Place:
    """One address: its name, the pattern with the names of what stands in it, and the address of a
    row that exists, where there is one."""

    name: str
    route: str
    converters: tuple[tuple[str, Any], ...]
    of_a_row: str

    def address(self, chance: random.Random) -> str:
        """Return it with a row that exists, where there is one, or with nonsense."""
        if self.of_a_row and (not self.converters or chance.random() < 0.8):
            return self.of_a_row
        return self._with({name: self._fitting(each, chance) for name, each in self.converters})

    def nonsense(self, chance: random.Random) -> str:
        """Return it with something that may not fit its place at all."""
        return self._with({name: values.for_path(chance) for name, _ in self.converters})

    def _with(self, kwargs: dict[str, str]) -> str:
        parts = re.split(r"<(?:\w+:)?(\w+)>", self.route)
        filled = [
            quote(kwargs[part], safe="") if place % 2 else part for place, part in enumerate(parts)
        ]
        return "/" + "".join(filled)

    def _fitting(self, converter: Any, chance: random.Random) -> str:
        pattern = re.compile(converter.regex)
        tries = [
            "1",
            "2",
            "41",
            "C-0041",
            "P-0041",
            "99999999999999999999",
            "words",
            "money",
            "G6",
            "a-b",
        ]
        fitting = [each for each in tries if pattern.fullmatch(each)]
        return chance.choice([*fitting, values.for_path(chance)])


def places(world: World) -> list[Place]:
    """Return every address of the app, the admin and the sign-in; `world` has not changed yet."""
    return [
        Place(name, route, converters, _of_a_row(name, world))
        for name, route, converters in _walk(get_resolver(), "", "", ())
    ]


def _of_a_row(name: str, world: World) -> str:
    """Return the address with a row of the owner's, as the table of addresses knows it."""
    kwargs = URLS[name].kwargs(world) if name in URLS else {}
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def _walk(
    resolver: URLResolver, space: str, route: str, converters: tuple[tuple[str, Any], ...]
) -> Iterator[tuple[str, str, tuple[tuple[str, Any], ...]]]:
    for each in resolver.url_patterns:
        here = route + _readable(each)
        known = (*converters, *each.pattern.converters.items())
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from _walk(each, inner, here, known)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name or here}", here, known


def _readable(pattern: URLPattern | URLResolver) -> str:
    """Return the route; of a regular expression, the words in it."""
    if isinstance(pattern.pattern, RoutePattern):
        return str(pattern.pattern)
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "1", str(pattern.pattern))
    return re.sub(r"[\\^$()?+*]", "", plain)
