"""Closes the way out after several failures in a row, and lets one mail try it again later."""

from datetime import datetime, timedelta
from enum import Enum

from django.db.models import F, Q

from outbox.claims import lease_clock
from outbox.models import MailAccount
from outbox.queue import default_account

TRIES = 3
PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10))
# A probe whose process died does not keep the way closed for longer than this.
PROBE_FOR = timedelta(minutes=2)


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
    account = default_account()
    # Others that failed at the same time have closed it already: one outage is one failure.
    unchanged = MailAccount.objects.filter(pk=account.pk)
    if not probe:
        unchanged = unchanged.filter(open_until=None)
    told = {"problem": problem, "problem_text": text[:300], "problem_at": now}
    if not unchanged.update(failures=F("failures") + 1, probe_until=None, **told):
        return
    account.refresh_from_db()
    if account.failures >= TRIES:
        pause = PAUSES[min(account.failures - TRIES, len(PAUSES) - 1)]
        MailAccount.objects.filter(pk=account.pk).update(open_until=now + pause)


def is_troubled() -> bool:
    """Return whether the last try did not reach the server."""
    return MailAccount.objects.filter(name=MailAccount.DEFAULT).exclude(problem="").exists()


def worked() -> None:
    """Note that the server took part in a dialogue: the way is open."""
    MailAccount.objects.filter(~Q(failures=0) | ~Q(problem=""), name=MailAccount.DEFAULT).update(
        failures=0, open_until=None, probe_until=None, problem="", problem_text=""
    )
