"""R16: reminds once of a project that started without an agreed policy. Planned by the sweep, since
projects and agreements know nothing of reminders."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from clients.models import Project
from complaints.models import Reminder
from complaints.models.reminder import anchor_of
from complaints.reminders.rules import SOON, Wanted
from complaints.reminders.schedule import NOT_NEEDED, derive
from policies.models import Agreement

logger = logging.getLogger(__name__)

KIND = "R16"
# Older projects are left alone: what was lived with for two weeks needs no reminder.
LOOK_BACK = timedelta(days=14)


def plan(now: datetime) -> int:
    """Make the R16 rows match the projects at `now` (UTC); return how many were added."""
    started = _without_agreement().filter(
        started_on__gte=(now - LOOK_BACK).date(), started_on__lte=(now + timedelta(days=1)).date()
    )
    rows = {}
    for project in started.select_related("owner__preferences"):
        try:
            row = _row(project, now)
        except Exception:
            # One project with an impossible date must not keep the others from being planned.
            logger.exception("The reminder of one project could not be planned")
            continue
        rows[row.dedupe_key] = row
    known = set(Reminder.objects.filter(dedupe_key__in=rows).values_list("dedupe_key", flat=True))
    told = _told(rows.values())
    added = [row for key, row in rows.items() if key not in known and row.subject not in told]
    Reminder.objects.bulk_create(added, ignore_conflicts=True)
    _keep_up(now)
    return len(added)


def project_of(row: Reminder) -> int:
    """Return the primary key of the project that `row` is about."""
    return int(row.subject.partition(":")[2])


def is_wanted(row: Reminder) -> bool:
    """Say whether the project of `row` still has no agreement and no reason for it, and began on
    the day that the row names."""
    open_ones = _without_agreement().filter(pk=project_of(row))
    return open_ones.filter(started_on=anchor_of(row.dedupe_key)).exists()


def _told(rows: Iterable[Reminder]) -> set[str]:
    """Return which subjects of `rows` were mentioned before, perhaps with another first day."""
    subjects = {row.subject for row in rows}
    told = Reminder.objects.filter(kind=KIND, subject__in=subjects, state__in=Reminder.WENT_OUT)
    return set(told.values_list("subject", flat=True))


def _without_agreement() -> QuerySet[Project]:
    agreed = Agreement.objects.filter(project=OuterRef("pk"), state=Agreement.State.AGREED)
    return Project.objects.filter(
        ~Exists(agreed), state=Project.State.ACTIVE, started_without_policy=""
    )


def _row(project: Project, now: datetime) -> Reminder:
    preferences = project.owner.preferences
    calendar = preferences.calendar()
    started = project.started_on or calendar.today(now)
    wanted = Wanted(
        KIND,
        f"project:{project.pk}",
        started.isoformat(),
        0,
        calendar.add_working_days(started, 1),
        preferences.digest_at,
        SOON,
    )
    row = Reminder(
        dedupe_key=wanted.key(),
        kind=KIND,
        user=project.owner,
        subject=wanted.subject,
        local_date=wanted.on,
        local_time=wanted.at,
        severity=wanted.severity,
        planned_at=now,
    )
    derive(row, calendar)
    return row


def _keep_up(now: datetime) -> None:
    """Call off what a yes or a reason has settled, and follow a changed zone or hour."""
    planned = Reminder.objects.filter(kind=KIND, state=Reminder.State.SCHEDULED)
    for row in planned.select_related("user__preferences"):
        try:
            _keep_one_up(row, now)
        except Exception:
            logger.exception("The reminder of one project could not be kept up")


def _keep_one_up(row: Reminder, now: datetime) -> None:
    if not is_wanted(row):
        Reminder.objects.filter(pk=row.pk, state=Reminder.State.SCHEDULED).update(
            state=Reminder.State.CANCELLED, reason=NOT_NEEDED, closed_at=now
        )
        return
    preferences = row.user.preferences
    calendar = preferences.calendar()
    if (row.local_time, row.tz) != (preferences.digest_at, str(calendar.zone)):
        row.local_time, row.planned_at = preferences.digest_at, now
        derive(row, calendar)
        row.save(update_fields=["local_time", "tz", "due_at", "not_after", "planned_at"])
