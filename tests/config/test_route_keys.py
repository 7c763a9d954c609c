"""Keys in addresses never reach the log: of every route that has one, also in broken ones."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from config.route_keys import HIDDEN, TAKE_ANYTHING, masked, masked_address

KEY = "Ab-12_cd:1xYz:Zz9-kEyKeYkEy"


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield the whole route of every address."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def with_a_key(route: str) -> str:
    """Return an address of a route with the key where it takes any words."""
    for kind in ("str", "path"):
        for name in ("token", "secret", "object_id", "url"):
            route = route.replace(f"<{kind}:{name}>", KEY).replace(f"<{name}>", KEY)
    return "/" + route.replace("<slug:action>", "snooze").replace("<slug:decision>", "dismiss")


ROUTES = sorted({route for route in routes(get_resolver()) if "<" in route and "^" not in route})
KEYED = [with_a_key(route) for route in ROUTES if with_a_key(route).count(KEY)]
BY_PATTERN = [f"/accounts/confirm-email/{KEY}/", f"/accounts/password/reset/key/1-{KEY}/"]


@pytest.mark.parametrize("address", [*KEYED, *BY_PATTERN])
def test_no_route_shows_its_key(address: str) -> None:
    broken = [
        address[:-1],
        f"{address}x",
        f"/{address}",
        f"{address}?next={KEY}",
        f"{address}#{KEY}",
    ]
    for shown in (address, *broken, f"https://amends.test{address}"):
        assert KEY[:12] not in masked_address(shown)
        assert KEY[:12] not in masked(f"Not Found: {shown}")


def test_there_are_routes_with_keys() -> None:
    assert len(KEYED) > 4
    assert {"str", "path"} <= TAKE_ANYTHING


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/complaints/C-0142/acknowledge/", "/complaints/C-0142/acknowledge/"),
        ("/clients/12/", "/clients/12/"),
        (f"/r/{KEY}/snooze/", f"/r/{HIDDEN}/snooze/"),
        (f"/r/{KEY}", f"/r/{HIDDEN}"),
        (f"/calendar/{KEY}.ics", f"/calendar/{HIDDEN}.ics"),
        (f"/accounts/confirm-email/{KEY}/", f"/accounts/confirm-email/{HIDDEN}/"),
        ("/r/%41b%2D12_cd/", f"/r/{HIDDEN}/"),
        ("/help/?email=mira@example.test", "/help/"),
        ("https://user:word@amends.test/help/", "https://amends.test/help/"),
        (f"//{KEY}/", f"//{HIDDEN}/"),
        ("/no/such/place/", f"/{HIDDEN}/{HIDDEN}/{HIDDEN}/"),
        ("http://[broken/", HIDDEN),
    ],
)
def test_what_can_be_no_key_stays_readable(address: str, expected: str) -> None:
    assert masked_address(address) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mail to mira@example.test failed", f"Mail to {HIDDEN}@{HIDDEN} failed"),
        ("<mira@example.test>: no", f"<{HIDDEN}@{HIDDEN}>: no"),
        (f"Not Found: /r/{KEY}/", f"Not Found: /r/{HIDDEN}/"),
        (
            f"Referer - https://a.test/r/{KEY}/ is bad",
            f"Referer - https://a.test/r/{HIDDEN}/ is bad",
        ),
        ("4 of 5 and/or none", "4 of 5 and/or none"),
    ],
)
def test_a_line_is_masked_wherever_an_address_stands_in_it(line: str, expected: str) -> None:
    assert masked(line) == expected
