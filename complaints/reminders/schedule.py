"""Makes the reminder rows match a complaint: what is wanted is a pure answer, the rest is set
difference."""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.working_time import WorkCalendar
from complaints.models import Complaint, Reminder
from complaints.models.reminder import thing_of
from complaints.reminders.rules import ACK_LAST_CALL_MINUTES, WEEK, Wanted, desired
from complaints.workflow import ENDED
from outbox import queue
from outbox.models import OPEN

__all__ = [
    "ACK_LAST_CALL_MINUTES",
    "WEEK",
    "Wanted",
    "ask_for_a_moment",
    "desired",
    "replan",
    "replan_sweep",
]

logger = logging.getLogger(__name__)

MOMENT = "R0b"
NOT_NEEDED = "no longer needed"
SWITCHED_OFF = "the daily mail is switched off"
SWEEP_AFTER = timedelta(hours=24)
SWEEP_BATCH = 500
# What follows from the local date and time that a reminder means.
TIMES = ("due_at", "not_after", "local_date", "local_time", "tz", "severity")


@dataclass(frozen=True)
class Known:
    """The rows a complaint has: their keys, what a person ended, and what was told of a moment."""

    keys: frozenset[str]
    ended: frozenset[str]
    told: frozenset[tuple[str, str, int, str]]

    def allows(self, key: str, wanted: Wanted) -> bool:
        """Say whether `wanted` may be planned: not ended, and not told for the same moment."""
        about = (wanted.kind, wanted.subject, wanted.firing, wanted.data.get("due", ""))
        return thing_of(key) not in self.ended and (key in self.keys or about not in self.told)


def replan(complaint: Complaint, *, now: datetime, came_back: bool = True) -> None:
    """Make the rows match: add what is missing, cancel what is no longer wanted.

    Runs in the transaction of the move. A firing that is past already is left out, unless it is
    the last one of its kind. `came_back` also ends the wish to be asked again after a moment.
    """
    Complaint.objects.filter(pk=complaint.pk).update(plan_rev=F("plan_rev") + 1, replanned_at=now)
    complaint.refresh_from_db(fields=["plan_rev", "replanned_at"])
    calendar = complaint.owner.preferences.calendar()
    want = {wanted.key(complaint): wanted for wanted in desired(complaint)}
    rows = list(complaint.reminders.all())
    known = _known(rows)
    ahead = {
        key: wanted for key, wanted in _ahead(want, calendar, now) if known.allows(key, wanted)
    }
    Reminder.objects.bulk_create(
        [
            Reminder(dedupe_key=key, planned_at=now, **_fields(complaint, wanted, calendar))
            for key, wanted in ahead.items()
            if key not in known.keys
        ],
        ignore_conflicts=True,
    )
    wished = frozenset(key for key in known.keys if key not in want and _base(key) in want)
    reasons = {NOT_NEEDED, SWITCHED_OFF} if complaint.owner.preferences.digest_on else {NOT_NEEDED}
    back = [
        row
        for row in rows
        if row.dedupe_key in wished.union(ahead) and _was_called_off(row, reasons)
    ]
    _revive(back, now)
    planned = [row for row in rows if row.state == Reminder.State.SCHEDULED]
    _refresh_times(complaint, [*planned, *back], want, wished, calendar, now)
    # Most moves end nothing; what did not go out a moment ago may just be going.
    live = (Reminder.State.SCHEDULED, Reminder.State.EMITTED)
    if any(row.state in live and row.dedupe_key not in wished.union(want) for row in rows):
        _cancel(_unwanted(complaint, wished.union(want), came_back), now=now)
        _stop_mails(complaint, wished.union(want), now=now)


def replan_sweep(now: datetime) -> int:
    """Replan live complaints that were not looked at for a day or whose owner changed something.

    Repairs what a bulk update or an edit elsewhere went around; returns how many were replanned.
    """
    stale = (
        Complaint.objects.exclude(state__in=ENDED)
        .filter(
            Q(replanned_at__isnull=True)
            | Q(replanned_at__lt=now - SWEEP_AFTER)
            | Q(owner__preferences__changed_at__gt=F("replanned_at"))
            | Q(project__changed_at__gt=F("replanned_at"))
        )
        .order_by("replanned_at")
        .values_list("pk", flat=True)[:SWEEP_BATCH]
    )
    return sum(_replan_safely(key, now) for key in list(stale))


def _replan_safely(key: int, now: datetime) -> bool:
    """Replan one complaint as it stands now; one that cannot be replanned stops no other."""
    try:
        with transaction.atomic():
            complaint = (
                Complaint.objects.select_for_update(of=("self",))
                .select_related("owner__preferences", "client", "project", "contact", "finding")
                .exclude(state__in=ENDED)
                .filter(pk=key)
                .first()
            )
            if complaint is None:
                return False
            replan(complaint, now=now, came_back=False)
    except Exception:
        logger.exception("The reminders of one complaint could not be planned")
        # It goes to the end of the line and is tried again in a day.
        Complaint.objects.filter(pk=key).update(replanned_at=now)
        return False
    return True


