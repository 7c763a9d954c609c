"""Says whether an address is this machine: the one answer to "local, or do others reach it?"."""

# Read by dev.py too, with any Python from 3.8 on and before anything is installed.
import ipaddress
from urllib.parse import urlsplit

EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
# Where a browser that opens http://localhost ends up.
BEHIND_LOCALHOST = {"localhost", "127.0.0.1", "::1", *EVERY_ADDRESS}


def is_local(*addresses: str) -> bool:
    """Return whether all of `addresses` are this machine: URLs, host names, IP addresses.

    A server is local when the address it listens on and the one it is known by both are. What
    cannot be read counts as reachable by others.
    """
    return all(_is_here(host_of(address)) for address in addresses)


def host_of(address: str) -> str:
    """Return the host in a URL, a `host:port` or a host, in lower case; "" where there is none."""
    place = _netloc(address.strip()).rpartition("@")[2].lower()
    if place.startswith("["):
        return place[1:].partition("]")[0]
    # More than one colon is an IPv6 address, which has a port only behind brackets.
    host = place if place.count(":") > 1 else place.partition(":")[0]
    return host[:-1] if host.endswith(".") else host


def browser_host(host: str) -> str:
    """Return where a browser on this machine finds what listens on `host`, as URLs write it.

    It is `localhost` where that leads there: browsers keep passkeys for names, not for numbers.
    """
    plain = host_of(host)
    if not plain or plain in BEHIND_LOCALHOST:
        return "localhost"
    return url_host(plain)


def url_host(host: str) -> str:
    """Return `host` as it stands in a URL and in the Host header."""
    return f"[{host}]" if ":" in host else host


def own_host(host: str) -> str:
    """Return the address at which a process of this machine reaches what listens on `host`."""
    plain = host_of(host) or "127.0.0.1"
    return EVERY_ADDRESS.get(plain, plain)


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc if "://" in address else address
    except ValueError:
        return ""


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
