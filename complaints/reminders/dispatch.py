"""Turns what is due into mails: one transaction per freelancer, asked again whether it is still
wanted."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.formats import as_seen_by
from accounts.models import User
from complaints.models import Reminder
from complaints.reminders import caps, carry, mails, schedule, words
from complaints.reminders.arrange import Arrangement, DayMail, arrange, is_late
from complaints.reminders.catalogue import CATALOGUE
from complaints.reminders.firings import take_back
from complaints.reminders.wanted import is_wanted
from complaints.reminders.words import Line
from outbox.message import BadAddress
from outbox.models import OutgoingEmail

logger = logging.getLogger(__name__)

BATCH = 200
OUTCOMES = ("emitted", "folded", "cancelled", "expired", "postponed", "failed")
TRY_AGAIN, TRY_LATER = timedelta(minutes=10), timedelta(hours=1)
# After a week of tries nobody expects it any more; a broken template is mended before that.
GIVE_UP_AFTER = timedelta(days=7)
SINCE = "failing_since"
TOO_LATE = "too late to help"
NOT_MADE = "could not be made"


def dispatch(now: datetime, *, alive: Callable[[], object] = lambda: None) -> dict[str, int]:
    """Turn every reminder due at `now` into a mail or settle it; return the counts by outcome.

    A freelancer whose mail cannot be made is tried again later; the others are not held up.
    `alive` is called now and then: thousands due at once take minutes.
    """
    counts = dict.fromkeys(OUTCOMES, 0)
    seen: set[int] = set()
    while users := _users_with_something_due(now, seen):
        for user_id in users:
            _settle_safely(user_id, now, counts)
        seen.update(users)
        alive()
    for user in carry.users(now):
        if user.pk not in seen and caps.day_mail(user, now).is_open:
            _settle_safely(user.pk, now, counts)
    return counts


def _settle_safely(user_id: int, now: datetime, counts: dict[str, int]) -> None:
    try:
        with transaction.atomic(durable=not connection.in_atomic_block):
            for outcome in settle(user_id, now):
                counts[outcome] += 1
    except (OperationalError, InterfaceError):
        # The database is away or somebody was quicker: the next tick does it.
        raise
    except Exception:
        # One poisoned row must not stop the rest of the mail.
        logger.exception("Reminders of one account could not be made")
        counts["failed"] += _put_off(user_id, now)


def _users_with_something_due(now: datetime, seen: set[int]) -> list[int]:
    due = Reminder.objects.filter(state=Reminder.State.SCHEDULED, due_at__lte=now)
    rows = due.exclude(user_id__in=seen).order_by("due_at", "id").values_list("user_id", flat=True)
    return list(dict.fromkeys(rows[:BATCH]))


def settle(user_id: int, now: datetime) -> list[str]:
    """Turn what is due at `now` for one freelancer into mails, or settle it; return the
    outcomes."""
    user = _hold(user_id)
    if user is None:
        return []
    rows = _lock(user, now)
    outcomes: list[str] = []
    with as_seen_by(user.preferences):
        wanted = _latest([row for row in rows if _still_wanted(row, now, outcomes)], now, outcomes)
        said = words.lines(wanted, now=now)
        outcomes += [_set_aside(row, now) for row in wanted if row.pk not in said]
        wanted = [row for row in wanted if row.pk in said]
        day = caps.day_mail(user, now)
        plan = _arrange(user, wanted, day, now, outcomes)
        doubtful = carry.waiting(user, now) if day.is_open and user.preferences.digest_on else []
        outcomes += [_emit(row, said[row.pk], now) for row in plan.alone]
        if plan.together or doubtful:
            outcomes += _fold_safely(user, plan, said, doubtful, day, now)
        outcomes += [_wait(row, until) for row, until in plan.waiting]
    return outcomes


def _arrange(
    user: User, wanted: Sequence[Reminder], day: DayMail, now: datetime, outcomes: list[str]
) -> Arrangement:
    singles = [row for row in wanted if CATALOGUE[row.kind].single]
    bundled = [row for row in wanted if not CATALOGUE[row.kind].single]
    if not user.preferences.digest_on:
        _close(bundled, Reminder.State.CANCELLED, now, reason=schedule.SWITCHED_OFF)
        outcomes += ["cancelled"] * len(bundled)
        bundled = []
    return arrange(
        singles,
        bundled,
        now=now,
        day=day,
        quiet=user.preferences.quiet_hours(),
        room=caps.room(user, now),
    )


def _hold(user_id: int) -> User | None:
    """Return the freelancer, held for this transaction; None when somebody else is at it, or gone.

    Two runners that shared out one person's rows would both write the mail of the day, and what
    the second one found would stand in neither.
    """
    users = User.objects.select_related("preferences").filter(pk=user_id)
    if connection.features.has_select_for_update_skip_locked:
        # Not against those who add a row of this person's.
        users = users.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return users.first()


def _lock(user: User, now: datetime) -> list[Reminder]:
    rows = Reminder.objects.filter(
        user=user, state=Reminder.State.SCHEDULED, due_at__lte=now
    ).order_by("due_at", "id")
    # A move that holds a row is changing what it says; the next tick asks again.
    skip = connection.features.has_select_for_update_skip_locked
    locked = rows.select_for_update(of=("self",), skip_locked=skip) if skip else rows
    return list(
        locked.select_related(
            "user__preferences",
            "complaint__owner__preferences",
            "complaint__client",
            "complaint__project",
            "complaint__contact",
            "complaint__listening",
        )
    )


def _still_wanted(row: Reminder, now: datetime, outcomes: list[str]) -> bool:
    if not (row.user.is_active and is_wanted(row)):
        _close([row], Reminder.State.CANCELLED, now, reason=schedule.NOT_NEEDED)
        outcomes.append("cancelled")
        return False
    # What is still open is said, however late. Only a wish to be asked in a moment passes.
    if row.kind == schedule.MOMENT and row.not_after < now:
        _close([row], Reminder.State.EXPIRED, now, reason=TOO_LATE)
        outcomes.append("expired")
        return False
    return True


def _latest(rows: Sequence[Reminder], now: datetime, outcomes: list[str]) -> list[Reminder]:
    """Keep the latest firing about each thing; the earlier ones, and what another kind says too,
    it replaces."""
    latest: dict[tuple[str, str], Reminder] = {}
    for row in sorted(rows, key=lambda row: (row.firing, row.due_at)):
        about = (row.kind, row.subject)
        if about in latest:
            _close([latest[about]], Reminder.State.SUPERSEDED, now, by=row)
            outcomes.append("cancelled")
        latest[about] = row
    for (kind, subject), row in list(latest.items()):
        instead = latest.get((CATALOGUE[kind].instead, subject))
        if instead and instead.firing > row.firing:
            _close([row], Reminder.State.SUPERSEDED, now, by=instead)
            outcomes.append("cancelled")
            del latest[kind, subject]
    return sorted(latest.values(), key=lambda row: (row.due_at, row.pk))


def _emit(row: Reminder, line: Line, now: datetime) -> str:
    """Send one reminder by itself. A template that breaks breaks this one only."""
    try:
        with transaction.atomic():
            # After an outage one mail says it, not one for each time it was due.
            take_back(row, now=now)
            email = mails.single(row, line, now=now)
            _close([row], Reminder.State.EMITTED, now, email=email)
    except BadAddress:
        raise
    except Exception:
        logger.exception("Reminder %s could not be made", row.pk)
        return _set_aside(row, now)
    return "emitted"


def _fold_safely(
    user: User,
    plan: Arrangement,
    said: dict[int, Line],
    doubtful: Sequence[Reminder],
    day: DayMail,
    now: datetime,
) -> list[str]:
    """Write the mail for many; when it cannot be made, those that go alone go all the same."""
    try:
        with transaction.atomic():
            return _fold(user, plan, said, doubtful, day, now)
    except BadAddress:
        raise
    except Exception:
        logger.exception("A mail of several reminders could not be made")
        return [_set_aside(row, now) for row in plan.together]


def _fold(
    user: User,
    plan: Arrangement,
    said: dict[int, Line],
    doubtful: Sequence[Reminder],
    day: DayMail,
    now: datetime,
) -> list[str]:
    """Put the lines into one mail: the day's, or while that may not go one that says why."""
    rows = plan.together
    lines, again = [said[row.pk] for row in rows], _doubtful_lines(doubtful, now)
    key = caps.day_key(user, now) if day.is_open else f"{caps.CATCH_UP}:{_first(rows)}"
    if plan.is_catch_up:
        was_away = any(is_late(row, now) for row in rows)
        email = mails.catch_up(user, lines, again, was_away=was_away, key=key, now=now)
    else:
        email = mails.digest(user, lines, again, key=key, now=now)
    _close(rows, Reminder.State.FOLDED, now, email=email)
    carry.settle(doubtful, by=email, now=now)
    return ["folded"] * len(rows)


