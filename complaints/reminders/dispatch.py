"""Turns what is due into mails: one transaction per freelancer, asked again whether it is still
wanted."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.formats import as_seen_by
from accounts.models import User
from complaints.models import Reminder
from complaints.reminders import mails, schedule
from complaints.reminders.catalogue import CATALOGUE
from outbox import health
from outbox.models import OutgoingEmail

logger = logging.getLogger(__name__)

BATCH = 200
TRY_AGAIN = timedelta(minutes=10)
DAY = timedelta(days=1)


def dispatch(now: datetime) -> dict[str, int]:
    """Turn every reminder due at `now` into a mail or settle it; return the counts by outcome.

    A freelancer whose mail cannot be made is tried again later; the others are not held up.
    """
    counts = {"emitted": 0, "folded": 0, "cancelled": 0, "expired": 0, "postponed": 0, "failed": 0}
    seen: set[int] = set()
    while users := _users_with_something_due(now, seen):
        for user_id in users:
            seen.add(user_id)
            try:
                with transaction.atomic(durable=not connection.in_atomic_block):
                    for outcome in settle(user_id, now):
                        counts[outcome] += 1
            except Exception:
                # One poisoned row must not stop the rest of the mail.
                logger.exception("Reminders of one account could not be made")
                counts["failed"] += _put_off(user_id, now)
    health.beat("materialise", now)
    return counts


def _users_with_something_due(now: datetime, seen: set[int]) -> list[int]:
    due = Reminder.objects.filter(state=Reminder.State.SCHEDULED, due_at__lte=now)
    rows = due.exclude(user_id__in=seen).order_by("due_at", "id").values_list("user_id", flat=True)
    return list(dict.fromkeys(rows[:BATCH]))


def settle(user_id: int, now: datetime) -> list[str]:
    """Turn what is due at `now` for one freelancer into mails, or settle it; return the
    outcomes."""
    user = User.objects.select_related("preferences").get(pk=user_id)
    rows = _lock(user, now)
    outcomes: list[str] = []
    with as_seen_by(user.preferences):
        wanted = _latest([row for row in rows if _still_wanted(row, now, outcomes)], now, outcomes)
        singles = [row for row in wanted if CATALOGUE[row.kind].single]
        lines = [row for row in wanted if not CATALOGUE[row.kind].single]
        for row in singles:
            _close(row, Reminder.State.EMITTED, now, email=mails.single(row, now=now))
            outcomes.append("emitted")
        if lines:
            outcomes += _fold(user, lines, now)
    return outcomes


def _lock(user: User, now: datetime) -> list[Reminder]:
    rows = Reminder.objects.filter(
        user=user, state=Reminder.State.SCHEDULED, due_at__lte=now
    ).order_by("due_at", "id")
    # Two runners may meet: the second takes what the first left, and waits for nothing.
    skip = connection.features.has_select_for_update_skip_locked
    locked = rows.select_for_update(of=("self",), skip_locked=skip) if skip else rows
    return list(
        locked.select_related(
            "complaint__owner__preferences",
            "complaint__client",
            "complaint__project",
            "complaint__contact",
        )
    )


def _still_wanted(row: Reminder, now: datetime, outcomes: list[str]) -> bool:
    if row.not_after < now:
        _close(row, Reminder.State.EXPIRED, now, reason="too late to help")
        outcomes.append("expired")
        return False
    complaint = row.complaint
    if complaint is None or complaint.has_ended:
        is_wanted = False
    elif row.kind == schedule.MOMENT:
        is_wanted = True
    else:
        keys = {wanted.key(complaint) for wanted in schedule.desired(complaint)}
        is_wanted = row.dedupe_key in keys
    if not is_wanted:
        _close(row, Reminder.State.CANCELLED, now, reason=schedule.NOT_NEEDED)
        outcomes.append("cancelled")
    return is_wanted


def _latest(rows: Sequence[Reminder], now: datetime, outcomes: list[str]) -> list[Reminder]:
    """Keep the latest firing about each thing; the earlier ones it replaces."""
    latest: dict[tuple[str, str], Reminder] = {}
    for row in sorted(rows, key=lambda row: row.firing):
        about = (row.kind, row.subject)
        if about in latest:
            _close(latest[about], Reminder.State.SUPERSEDED, now, by=row)
            outcomes.append("cancelled")
        latest[about] = row
    return sorted(latest.values(), key=lambda row: (row.due_at, row.pk))


def _fold(user: User, rows: list[Reminder], now: datetime) -> list[str]:
    """Put the lines into the day's mail; before its hour and once it has gone, they wait."""
    preferences = user.preferences
    calendar = preferences.calendar()
    today = calendar.today(now)
    key = f"digest:{user.pk}:{today.isoformat()}"
    if not preferences.digest_on:
        for row in rows:
            _close(row, Reminder.State.CANCELLED, now, reason="the daily mail is switched off")
        return ["cancelled"] * len(rows)
    at_its_hour = calendar.at(today, preferences.digest_at)
    if now < at_its_hour:
        # Left over from yesterday: sent now, it would take the place of today's own mail.
        return [_wait(row, at_its_hour, now) for row in rows]
    if OutgoingEmail.objects.filter(dedupe_key=key).exists():
        tomorrow = calendar.at(today + DAY, preferences.digest_at)
        return [_wait(row, tomorrow, now) for row in rows]
    email = mails.digest(user, rows, key=key, now=now)
    for row in rows:
        _close(row, Reminder.State.FOLDED, now, email=email)
    return ["folded"] * len(rows)


def _wait(row: Reminder, until: datetime, now: datetime) -> str:
    if until > row.not_after:
        _close(row, Reminder.State.EXPIRED, now, reason="too late to help")
        return "expired"
    Reminder.objects.filter(pk=row.pk).update(due_at=until)
    return "postponed"


def _close(
    row: Reminder,
    state: str,
    now: datetime,
    *,
    email: OutgoingEmail | None = None,
    by: Reminder | None = None,
    reason: str = "",
) -> None:
    Reminder.objects.filter(pk=row.pk, state=Reminder.State.SCHEDULED).update(
        state=state, email=email, superseded_by=by, reason=reason, closed_at=now
    )


def _put_off(user_id: int, now: datetime) -> int:
    late = Reminder.objects.filter(user_id=user_id, state=Reminder.State.SCHEDULED, due_at__lte=now)
    too_late = late.filter(not_after__lt=now + TRY_AGAIN)
    too_late.update(state=Reminder.State.EXPIRED, reason="could not be made", closed_at=now)
    return late.update(due_at=now + TRY_AGAIN)
