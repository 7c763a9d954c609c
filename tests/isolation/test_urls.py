"""Every address × anonymous, stranger, owner × GET, POST: the table, compared with the resolver."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.complaints.rows import undone
from tests.complaints.story import everything
from tests.isolation.addresses import FOUND, PUBLIC, SIGN_IN, THIRD_PARTY, URLS, ask, words_of
from tests.isolation.world import MARKER, World, owned_models

pytestmark = pytest.mark.django_db


def walk(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Yield the name of every address, with its name space."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}"


def is_third_party(name: str) -> bool:
    space, _, short = name.rpartition(":")
    if not space:
        return short in THIRD_PARTY["accounts"]
    return short in THIRD_PARTY["admin"]


def test_every_address_has_an_entry() -> None:
    """A new address needs a line in URLS: who may open it, and what a stranger gets."""
    names = {name for name in walk(get_resolver()) if not is_third_party(name)}
    assert names == set(URLS)


def surprises(world: World, who: str) -> list[str]:
    """Ask for every address with GET and POST; return what was not as the table says."""
    found = []
    for name, entry in URLS.items():
        for method, expected in zip(("get", "post"), getattr(entry, who), strict=True):
            with undone():
                owners = everything_of(world)
                response = ask(world, who, name, method)
                if response.status_code not in expected:
                    found.append(f"{method} {name}: {response.status_code}, not {expected}")
                if who != "owner" and MARKER in words_of(response):
                    found.append(f"{method} {name}: shows what the owner wrote")
                if who != "owner" and everything_of(world) != owners:
                    found.append(f"{method} {name}: changes a row of the owner")
                if response.status_code == 302 and who == "anonymous":
                    assert response.url.startswith(SIGN_IN)
    return found


def test_anonymous_visitors_are_led_to_sign_in(world: World) -> None:
    assert surprises(world, "anonymous") == []
    public = {name for name, entry in URLS.items() if FOUND not in entry.anonymous}
    assert public == PUBLIC


def test_strangers_find_nothing_and_change_nothing(world: World) -> None:
    assert surprises(world, "stranger") == []


def test_owners_reach_what_is_theirs(world: World) -> None:
    assert surprises(world, "owner") == []


def test_opening_an_address_changes_nothing(world: World) -> None:
    before = logged_in_aside(everything())
    for name in URLS:
        for who in ("owner", "stranger", "anonymous"):
            with undone():
                ask(world, who, name, "get")
                assert logged_in_aside(everything()) == before, f"{name}, {who}"


def everything_of(world: World) -> dict[str, list[dict[str, Any]]]:
    """Return every row that belongs to the owner."""
    return {
        model._meta.label: list(model.objects.for_user(world.owner).order_by("pk").values())
        for model in owned_models()
    }


def logged_in_aside(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out when somebody signed in last: the tests sign in to look."""
    for row in rows["accounts.User"]:
        row.pop("last_login")
    return rows


def test_the_door_of_the_admin_leads_to_the_sign_in_of_the_app(db: None) -> None:
    response = Client().get("/admin/login/")
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


SIGNED_IN_ONLY = ["account_email", "account_change_password", "account_set_password"]


@pytest.mark.parametrize("name", SIGNED_IN_ONLY)
def test_the_pages_about_an_account_want_it_to_be_signed_in(db: None, name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_the_marker_is_where_the_owner_reads(world: World) -> None:
    """Without this the search for the marker would prove nothing."""
    for name in ("today", "complaint", "client", "project", "preferences", "rounds", "attachment"):
        assert MARKER in words_of(ask(world, "owner", name, "get")), name


EVERY_SCREEN = [
    "words", "heard", "check", "acknowledge", "cause", "options", "dates", "send-plan",
    "agreed-in-a-call", "answer", "round", "their-check", "money", "money-offer", "settle", "close",
]  # fmt: skip


def test_no_screen_of_any_complaint_opens_to_a_stranger(world: World) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(world.stranger)
    for slug in EVERY_SCREEN:
        for complaint in (world.draft, world.working, world.resolved, world.closed):
            url = reverse("screen", args=[complaint.ref, slug])
            for response in (browser.get(url), browser.post(url, {"action": "continue"})):
                assert response.status_code == 404
                assert MARKER not in words_of(response)
