"""Sends what is due: claim, offer, mark, final dot, confirm. SMTP never runs in a transaction."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from outbox import backoff, claims, crash, message, transport
from outbox.claims import Outcome
from outbox.doorbell import ring
from outbox.models import WAITING, MailState, OutgoingEmail, Suppression
from outbox.suppression import suppress, suppressed

logger = logging.getLogger(__name__)

# A process that slept between the mark and the dot (a closed laptop) starts over instead.
WAKE_LIMIT_SECONDS = 30
CONFIRM_PAUSES = (0.25, 0.5, 1, 2, 5)
EXPIRED = "expired"
UNTRIED = "untried"


@dataclass(frozen=True)
class Counts:
    """What one round of delivery came to, by outcome."""

    sent: int = 0
    retry: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    expired: int = 0
    untried: int = 0
    more: bool = field(default=False)


def deliver(now: datetime, budget_seconds: float = 20) -> Counts:
    """Send the mails that are due at `now` (UTC) until none is left or the budget is spent.

    Any number of processes may do this at once. A server that cannot be reached ends the round
    and costs no mail an attempt.
    """
    tally: Counter[str] = Counter({EXPIRED: claims.expire(now)})
    deadline = time.monotonic() + budget_seconds
    way_out = _way_out()
    more = False
    try:
        while batch := claims.claim(now):
            crash.point("after_claim")
            done = _send_batch(batch, way_out, now, deadline, tally)
            if not done or time.monotonic() >= deadline:
                more = done
                break
    finally:
        way_out.drop()
    return Counts(**tally, more=more and _is_waiting(now))


def reap(now: datetime) -> dict[str, int]:
    """Take over the mails of holders that are gone; returns the counts `again` and `uncertain`."""
    again, doubtful = claims.reap_leases(now)
    if again or doubtful:
        logger.warning("Leases ran out: %s mails wait again, %s are in doubt", again, doubtful)
    if again:
        ring()
    return {"again": again, "uncertain": doubtful}


def _way_out() -> transport.Transport:
    return transport.open_transport(
        settings.EMAIL_URL,
        folder=settings.VAR_DIR / "mail",
        local_name=message.greeting_name(),
        reply_seconds=settings.OUTBOX_REPLY_SECONDS,
    )


def _is_waiting(now: datetime) -> bool:
    due = OutgoingEmail.objects.filter(state__in=WAITING, next_attempt_at__lte=now)
    return due.exists()


def _send_batch(
    batch: list[OutgoingEmail],
    way_out: transport.Transport,
    now: datetime,
    deadline: float,
    tally: Counter[str],
) -> bool:
    """Send a claimed batch; False when the server cannot be reached."""
    held_back = suppressed(email.rcpt for email in batch)
    for index, email in enumerate(batch):
        if time.monotonic() >= deadline:
            claims.release(batch[index:])
            return True
        try:
            tally[_send(email, way_out, now, held_back.get(email.rcpt.lower()))] += 1
        except transport.Unreachable as problem:
            logger.warning("The mail server cannot be reached: %s", problem)
            claims.release(batch[index:], problem=str(problem))
            tally[UNTRIED] += len(batch) - index
            return False
    return True


def _send(
    email: OutgoingEmail,
    way_out: transport.Transport,
    now: datetime,
    held_back: Suppression | None,
) -> str:
    if held_back:
        reason = f"No mail goes to this address: {held_back.reason}"
        claims.refuse(email, Outcome("suppressed", None, reason), now=now)
        return MailState.FAILED
    try:
        way_out.offer(
            mail_id=str(email.pk),
            sender=message.sender_address(),
            rcpt=email.rcpt,
            raw=bytes(email.raw),
        )
    except transport.Refused as refusal:
        return _refused(email, Outcome(refusal.stage, refusal.code, refusal.text), now)
    except transport.Broken as problem:
        return _later(email, Outcome("broken", None, str(problem)), now)
    return _hand_off(email, way_out, now)


def _hand_off(email: OutgoingEmail, way_out: transport.Transport, now: datetime) -> str:
    crash.point("before_mark")
    before = time.monotonic()
    if not claims.mark_handoff(email):
        way_out.drop()
        claims.release([email])
        return MailState.CANCELLED
    if time.monotonic() - before > WAKE_LIMIT_SECONDS:
        way_out.drop()
        return _later(email, Outcome("slept", None, "This machine slept."), now)
    crash.point("after_handoff")
    try:
        code, text = way_out.finish()
    except transport.NoReply as problem:
        claims.doubt(email, Outcome("dot", None, str(problem)), now=now)
        logger.warning("No answer after the end of mail %s: it is in doubt", email.pk)
        return MailState.UNCERTAIN
    crash.point("after_250")
    if code // 100 == 2:
        _confirm(email, Outcome("sent", code, text), now)
        return MailState.SENT
    return _refused(email, Outcome("dot", code, text), now)


def _confirm(email: OutgoingEmail, outcome: Outcome, now: datetime) -> None:
    """Record the acceptance, however often the database has to be asked."""
    for pause in CONFIRM_PAUSES:
        try:
            claims.confirm(email, outcome, now=now)
        except DatabaseError as problem:
            logger.warning("Mail %s was accepted and could not be recorded: %s", email.pk, problem)
            if not connection.in_atomic_block:
                connection.close()
            time.sleep(pause)
        else:
            return
    claims.confirm(email, outcome, now=now)


def _refused(email: OutgoingEmail, outcome: Outcome, now: datetime) -> str:
    """A refusal is certain knowledge: for now (4xx), or for good (5xx)."""
    code = outcome.code or 0
    if code < 500:
        return _later(email, outcome, now, greylisted=outcome.stage == "rcpt")
    claims.refuse(email, outcome, now=now)
    logger.warning("Mail %s was refused at %s: %s", email.pk, outcome.stage, code)
    if outcome.stage == "rcpt":
        suppress(email.rcpt, code=code, text=outcome.text, now=now)
    return MailState.FAILED


def _later(
    email: OutgoingEmail, outcome: Outcome, now: datetime, *, greylisted: bool = False
) -> str:
    wait: timedelta = backoff.wait_before(email.attempts, greylisted=greylisted)
    claims.retry(email, outcome, now=now, wait=wait)
    return MailState.RETRY
