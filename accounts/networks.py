"""Where a request comes from: the address of the visitor, and the network it belongs to."""

import ipaddress

# What one household or office usually has; limits count by it.
PREFIXES = {4: 24, 6: 56}
# A socket on this machine has no address, and a proxy may write nonsense.
UNKNOWN = "unknown"


def visitor(remote: str, forwarded: str = "", *, proxies: int) -> str:
    """Return the address of a visitor, or UNKNOWN.

    `remote` is who is connected, `forwarded` the list that proxies write, each adding its own
    visitor at the end: with `proxies` trusted ones that many count from the right, and what stands
    before them is the visitor's own invention.
    """
    listed = [entry for entry in forwarded.split(",") if entry.strip()]
    if proxies and len(listed) >= proxies:
        told = _address(listed[-proxies])
        if told:
            return told
    return _address(remote) or UNKNOWN


def network(address: str) -> str:
    """Return the network of an address, such as "203.0.113.0/24"; UNKNOWN stays what it is."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return UNKNOWN
    return str(ipaddress.ip_network(f"{address}/{PREFIXES[version]}", strict=False))


def _address(text: str) -> str:
    """Return an address in its shortest form, without a port or the cover of an IPv4 address."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    inner = getattr(address, "ipv4_mapped", None)
    return str(inner or address)
