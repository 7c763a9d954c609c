"""Closes the way out after several failures in a row, and lets one mail try it again later."""

from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Q

from outbox.claims import lease_clock
from outbox.models import MailAccount
from outbox.queue import default_account

TRIES = 3
PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10))
# A probe whose process died does not keep the way closed for longer than this.
PROBE_FOR = timedelta(minutes=2)
_TROUBLED = ~Q(failures=0) | ~Q(problem="") | Q(open_until__isnull=False)


class Gate(Enum):
    """Whether mail may go to the server now: all of it, one mail to try, or none."""

    OPEN = "open"
    PROBE = "probe"
    CLOSED = "closed"


def gate(now: datetime) -> Gate:
    """Return what may be sent at `now` (UTC). Of several who ask, one is given the probe."""
    account = default_account()
    if account.open_until is None:
        return Gate.OPEN
    if now < account.open_until:
        return Gate.CLOSED
    chosen = MailAccount.objects.filter(
        Q(probe_until=None) | Q(probe_until__lt=lease_clock()),
        pk=account.pk,
        open_until=account.open_until,
    ).update(probe_until=lease_clock(PROBE_FOR))
    return Gate.PROBE if chosen else Gate.CLOSED


def failed(now: datetime, *, problem: str, text: str, probe: bool) -> None:
    """Count one failure to reach the server; from the third in a row on, close the way for long
    and longer. A refused sign-in or sender is shown from the first on."""
    row = MailAccount.objects.filter(pk=default_account().pk)
    # In one go: a success in between would leave the way closed with nothing wrong.
    with transaction.atomic():
        account = row.select_for_update().get()
        if account.open_until is not None and not probe:
            # Others that failed at the same time have closed it already: one outage is one failure.
            return
        failures = account.failures + 1
        changes = {"problem": problem, "problem_text": text[:300], "problem_at": now}
        if failures >= TRIES:
            pause = PAUSES[min(failures - TRIES, len(PAUSES) - 1)]
            changes["open_until"] = now + pause
        row.update(failures=failures, probe_until=None, **changes)


def is_troubled() -> bool:
    """Return whether the last try did not reach the server."""
    return MailAccount.objects.filter(_TROUBLED, name=MailAccount.DEFAULT).exists()


def worked() -> None:
    """Note that the server took part in a dialogue: the way is open."""
    MailAccount.objects.filter(_TROUBLED, name=MailAccount.DEFAULT).update(
        failures=0, open_until=None, probe_until=None, problem="", problem_text=""
    )
