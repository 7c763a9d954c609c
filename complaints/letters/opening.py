"""Whom the first line of a letter addresses, when somebody typed it over."""

import re

from complaints.models import Complaint

OPENING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten tag|liebe[rs]?"
    r"|sehr geehrte[rs]?|bonjour|ch[eè]re?|hola|estimad[oa]s?|querid[oa]s?|ciao|gentile|caro|cara"
    r"|beste|hej|kära|kære|olá|car[oa])\s+(?P<address>[^,!:\n]{1,80}?)\s*[,!:.–]?",
    re.IGNORECASE,
)
# Nobody in particular.
ANYBODY = frozenset(
    {"there", "all", "again", "everyone", "everybody", "sir", "madam", "folks", "zusammen"}
)


def addressed_in(body: str) -> str:
    """Return how the opening of `body` addresses its reader; empty where it names nobody."""
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    match = OPENING.fullmatch(first)
    if match is None:
        return ""
    address = match["address"]
    words = address.casefold().split()
    is_name = words[0] not in ANYBODY and len(words) <= 6 and "{" not in address
    return address if is_name else ""


def to_keep(complaint: Complaint) -> str:
    """Return how the last letter addressed them, where that is not what is known of them."""
    last = complaint.messages.exclude(body="").order_by("-pk").first()
    address = addressed_in(last.body) if last and complaint.contact_id else ""
    return "" if address == complaint.addressed else address