def _first(rows: Sequence[Reminder]) -> int:
    """Return what names a catch-up: each reminder is folded once, so its first one never again."""
    return min(row.pk for row in rows)


def _doubtful_lines(rows: Sequence[Reminder], now: datetime) -> list[mails.DoubtfulLine]:
    found = words.lines(rows, now=now)
    calendar = {row.pk: row.user.preferences.calendar() for row in rows}
    return [
        mails.DoubtfulLine(found[row.pk], calendar[row.pk].today(row.closed_at or now))
        for row in rows
        if row.pk in found
    ]


def _wait(row: Reminder, until: datetime) -> str:
    _move(row, until)
    return "postponed"


def _move(row: Reminder, until: datetime, **changes: Any) -> None:
    """Let `row` come up again at `until` (UTC); it helps at least as long as it did."""
    Reminder.objects.filter(pk=row.pk).update(
        due_at=until, not_after=max(row.not_after, until + schedule.WEEK), **changes
    )


def _close(
    rows: Sequence[Reminder],
    state: str,
    now: datetime,
    *,
    email: OutgoingEmail | None = None,
    by: Reminder | None = None,
    reason: str = "",
) -> None:
    keys = [row.pk for row in rows]
    Reminder.objects.filter(pk__in=keys, state=Reminder.State.SCHEDULED).update(
        state=state, email=email, superseded_by=by, reason=reason, closed_at=now
    )


def _set_aside(row: Reminder, now: datetime) -> str:
    """Try one that cannot be made again later; after a week it is closed and shown."""
    since = datetime.fromisoformat(row.data.get(SINCE) or now.isoformat())
    if now - since > GIVE_UP_AFTER:
        _close([row], Reminder.State.EXPIRED, now, reason=NOT_MADE)
        return "failed"
    later = now + (TRY_AGAIN if now - since < TRY_LATER else TRY_LATER)
    _move(row, later, planned_at=later, data=row.data | {SINCE: since.isoformat()})
    return "failed"


def _put_off(user_id: int, now: datetime) -> int:
    """Try everything that is due for one freelancer again later; return how many."""
    due = Reminder.objects.filter(user_id=user_id, state=Reminder.State.SCHEDULED, due_at__lte=now)
    return len([_set_aside(row, now) for row in due])