def ask_for_a_moment(
    complaint: Complaint, *, screen: str, back_at: datetime, now: datetime
) -> None:
    """R0b: come back to `screen` at `back_at` (UTC); replaces an earlier wish."""
    _cancel(complaint.reminders.filter(kind=MOMENT), now=now)
    calendar = complaint.owner.preferences.calendar()
    local = calendar.local(back_at)
    wanted = Wanted(
        MOMENT,
        f"complaint:{complaint.pk}",
        f"{now:%Y-%m-%dT%H:%M:%S.%fZ}",
        0,
        local.date(),
        local.time(),
        data={"screen": screen},
    )
    Reminder.objects.create(
        **_fields(complaint, wanted, calendar) | {"due_at": back_at},
        dedupe_key=wanted.key(complaint),
        planned_at=now,
    )


def is_wanted(row: Reminder) -> bool:
    """Say whether the complaint of `row` still asks for it, as it stands."""
    complaint = row.complaint
    if complaint is None or complaint.has_ended:
        return False
    if row.kind == MOMENT:
        return True
    return row.base_key in {wanted.key(complaint) for wanted in desired(complaint)}


def _base(key: str) -> str:
    return Reminder(dedupe_key=key).base_key


def _known(rows: Sequence[Reminder]) -> Known:
    told = (row for row in rows if row.state in Reminder.WENT_OUT and row.data.get("due"))
    return Known(
        keys=frozenset(row.dedupe_key for row in rows),
        ended=frozenset(row.thing for row in rows if row.data.get("ended")),
        told=frozenset((row.kind, row.subject, row.firing, row.data["due"]) for row in told),
    )


def _ahead(
    want: dict[str, Wanted], calendar: WorkCalendar, now: datetime
) -> Iterator[tuple[str, Wanted]]:
    """Leave out what is past, but for the last firing about each thing.

    Asked of all that is wanted: a firing left out before must not pass for the last one later.
    """
    latest: dict[tuple[str, str], int] = {}
    for wanted in want.values():
        about = (wanted.kind, wanted.subject)
        latest[about] = max(wanted.firing, latest.get(about, 0))
    for key, wanted in want.items():
        is_last = latest[wanted.kind, wanted.subject] == wanted.firing
        if is_last or calendar.at(wanted.on, wanted.at) > now:
            yield key, wanted


def _fields(complaint: Complaint, wanted: Wanted, calendar: WorkCalendar) -> dict[str, object]:
    due_at = calendar.at(wanted.on, wanted.at)
    return {
        "kind": wanted.kind,
        "user": complaint.owner,
        "complaint": complaint,
        "subject": wanted.subject,
        "firing": wanted.firing,
        "local_date": wanted.on,
        "local_time": wanted.at,
        "tz": str(calendar.zone),
        "due_at": due_at,
        "not_after": due_at + WEEK,
        "severity": wanted.severity,
        "plan_rev": complaint.plan_rev,
        "data": wanted.data,
    }


def _was_called_off(row: Reminder, reasons: Collection[str]) -> bool:
    """Say whether `row` was called off for one of `reasons`: a date may move away and come back,
    and the daily mail be switched on again."""
    return row.state == Reminder.State.CANCELLED and row.reason in reasons


def _revive(rows: Sequence[Reminder], now: datetime) -> None:
    for row in rows:
        row.planned_at = now
    if rows:
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=Reminder.State.SCHEDULED, reason="", closed_at=None, planned_at=now
        )


def _refresh_times(
    complaint: Complaint,
    rows: Sequence[Reminder],
    want: dict[str, Wanted],
    wished: Collection[str],
    calendar: WorkCalendar,
    now: datetime,
) -> None:
    """Derive the moment again from the local intention: zone or hour may have changed."""
    changed = []
    for row in rows:
        if row.dedupe_key not in want and row.dedupe_key not in wished:
            continue
        before = _times(row)
        if row.dedupe_key in want:
            wanted = want[row.dedupe_key]
            row.local_date, row.local_time = wanted.on, wanted.at
            row.severity = wanted.severity
        derive(row, calendar)
        if _times(row) == before:
            continue
        if row.due_at != before[0]:
            row.planned_at = now
        row.plan_rev = complaint.plan_rev
        changed.append(row)
    if changed:
        Reminder.objects.bulk_update(changed, [*TIMES, "planned_at", "plan_rev"])


def _times(row: Reminder) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in TIMES)


def derive(row: Reminder, calendar: WorkCalendar) -> None:
    """Set the moments of `row` (UTC) from the local date and time it means."""
    row.tz = str(calendar.zone)
    row.due_at = calendar.at(row.local_date, row.local_time)
    row.not_after = row.due_at + WEEK


def _unwanted(complaint: Complaint, wanted: Collection[str], came_back: bool) -> QuerySet[Reminder]:
    rows = complaint.reminders.filter(audience=Reminder.Audience.OWNER)
    rows = rows.exclude(dedupe_key__in=wanted)
    return rows if came_back else rows.exclude(kind=MOMENT)


def _cancel(rows: QuerySet[Reminder], *, now: datetime) -> None:
    rows.filter(state=Reminder.State.SCHEDULED).update(
        state=Reminder.State.CANCELLED, reason=NOT_NEEDED, closed_at=now
    )


def _stop_mails(complaint: Complaint, wanted: Collection[str], *, now: datetime) -> None:
    """Take back single reminders that became mails but have not left yet."""
    keys = (
        complaint.reminders.filter(state=Reminder.State.EMITTED, email__state__in=OPEN)
        .exclude(dedupe_key__in=wanted)
        .values_list("email__dedupe_key", flat=True)
    )
    if late := list(keys):
        queue.cancel(topic=complaint.topic, keys=late, now=now)
