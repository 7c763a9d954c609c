"""Local or public: what counts as this machine."""

import pytest

from accounts.reach import browser_host, host_of, is_local, own_host

HERE = [
    "127.0.0.1", "127.0.0.1:8000", "127.8.9.10", "::1", "[::1]", "[::1]:8000", "localhost",
    "LOCALHOST", "localhost.", "localhost:8000", " localhost ", "amends.localhost",
    "a.b.localhost.", "::ffff:127.0.0.1", "[::ffff:127.0.0.1]:80", "0:0:0:0:0:0:0:1",
    "http://localhost", "HTTP://LocalHost:8000/", "https://127.0.0.1:8443/amends",
    "http://[::1]:8000", "http://me:secret@localhost:8000", "http://amends.example@127.0.0.1/",
]  # fmt: skip
ELSEWHERE = [
    "", " ", "0.0.0.0", "0.0.0.0:8000", "::", "[::]:8000", "192.168.1.20", "10.0.0.1", "fe80::1",
    "::ffff:192.168.1.20", "::ffff:0.0.0.0", "amends.example", "amends.example:8000",
    "AMENDS.EXAMPLE.", "localhost.example", "notlocalhost", "mylocalhost", "127.0.0.1.example",
    "127.1", "2130706433", "*", "https://amends.example", "http://localhost@amends.example",
    "http://localhost:8000@amends.example/", "http://amends.example/localhost",
    "http://amends.example?x=@localhost", "http://amends.example#@localhost",
    "http://localhost\\@amends.example", "http://[::1", "http://", "//localhost", "localhost..",
    "unix:/run/amends.sock",
]  # fmt: skip


@pytest.mark.parametrize("address", HERE)
def test_these_addresses_are_this_machine(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_these_addresses_are_not_this_machine(address: str) -> None:
    assert not is_local(address)


@pytest.mark.parametrize(
    ("listens_on", "site_url", "local"),
    [
        ("127.0.0.1", "http://localhost:8000", True),
        ("::1", "http://127.0.0.1:8000", True),
        ("0.0.0.0", "http://localhost:8000", False),
        ("127.0.0.1", "https://amends.example", False),
        ("0.0.0.0", "https://amends.example", False),
        ("", "http://localhost:8000", False),
        ("127.0.0.1", "", False),
    ],
)
def test_a_server_is_local_only_when_both_its_addresses_are(
    listens_on: str, site_url: str, local: bool
) -> None:
    assert is_local(listens_on, site_url) is local


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://me:p@ss@Amends.Example.:8443/x", "amends.example"),
        ("[2001:DB8::1]:8000", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("amends.example:8000", "amends.example"),
        ("http://[::1", ""),
    ],
)
def test_the_host_is_found_in_every_way_of_writing_it(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("listens_on", "shown", "probed"),
    [
        ("127.0.0.1", "localhost", "127.0.0.1"),
        ("::1", "localhost", "::1"),
        ("localhost", "localhost", "localhost"),
        ("0.0.0.0", "localhost", "127.0.0.1"),
        ("::", "localhost", "::1"),
        ("", "localhost", "127.0.0.1"),
        # A browser that opens localhost does not get there.
        ("127.0.0.5", "127.0.0.5", "127.0.0.5"),
        ("amends.localhost", "amends.localhost", "amends.localhost"),
        ("192.168.1.20", "192.168.1.20", "192.168.1.20"),
        ("2001:db8::1", "[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_the_address_for_a_browser_is_a_name_where_one_leads_there(
    listens_on: str, shown: str, probed: str
) -> None:
    assert (browser_host(listens_on), own_host(listens_on)) == (shown, probed)
