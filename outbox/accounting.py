"""The accounting of the mails: what the rows say, held against what a mail server wrote down."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Count

from outbox.literals import literally
from outbox.models import UNSENT, MailState, OutgoingEmail


def audit(now: datetime) -> dict[str, Any]:
    """Return how many mails stand where at `now` (UTC), and the `problems` as sentences."""
    rows = OutgoingEmail.objects.order_by()
    states = dict(rows.values_list("state").annotate(count=Count("pk")))
    overdue = rows.filter(
        state__in=literally(UNSENT), give_up_at__lt=now, not_after__lt=now
    ).count()
    problems = [f"{overdue} mails wait beyond their time."] if overdue else []
    return {"total": sum(states.values()), "states": states, "problems": problems}


def against_log(log: Path) -> dict[str, Any]:
    """Hold the mails against the log of a mail server: JSON lines with a `mail_id` each.

    What is recorded as sent must be in the log once, and what is in the log and not recorded as
    sent must be in doubt, or just on its way.
    """
    # What is sent meanwhile must not look lost: the rows are asked before the log is read, and
    # what they say about its mails after that.
    sent = list(
        map(str, OutgoingEmail.objects.filter(state=MailState.SENT).values_list("pk", flat=True))
    )
    copies = Counter(_ids(log.read_text("utf-8").splitlines()))
    missing = [key for key in sent if key not in copies]
    known = OutgoingEmail.objects.in_bulk(list(copies))
    states = {str(key): mail.state for key, mail in known.items()}
    allowed = {MailState.SENT, MailState.UNCERTAIN, MailState.SENDING}
    unexplained = [key for key in copies if states.get(key) not in allowed]
    doubled = [key for key, count in copies.items() if count > 1]
    problems = [
        f"{len(found)} mails {what}, for example {found[0]}."
        for found, what in (
            (doubled, "arrived more than once"),
            (missing, "are recorded as sent and did not arrive"),
            (unexplained, "arrived and are neither recorded as sent nor in doubt"),
        )
        if found
    ]
    return {"arrived": len(copies), "doubled": len(doubled), "problems": problems}


def _ids(lines: Iterable[str]) -> Iterable[str]:
    return (entry["mail_id"] for entry in map(json.loads, lines) if entry.get("mail_id"))
