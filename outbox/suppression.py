"""Addresses that mail no longer goes to, because their server says they do not exist."""

import re
from collections.abc import Iterable
from datetime import datetime

from outbox.models import Suppression

# 5.1.x says "no such address"; anything else may be the server's mood about us.
NO_SUCH_ADDRESS = re.compile(r"^5\.1\.(0|1|2|3|6|10)\b")
ENHANCED = re.compile(r"^5\.\d+\.\d+\b")
PLAIN_CODES = (550, 551, 553)
# Servers that give no such code say it in words; "denied", "rejected" or "blocked" is about us.
PLAIN_WORDS = re.compile(
    r"no such|unknown|does(n.t| not) exist|not found|not a valid|no mailbox"
    r"|invalid (recipient|user)|(user|recipient|mailbox|address) (is )?(invalid|disabled)",
    re.IGNORECASE,
)


def is_permanent(code: int, text: str) -> bool:
    """Return whether a refusal at RCPT says that the address itself is bad.

    A relay that is set up wrongly, or a list that we are on, refuses everybody; that must not
    silence every address.
    """
    words = text.strip()
    if ENHANCED.match(words):
        return bool(NO_SUCH_ADDRESS.match(words))
    is_about_us = "relay" in words.lower() or "sender" in words.lower()
    return code in PLAIN_CODES and not is_about_us and bool(PLAIN_WORDS.search(words))


def suppress(address: str, *, code: int, text: str, now: datetime) -> None:
    """Hold back further mail to `address` when the refusal was about the address."""
    if not is_permanent(code, text):
        return
    Suppression.objects.get_or_create(
        address=address.lower(),
        scope=Suppression.EVERYTHING,
        defaults={"reason": f"{code} {text}"[:300], "at": now},
    )


def suppressed(addresses: Iterable[str]) -> dict[str, Suppression]:
    """Return which of `addresses` get no mail, by address in lower case."""
    wanted = {address.lower() for address in addresses}
    rows = Suppression.objects.filter(address__in=wanted, scope=Suppression.EVERYTHING)
    return {row.address: row for row in rows}
