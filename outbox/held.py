"""Which letters to clients wait because their account has written a lot, and until when.

What counts is in the rows of the outbox itself. Whoever adds a letter holds the account's row of
the table of allowances until the end, so that two at once cannot pass the limit together.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery, Sum

from outbox import backoff, crash, message
from outbox.allowance import DAY, HOUR, Charge, Table, earliest, fits, limits, weight
from outbox.claims import skip_locked
from outbox.doorbell import ring
from outbox.literals import Literal, literally
from outbox.models import OPEN, UNSENT, Audience, MailAllowance, MailState, OutgoingEmail

# Who writes at the same moment is not told to wait for the other.
AT_ONCE = timedelta(minutes=1)
CHARGE = ("counts_at", "weight")
# What was refused, given up or taken back has reached nobody.
REACHED = (*OPEN, MailState.SENT, MailState.UNCERTAIN)


def table() -> Table:
    """Return the numbers of this server."""
    return Table(**settings.MAIL_LIMITS)


def waiting() -> QuerySet[OutgoingEmail]:
    """Return the letters that wait for their turn."""
    return OutgoingEmail.objects.filter(state=Literal(MailState.HELD))


def take_turn(row: OutgoingEmail, now: datetime) -> None:
    """Write into a mail that is about to be saved what it counts, and let it wait if it must.

    Only letters to clients count. Runs in the transaction of the letter. Raises BadAddress for an
    address of this server's own that is not the account's.
    """
    if row.audience != Audience.CLIENT or row.user is None:
        return
    if is_out_of_bounds(row.user, row.rcpt):
        raise message.BadAddress(f"{row.rcpt} is an address of this server itself.")
    allowance = _locked(row.user, row.rcpt, now)
    row.to_new_address = _is_new(allowance, row.rcpt)
    row.weight = weight(table(), is_new=row.to_new_address)
    if allowance.is_suspended:
        row.state, row.next_attempt_at = MailState.HELD, row.not_after
        return
    row.counts_at = _turn(allowance, row.weight, now)
    if row.counts_at > now:
        row.state, row.next_attempt_at = MailState.HELD, row.counts_at


def is_out_of_bounds(user: Any, address: str) -> bool:
    """Return whether `address` is one of this server's own domain that is not the account's."""
    return message.is_ours(address) and not _is_own(user, address)


def release(now: datetime) -> int:
    """Let go the letters whose turn has come at `now` (UTC); returns how many.

    What has no turn before its time is over never gets one, as while an account is switched off.
    """
    due = waiting().filter(next_attempt_at__lte=now, next_attempt_at__lt=F("not_after"))
    with transaction.atomic(durable=True):
        keys = list(skip_locked(due).values_list("pk", flat=True))
        if not keys:
            return 0
        done = waiting().filter(pk__in=keys).update(state=MailState.QUEUED)
        crash.point("before_turn")
    crash.point("after_turn")
    return done


def rearrange(user: Any, now: datetime) -> None:
    """Give the letters of `user` that wait their turns anew: a place came free, or a limit changed.

    A moment that was promised comes no later, unless sending is switched off for the account.
    """
    with transaction.atomic():
        allowance = _locked(user, "", now)
        if allowance.is_suspended:
            _stop_all(user)
            return
        charges = _charges(user, now - DAY, now)
        for row in _of(user).filter(state=Literal(MailState.HELD)).order_by("created_at", "pk"):
            start = max([now, *(at for at, _ in charges)])
            turn = earliest(charges, row.weight, table(), allowance.account(), start)
            turn = min(turn, row.next_attempt_at)
            charges = [*(each for each in charges if each[0] > turn - DAY), (turn, row.weight)]
            _move(row, turn)


def let_go(row: OutgoingEmail, now: datetime) -> bool:
    """Send a letter that waits now, because whoever runs the server says so; False if it left."""
    with transaction.atomic():
        _locked(row.user, "", now)
        _move(row, now)
        done = waiting().filter(pk=row.pk).update(state=MailState.QUEUED)
        ring()
    return done == 1


def take_back(row: OutgoingEmail, now: datetime, *, resolution: str, why: str = "") -> bool:
    """End a letter that waits: it is certain not to leave. False if it was on its way already."""
    with transaction.atomic():
        _locked(row.user, "", now)
        done = (
            waiting()
            .filter(pk=row.pk)
            .update(
                state=MailState.CANCELLED,
                counts_at=None,
                resolution=resolution,
                smtp_text=why[:300],
            )
        )
        rearrange(row.user, now)
    return done == 1


def _turn(allowance: Any, more: int, now: datetime) -> datetime:
    """Return when one more letter may leave: now, or when there is room for it.

    Nobody overtakes the letters that wait.
    """
    account = allowance.account()
    if allowance.last_turn is None:
        used = {HOUR: allowance.used_hour or 0, DAY: allowance.used_day or 0}
        allowed = limits(table(), account, now)
        if all(fits(used[span], more, most) for span, most in allowed.items()):
            return now
    start = max(now, allowance.last_turn or now)
    held = waiting().filter(user=allowance.user, counts_at__gt=start - DAY)
    charges = [*_charges(allowance.user, start - DAY, now), *held.values_list(*CHARGE)]
    turn = earliest(charges, more, table(), account, start)
    return now if turn <= now + AT_ONCE else turn


def _charges(user: Any, since: datetime, now: datetime) -> list[Charge]:
    """Return what left after `since`; a moment to come is one of a clock that was wrong."""
    rows = _of(user).filter(counts_at__gt=since, counts_at__lte=now + AT_ONCE)
    return list(rows.exclude(state=MailState.HELD).values_list(*CHARGE))


def _locked(user: Any, rcpt: str, now: datetime) -> Any:
    """Return the row of the account as `_read` does, held until the transaction ends.

    SQLite needs no lock: its transactions take the one write lock when they begin.
    """
    if connection.features.has_select_for_update:
        list(MailAllowance.objects.select_for_update().filter(user=user).values_list("pk"))
    found = _read(user, rcpt, now)
    if found is None:
        MailAllowance.objects.get_or_create(user=user)
        return _locked(user, rcpt, now)
    return found


def _read(user: Any, rcpt: str, now: datetime) -> Any:
    """Return the row of the account with what it has used, or None when it never wrote."""
    own = OutgoingEmail.objects.filter(user=OuterRef("user"))
    day = own.filter(counts_at__gt=now - DAY).order_by().values("user")
    left = day.filter(counts_at__lte=now + AT_ONCE)
    hour = left.filter(counts_at__gt=now - HOUR)
    held = day.filter(state=Literal(MailState.HELD)).annotate(last=Max("counts_at")).values("last")
    known = own.filter(audience=Literal(Audience.CLIENT), rcpt=rcpt, state__in=REACHED)
    rows = MailAllowance.objects.filter(user=user).annotate(
        used_day=Subquery(left.annotate(sum=Sum("weight")).values("sum")),
        used_hour=Subquery(hour.annotate(sum=Sum("weight")).values("sum")),
        last_turn=Subquery(held),
        is_known=Exists(known),
    )
    found = rows.first()
    if found is not None:
        found.user = user
    return found


def _is_own(user: Any, address: str) -> bool:
    return bool(address.lower() == user.email.lower())


def _is_new(allowance: Any, address: str) -> bool:
    return not (allowance.is_known or _is_own(allowance.user, address))


def _of(user: Any) -> QuerySet[OutgoingEmail]:
    return OutgoingEmail.objects.filter(user=user, audience=Literal(Audience.CLIENT))


def _move(row: OutgoingEmail, turn: datetime) -> None:
    """Let a letter that waits leave at `turn`; it counts from then on."""
    waiting().filter(pk=row.pk).update(
        next_attempt_at=turn,
        counts_at=turn,
        give_up_at=backoff.give_up_at(created_at=turn, not_after=row.not_after),
    )


def _stop_all(user: Any) -> None:
    """Let every letter of `user` that has not left wait until sending is switched on again."""
    _of(user).filter(state__in=literally(UNSENT)).update(
        state=MailState.HELD, counts_at=None, next_attempt_at=F("not_after")
    )
