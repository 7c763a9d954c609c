"""Every address has a class, and each answer the headers of its class: to all three who may ask."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.page_headers import CLASSES, EVERYWHERE, LINK, NOT_KEPT, PRIVATE, PUBLIC, class_of
from config.route_keys import TAKE_ANYTHING
from tests.factories import UserFactory
from tests.isolation.addresses import PUBLIC as OPEN_TO_ALL
from tests.isolation.addresses import URLS, ask
from tests.isolation.world import World

pytestmark = pytest.mark.django_db


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address with the name it has, its name space before it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", pattern


ALL = dict(patterns(get_resolver()))


def takes_a_key(pattern: URLPattern) -> bool:
    """Return whether any words may stand somewhere in the address."""
    kinds = re.findall(r"<(?:(\w+):)?\w+>", str(pattern.pattern))
    return bool(TAKE_ANYTHING & set(kinds))


def is_open(pattern: URLPattern) -> bool:
    """Return whether the view wants nobody to be signed in."""
    return not getattr(pattern.callback, "login_required", True)


def test_the_table_names_real_addresses_and_each_once() -> None:
    named = [name for group in CLASSES for name in group.names]
    assert sorted(named) == sorted(set(named))
    assert set(named) <= set(ALL)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_address_has_the_class_that_its_route_asks_for(name: str) -> None:
    by_key = is_open(ALL[name]) and takes_a_key(ALL[name])
    group = class_of(name, is_signed_in=False)
    assert (group is LINK) == by_key
    if group is PUBLIC:
        assert is_open(ALL[name])
        assert name in OPEN_TO_ALL
    assert class_of(name, is_signed_in=True) is (LINK if by_key else PRIVATE)


def test_an_address_that_is_not_there_is_private() -> None:
    assert class_of("", is_signed_in=False) is PRIVATE


def lacking(world: World, who: str, wanted: Any) -> list[str]:
    """Ask for every address as `who`; return those whose answer lacks a header it should have."""
    found = []
    for name in URLS:
        answer = ask(world, who, name, "get")
        for header, value in {**EVERYWHERE, **wanted(name)}.items():
            if answer.headers.get(header) != value:
                found.append(f"{name}: {header} is {answer.headers.get(header)}")
    return found


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_nothing_is_kept_of_what_somebody_signed_in_was_shown(world: World, who: str) -> None:
    assert lacking(world, who, lambda name: NOT_KEPT) == []


def test_a_visitor_gets_the_headers_of_the_class(world: World) -> None:
    def wanted(name: str) -> dict[str, str]:
        return class_of(name, is_signed_in=False).headers

    assert lacking(world, "anonymous", wanted) == []
    assert "no-store" not in ask(world, "anonymous", "help", "get").headers.get("Cache-Control", "")


def test_a_page_that_is_not_there_is_not_kept(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == NOT_KEPT["Cache-Control"]


def test_robots_may_read_where_people_sign_in_and_nothing_else(client: Client) -> None:
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert rules == ["User-agent: *", f"Allow: {reverse('account_login')}$", "Disallow: /"]
