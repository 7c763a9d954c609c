"""Sends what is due: claim, offer, mark, final dots, confirm. SMTP never runs in a transaction."""

import logging
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from outbox import breaker, claims, crash, held, instance, journal, message, recovery
from outbox.breaker import Gate
from outbox.budget import Budget
from outbox.doorbell import ring
from outbox.literals import literally
from outbox.models import WAITING, MailAccount, OutgoingEmail
from outbox.round import Round
from outbox.smtp import SmtpTransport
from outbox.transport import (
    FolderTransport,
    SenderRefused,
    Server,
    SignInRefused,
    Transport,
    Unreachable,
)

logger = logging.getLogger(__name__)

# One sender may wait minutes for a slow answer; the second one and the ticks go on meanwhile.
AT_ONCE = 2
EXPIRED = "expired"
_places = threading.BoundedSemaphore(AT_ONCE)
# Claims of rounds that broke off: what they hold and did not finish is given back.
_broken_off: dict[str, journal.Journal] = {}


@dataclass(frozen=True)
class Counts:
    """What one round of delivery came to, by outcome. `off`: mail may not leave at all."""

    sent: int = 0
    retry: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    expired: int = 0
    untried: int = 0
    more: bool = field(default=False)
    off: bool = field(default=False)


def deliver(now: datetime, budget_seconds: float = 20) -> Counts:
    """Send the mails that are due at `now` (UTC) until none is left or the budget is spent.

    Any number of processes may do this at once; in one process two at a time do, and others come
    back empty. A server that cannot be reached ends the round and costs no mail an attempt.
    """
    if not _places.acquire(blocking=False):
        return Counts()
    try:
        return _deliver(now, Budget(budget_seconds))
    finally:
        _places.release()


def reap(now: datetime) -> dict[str, int]:
    """Take over the mails of senders that are gone; returns the counts by what became of them."""
    _give_back()
    done = recovery.reap(now)
    if done.again or done.uncertain or done.confirmed:
        logger.warning(
            "Senders are gone: %s mails wait again, %s are in doubt, %s had arrived",
            done.again,
            done.uncertain,
            done.confirmed,
        )
    if done.again:
        ring()
    return {"again": done.again, "uncertain": done.uncertain, "confirmed": done.confirmed}


def _deliver(now: datetime, budget: Budget) -> Counts:
    tally: Counter[str] = Counter({EXPIRED: claims.expire(now)})
    held.release(now)
    if not instance.may_send(now):
        return _counts(tally, off=True)
    _give_back()
    gate = breaker.gate(now)
    if gate is Gate.CLOSED:
        return _counts(tally)
    way_out = _way_out()
    try:
        more = _send_all(way_out, gate, now, budget, tally)
    finally:
        way_out.drop()
    return _counts(tally, more=more and _is_waiting(now))


def _counts(tally: Counter[str], *, more: bool = False, off: bool = False) -> Counts:
    numbers: dict[str, Any] = {str(what): count for what, count in tally.items()}
    return Counts(**numbers, more=more, off=off)


def _send_all(
    way_out: Transport, gate: Gate, now: datetime, budget: Budget, tally: Counter[str]
) -> bool:
    """Send batch after batch; False when the server cannot be reached or nothing is left."""
    ours = journal.mine()
    limit = 1 if gate is Gate.PROBE else claims.BATCH
    has_spoken = False
    token = uuid.uuid4().hex
    try:
        while not budget.is_spent:
            batch = claims.claim(now, owner=ours.owner, token=token, limit=limit)
            if not batch:
                break
            crash.point("after_claim")
            if Round(way_out, ours, now, budget, tally).send(batch):
                breaker.worked()
                has_spoken, limit = True, claims.BATCH
            token = uuid.uuid4().hex
        if budget.is_spent:
            return True
        if not has_spoken and breaker.is_troubled():
            # No mail is left to try the way with; what is shown about it must not stay for that.
            way_out.knock(message.sender_address())
            breaker.worked()
    except Unreachable as problem:
        _note_failure(problem, now, probe=limit == 1)
    except Exception:
        _broken_off[token] = ours
        raise
    return False


def _note_failure(problem: Unreachable, now: datetime, *, probe: bool) -> None:
    logger.warning("The mail server cannot be reached: %s", problem)
    kind = MailAccount.Problem.AWAY
    if isinstance(problem, SignInRefused):
        kind = MailAccount.Problem.SIGN_IN
    elif isinstance(problem, SenderRefused):
        kind = MailAccount.Problem.SENDER
    breaker.failed(now, problem=kind, text=str(problem), probe=probe)


def _give_back() -> None:
    """Put back what a round of this process held when it broke off, and is not sent for sure."""
    for token, ours in list(_broken_off.items()):
        recovery.give_back(token, ours)
        _broken_off.pop(token, None)


def _way_out() -> Transport:
    if not settings.EMAIL_URL:
        return FolderTransport(settings.VAR_DIR / "mail")
    return SmtpTransport(
        Server.from_url(settings.EMAIL_URL),
        local_name=message.greeting_name(),
        reply_seconds=settings.OUTBOX_REPLY_SECONDS,
        width=settings.OUTBOX_CONNECTIONS,
    )


def _is_waiting(now: datetime) -> bool:
    due = OutgoingEmail.objects.filter(state__in=literally(WAITING), next_attempt_at__lte=now)
    return due.exists()
