"""Makes the reminder rows match a complaint: what is wanted is a pure answer, the rest is set
difference."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.working_time import WorkCalendar
from complaints.models import Complaint, Delivery, Plan, Promise, Reminder
from complaints.workflow import ENDED, State
from outbox import queue
from outbox.models import OPEN

MOMENT = "R0b"
NOT_NEEDED = "no longer needed"
ACK_LAST_CALL_MINUTES = 2 * 60
# Two firings closer together than this would only say the same thing twice.
TOO_CLOSE = timedelta(minutes=30)
USEFUL_AFTER = timedelta(days=1)
SOON, TODAY, OVERDUE = 10, 20, 30
WEEK = timedelta(days=7)
SWEEP_AFTER = timedelta(hours=24)
SWEEP_BATCH = 500
NINE = time(9, 0)
# Six weeks of daily reminders; by then the daily mail has long said it too.
MONEY_FIRINGS = 30


@dataclass(frozen=True)
class Wanted:
    """One reminder that should exist: what it is about, and the local date and time it means."""

    kind: str
    subject: str
    anchor: str
    firing: int
    on: date
    at: time
    severity: int = SOON
    data: dict[str, str] = field(default_factory=dict)

    def key(self, complaint: Complaint) -> str:
        """Return the key that makes it unique.

        The anchor is the due date. The reopen count lets a complaint that comes back to the same
        date be reminded again; a new plan or promise has a number of its own.
        """
        again = f"r={complaint.reopen_count}"
        return f"{self.kind}|{self.subject}|{self.anchor}|n={self.firing}|{again}|owner"


def desired(complaint: Complaint) -> list[Wanted]:
    """Return every reminder that the complaint, as it stands, asks for."""
    preferences = complaint.owner.preferences
    calendar = preferences.calendar()
    return list(_RULES.get(State(complaint.state), _nothing)(complaint, calendar))


def replan(complaint: Complaint, *, now: datetime, came_back: bool = True) -> None:
    """Make the rows match: add what is missing, cancel what is no longer wanted.

    Runs in the transaction of the move. A firing that is past already is left out, unless it is
    the last one of its kind. `came_back` also ends the wish to be asked again after a moment.
    """
    Complaint.objects.filter(pk=complaint.pk).update(plan_rev=F("plan_rev") + 1, replanned_at=now)
    complaint.refresh_from_db(fields=["plan_rev", "replanned_at"])
    calendar = complaint.owner.preferences.calendar()
    want = {wanted.key(complaint): wanted for wanted in desired(complaint)}
    known = set(Reminder.objects.filter(dedupe_key__in=want).values_list("dedupe_key", flat=True))
    ahead = dict(_ahead(want, calendar, now))
    Reminder.objects.bulk_create(
        [_row(complaint, key, each, calendar) for key, each in ahead.items() if key not in known],
        ignore_conflicts=True,
    )
    _revive(complaint, [key for key in ahead if key in known])
    _refresh_times(complaint, {key: want[key] for key in known}, calendar)
    _cancel(_unwanted(complaint, list(want), came_back), now=now)
    _stop_mails(complaint, list(want), now=now)


def replan_sweep(now: datetime) -> int:
    """Replan live complaints that were not looked at for a day or whose owner changed something.

    Repairs what a bulk update or an edit elsewhere went around; returns how many were replanned.
    """
    stale = (
        Complaint.objects.exclude(state__in=[*ENDED, State.DRAFT])
        .filter(
            Q(replanned_at__isnull=True)
            | Q(replanned_at__lt=now - SWEEP_AFTER)
            | Q(owner__preferences__changed_at__gt=F("replanned_at"))
            | Q(project__changed_at__gt=F("replanned_at"))
        )
        .select_related("owner__preferences", "client", "project", "contact")
        .order_by("replanned_at")[:SWEEP_BATCH]
    )
    count = 0
    for complaint in stale:
        with transaction.atomic():
            replan(complaint, now=now, came_back=False)
        count += 1
    return count


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
    )


def _open(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    due = complaint.ack_due_at
    if due is None:
        return
    start = complaint.turn_since
    half = calendar.plus_working_minutes(start, calendar.working_minutes(start, due) // 2)
    last = calendar.minus_working_minutes(due, ACK_LAST_CALL_MINUTES)
    moments = [half, last] if last - half >= TOO_CLOSE else [last]
    for firing, moment in enumerate(moments, start=2 - len(moments)):
        local = calendar.local(moment)
        yield Wanted(
            "R1",
            f"complaint:{complaint.pk}",
            f"{due:%Y-%m-%dT%H:%MZ}",
            firing,
            local.date(),
            local.time().replace(microsecond=0),
            TODAY,
        )


def _acknowledged(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    for promise in _promises(complaint, Promise.Kind.PLAN):
        yield from _before_and_on(
            "R2", f"promise:{promise.pk}", promise.due_at, complaint, calendar
        )


def _proposed(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    plan = complaint.plans.filter(state=Plan.State.SENT).first()
    if plan is None or plan.answer_by is None:
        return
    days = (plan.answer_by, calendar.add_working_days(plan.answer_by, 2))
    for firing, on in enumerate(days):
        yield _daily("R5", f"plan:{plan.pk}", plan.answer_by, firing, on, TODAY, complaint)


def _in_progress(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    yield from _money(complaint, calendar)
    for promise in _promises(complaint, Promise.Kind.STEP, Promise.Kind.READY):
        yield from _before_and_on(
            "R6", f"promise:{promise.pk}", promise.due_at, complaint, calendar
        )


def _money(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    """The next working day at nine, then every working day, until it is paid."""
    for promise in _promises(complaint, Promise.Kind.MONEY):
        on = calendar.today(promise.made_at)
        anchor = calendar.today(promise.due_at).isoformat()
        for firing in range(MONEY_FIRINGS):
            on = calendar.add_working_days(on, 1)
            yield Wanted("R9", f"promise:{promise.pk}", anchor, firing, on, NINE, OVERDUE)


def _delivered(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    delivery: Delivery | None = complaint.deliveries.order_by("-delivered_at").first()
    if delivery is None:
        return
    first = calendar.add_working_days(delivery.feedback_by, 1)
    seventh = calendar.next_working_day(calendar.today(delivery.delivered_at) + WEEK)
    second = seventh if seventh > first else calendar.next_working_day(first + WEEK)
    for firing, on in enumerate((first, second)):
        subject = f"delivery:{delivery.pk}"
        yield _daily("R8b", subject, delivery.feedback_by, firing, on, TODAY, complaint)


def _resolved(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    if complaint.resolved_at is None:
        return
    anchor = calendar.today(complaint.resolved_at)
    on = calendar.add_working_days(anchor, 1)
    yield _daily("R10", f"complaint:{complaint.pk}", anchor, 0, on, SOON, complaint)


def _nothing(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    yield from ()


_RULES = {
    State.OPEN: _open,
    State.ACKNOWLEDGED: _acknowledged,
    State.PROPOSED: _proposed,
    State.IN_PROGRESS: _in_progress,
    State.DELIVERED: _delivered,
    State.RESOLVED: _resolved,
}


def _before_and_on(
    kind: str, subject: str, due_at: datetime, complaint: Complaint, calendar: WorkCalendar
) -> Iterator[Wanted]:
    """One working day before a date, so that it may only move earlier, and on the day itself."""
    on = calendar.today(due_at)
    before = calendar.add_working_days(on, -1)
    yield _daily(kind, subject, on, 0, before, SOON, complaint)
    yield _daily(kind, subject, on, 1, on, TODAY, complaint)


def _daily(
    kind: str,
    subject: str,
    anchor: date,
    firing: int,
    on: date,
    severity: int,
    complaint: Complaint,
) -> Wanted:
    at = complaint.owner.preferences.digest_at
    return Wanted(kind, subject, anchor.isoformat(), firing, on, at, severity)


def _promises(complaint: Complaint, *kinds: str) -> list[Promise]:
    return list(
        complaint.promises.filter(kind__in=kinds, kept_at=None, released_at=None).order_by(
            "due_at", "pk"
        )
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


def _row(complaint: Complaint, key: str, wanted: Wanted, calendar: WorkCalendar) -> Reminder:
    return Reminder(dedupe_key=key, **_fields(complaint, wanted, calendar))


def _revive(complaint: Complaint, keys: list[str]) -> None:
    """Plan again what was called off and never sent: a date may move away and come back."""
    complaint.reminders.filter(
        dedupe_key__in=keys, state=Reminder.State.CANCELLED, reason=NOT_NEEDED, email=None
    ).update(state=Reminder.State.SCHEDULED, reason="", closed_at=None)


def _refresh_times(complaint: Complaint, known: dict[str, Wanted], calendar: WorkCalendar) -> None:
    """Derive the moment again from the local intention: zone or hour may have changed."""
    rows = Reminder.objects.filter(dedupe_key__in=known, state=Reminder.State.SCHEDULED)
    for row in rows:
        for name, value in _fields(complaint, known[row.dedupe_key], calendar).items():
            setattr(row, name, value)
    Reminder.objects.bulk_update(
        rows,
        ["local_date", "local_time", "tz", "due_at", "not_after", "severity", "plan_rev"],
    )


def _unwanted(complaint: Complaint, wanted: list[str], came_back: bool) -> QuerySet[Reminder]:
    rows = complaint.reminders.filter(audience=Reminder.Audience.OWNER)
    rows = rows.exclude(dedupe_key__in=wanted)
    return rows if came_back else rows.exclude(kind=MOMENT)


def _cancel(rows: QuerySet[Reminder], *, now: datetime) -> None:
    rows.filter(state=Reminder.State.SCHEDULED).update(
        state=Reminder.State.CANCELLED, reason=NOT_NEEDED, closed_at=now
    )


def _stop_mails(complaint: Complaint, wanted: list[str], *, now: datetime) -> None:
    """Take back single reminders that became mails but have not left yet."""
    keys = (
        complaint.reminders.filter(state=Reminder.State.EMITTED, email__state__in=OPEN)
        .exclude(dedupe_key__in=wanted)
        .values_list("email__dedupe_key", flat=True)
    )
    if late := list(keys):
        queue.cancel(topic=complaint.topic, keys=late, now=now)
