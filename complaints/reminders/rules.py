"""Which reminders a complaint, as it stands, asks for. Reads rows; changes none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from accounts.given import GivenDate
from accounts.working_time import WorkCalendar
from complaints import gates
from complaints.models import Complaint, Delivery, Plan, Promise
from complaints.reminders.catalogue import CATALOGUE
from complaints.workflow import State

ACK_LAST_CALL_MINUTES = 2 * 60
# Two firings closer together than this would only say the same thing twice.
TOO_CLOSE = timedelta(minutes=30)
# What would fall into the quiet hours and may only come earlier comes this long before them.
BEFORE_QUIET = timedelta(minutes=15)
SOON, TODAY, OVERDUE = 10, 20, 30
DAY, WEEK = timedelta(days=1), timedelta(days=7)
THREE_DAYS = 3 * DAY
# A reminder that came closer to its date than this would leave no time to act on it.
LEAST_AHEAD = timedelta(hours=1)
NINE = time(9, 0)
# Working days for which promised money is mentioned after its date: six weeks.
MONEY_LATE_DAYS = 30


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

    def key(self, complaint: Complaint | None = None) -> str:
        """Return the key that makes it unique.

        The anchor is the due date. The reopen count lets a complaint that comes back to the same
        date be reminded again; a new plan or promise has a number of its own.
        """
        again = f"r={complaint.reopen_count if complaint else 0}"
        return f"{self.kind}|{self.subject}|{self.anchor}|n={self.firing}|{again}|owner"


def desired(complaint: Complaint) -> list[Wanted]:
    """Return every reminder that the complaint, as it stands, asks for."""
    calendar = complaint.owner.preferences.calendar()
    rule = _RULES.get(State(complaint.state), _nothing)
    if complaint.on_hold_until:
        # While it is on hold only promised money is mentioned.
        rule = _money
    return [wanted for wanted in rule(complaint, calendar) if CATALOGUE[wanted.kind].is_on]


def _draft(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    """The next morning, and once more three days later."""
    started, since = calendar.today(complaint.turn_since), _moment(complaint.turn_since)
    first = calendar.next_working_day(started + DAY)
    for firing, on in enumerate((first, calendar.next_working_day(first + THREE_DAYS))):
        yield _daily("R0", f"complaint:{complaint.pk}", started, firing, on, SOON, complaint, since)


def _open(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    due = complaint.ack_due_at
    if due is None:
        return
    for firing, moment in _calls(complaint, due, calendar):
        local = calendar.local(moment)
        yield Wanted(
            "R1",
            f"complaint:{complaint.pk}",
            f"{due:%Y-%m-%dT%H:%MZ}",
            firing,
            local.date(),
            local.time().replace(microsecond=0, fold=0),
            TODAY,
        )


def _calls(
    complaint: Complaint, due: datetime, calendar: WorkCalendar
) -> Iterator[tuple[int, datetime]]:
    """Half-way to the deadline and shortly before it; once where that would be too close."""
    start = complaint.turn_since
    ahead = 60 * complaint.owner.preferences.lead_time("reply_hours")
    half = calendar.plus_working_minutes(start, calendar.working_minutes(start, due) // 2)
    last = calendar.minus_working_minutes(due, ahead)
    half, last = (_before_quiet(complaint, moment) for moment in (half, last))
    moments = [half, last] if last - half >= TOO_CLOSE else [last]
    yield from enumerate(moments, start=2 - len(moments))


def _before_quiet(complaint: Complaint, moment: datetime) -> datetime:
    """Return `moment`, or one before the quiet hours it falls into: a deadline does not wait."""
    quiet = complaint.owner.preferences.quiet_hours()
    if not quiet.hold(moment):
        return moment
    earlier = quiet.start_before(moment) - BEFORE_QUIET
    return earlier if earlier > complaint.turn_since else moment


def _acknowledged(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    lead = complaint.owner.preferences.lead_time("plan_days")
    lacks_cause = bool(gates.cause_noted(complaint, complaint.turn_since))
    for promise in _promises(complaint, Promise.Kind.PLAN):
        yield from _before_and_on("R2", promise, lead, complaint, calendar)
        if lacks_cause:
            first, _last = _days_before(promise.due, lead, complaint, calendar)
            subject, data = f"promise:{promise.pk}", _moment(promise.due_at)
            yield _daily("R3", subject, promise.due_on, 0, first, SOON, complaint, data)


def _proposed(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    plan = complaint.plans.filter(state=Plan.State.SENT).first()
    if plan is None or plan.answer_by is None:
        return
    again = complaint.owner.preferences.lead_time("ask_days")
    days = (plan.answer_by, calendar.add_working_days(plan.answer_by, again))
    for firing, on in enumerate(days):
        yield _daily("R5", f"plan:{plan.pk}", plan.answer_by, firing, on, TODAY, complaint)


def _in_progress(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    yield from _money(complaint, calendar)
    lead = complaint.owner.preferences.lead_time("step_days")
    for promise in _promises(complaint, Promise.Kind.STEP, Promise.Kind.READY):
        yield from _before_and_on("R6", promise, lead, complaint, calendar)


def _money(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    """The next working day at nine, then every working day, until it is paid; for six weeks after
    its date at most."""
    for promise in _promises(complaint, Promise.Kind.MONEY):
        on, due = calendar.today(promise.made_at), promise.due_on
        last = calendar.add_working_days(max(on, due), MONEY_LATE_DAYS)
        for firing in count():
            on = calendar.add_working_days(on, 1)
            if on > last:
                break
            subject, data = f"promise:{promise.pk}", _moment(promise.due_at)
            yield Wanted("R9", subject, due.isoformat(), firing, on, NINE, OVERDUE, data)


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
    on = calendar.add_working_days(anchor, complaint.owner.preferences.lead_time("close_days"))
    data = _moment(complaint.resolved_at)
    yield _daily("R10", f"complaint:{complaint.pk}", anchor, 0, on, SOON, complaint, data)


def _nothing(complaint: Complaint, calendar: WorkCalendar) -> Iterator[Wanted]:
    yield from ()


_RULES = {
    State.DRAFT: _draft,
    State.OPEN: _open,
    State.ACKNOWLEDGED: _acknowledged,
    State.PROPOSED: _proposed,
    State.IN_PROGRESS: _in_progress,
    State.DELIVERED: _delivered,
    State.RESOLVED: _resolved,
}


def _before_and_on(
    kind: str, promise: Promise, lead: int, complaint: Complaint, calendar: WorkCalendar
) -> Iterator[Wanted]:
    """Working days before a date, so that it may only move earlier, and on the day itself.

    Where both would come with the same daily mail, the last one says it.
    """
    subject, on, data = f"promise:{promise.pk}", promise.due_on, _moment(promise.due_at)
    first, last = _days_before(promise.due, lead, complaint, calendar)
    if first < last:
        yield _daily(kind, subject, on, 0, first, SOON, complaint, data)
    yield _daily(kind, subject, on, 1, last, TODAY, complaint, data)


def _days_before(
    due: GivenDate, lead: int, complaint: Complaint, calendar: WorkCalendar
) -> tuple[date, date]:
    """Return the days of the first and the last daily mail before `due`.

    The last one comes on the day itself where its hour still helps, else on the working day
    before: a date may end early, or have been given where that day ends sooner.
    """
    at = complaint.owner.preferences.digest_at
    last = min(due.on, calendar.today(due.at))
    while calendar.at(last, at) > due.at - LEAST_AHEAD:
        last = calendar.last_working_day(last - DAY)
    return min(calendar.add_working_days(due.on, -lead), last), last


def _moment(at: datetime) -> dict[str, str]:
    """Return what tells a new date from the same one, seen from another zone: its moment."""
    return {"due": at.astimezone(UTC).isoformat()}


def _daily(
    kind: str,
    subject: str,
    anchor: date,
    firing: int,
    on: date,
    severity: int,
    complaint: Complaint,
    data: dict[str, str] | None = None,
) -> Wanted:
    at = complaint.owner.preferences.digest_at
    return Wanted(kind, subject, anchor.isoformat(), firing, on, at, severity, data or {})


def _promises(complaint: Complaint, *kinds: str) -> list[Promise]:
    return list(
        complaint.promises.filter(kind__in=kinds, kept_at=None, released_at=None).order_by(
            "due_at", "pk"
        )
    )
