"""The reminder that a complaint in bulk asks for next, under the key the schedule gives it."""

from datetime import datetime, time

from complaints.demo.batch import Batch
from complaints.demo.fate import Fate
from complaints.models import Reminder
from complaints.reminders import schedule
from complaints.workflow import State

# Kind, what it is about, which firing, and how many working days after the date.
_DAILY = {
    State.ACKNOWLEDGED: ("R2", "promise", 1, 0),
    State.PROPOSED: ("R5", "plan", 0, 0),
    State.IN_PROGRESS: ("R6", "promise", 1, 0),
    State.DELIVERED: ("R8b", "delivery", 0, 1),
}


def remind(fate: Fate, rows: Batch) -> None:
    """Put the reminder that the complaint asks for into `rows`, once its rows have their keys."""
    wanted = _wanted(fate)
    if wanted is None:
        return
    complaint = fate.complaint
    due_at = fate.calendar.at(wanted.on, wanted.at)
    rows.add(
        Reminder(
            dedupe_key=wanted.key(complaint),
            kind=wanted.kind,
            user_id=fate.owner.pk,
            complaint_id=complaint.pk,
            subject=wanted.subject,
            firing=wanted.firing,
            local_date=wanted.on,
            local_time=wanted.at,
            tz=str(fate.calendar.zone),
            due_at=due_at,
            not_after=due_at + schedule.WEEK,
            severity=wanted.severity,
        )
    )


def _wanted(fate: Fate) -> schedule.Wanted | None:
    """Return the last call of what is due next, under the key that the schedule gives it."""
    calendar, digest_at = fate.calendar, fate.owner.preferences.digest_at
    complaint, due_at = fate.complaint, fate.due_at
    if fate.state == State.RESOLVED and complaint.resolved_at:
        anchor = calendar.today(complaint.resolved_at)
        on = calendar.add_working_days(anchor, 1)
        subject = f"complaint:{complaint.pk}"
        return schedule.Wanted("R10", subject, anchor.isoformat(), 0, on, digest_at)
    if due_at is None:
        return None
    if fate.state == State.OPEN:
        last = calendar.local(calendar.minus_working_minutes(due_at, 120))
        anchor_text = f"{due_at:%Y-%m-%dT%H:%MZ}"
        return schedule.Wanted(
            "R1", f"complaint:{complaint.pk}", anchor_text, 1, last.date(), _clock(last), 20
        )
    kind, name, firing, later = _DAILY[fate.state]
    on = calendar.today(due_at)
    subject = f"{name}:{fate.about[name].pk}"
    remind_on = calendar.add_working_days(on, later) if later else on
    return schedule.Wanted(kind, subject, on.isoformat(), firing, remind_on, digest_at, 20)


def _clock(moment: datetime) -> time:
    return moment.time().replace(microsecond=0)
