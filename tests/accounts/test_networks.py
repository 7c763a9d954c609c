"""Whose address a request bears, and which network it is counted for: tables."""

import pytest

from accounts.networks import UNKNOWN, network, visitor


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        # Without a trusted proxy nothing that a visitor writes counts.
        ("203.0.113.7", "198.51.100.1", 0, "203.0.113.7"),
        # The proxy adds its own visitor at the end.
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 8.8.8.8, 198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", 1, "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("10.0.0.1", "1.1.1.1, nonsense", 1, "10.0.0.1"),
        ("10.0.0.1", " , ", 1, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", 2, "10.0.0.1"),
        # An IPv4 address under an IPv6 cover is the same visitor.
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
        ("10.0.0.1", "::ffff:203.0.113.7", 1, "203.0.113.7"),
        ("fe80::1%eth0", "", 0, "fe80::1"),
        ("", "", 0, UNKNOWN),
        ("", "", 1, UNKNOWN),
        ("unix:", "", 0, UNKNOWN),
    ],
)
def test_a_visitor_has_the_address_that_can_be_trusted(
    remote: str, forwarded: str, proxies: int, expected: str
) -> None:
    assert visitor(remote, forwarded, proxies=proxies) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.114.7", "203.0.114.0/24"),
        ("2001:db8:0:12ff::1", "2001:db8:0:1200::/56"),
        ("2001:db8:0:1300::1", "2001:db8:0:1300::/56"),
        (UNKNOWN, UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_network_is_what_one_household_has(address: str, expected: str) -> None:
    assert network(address) == expected
