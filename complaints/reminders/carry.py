"""Carries what is in doubt: a mail that may not have arrived is not sent again; what it said goes
into the next daily mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from complaints.models import Reminder
from complaints.reminders import schedule
from complaints.reminders.wanted import is_wanted
from outbox import suppression
from outbox.literals import literally
from outbox.models import DISMISSED, NOT_ARRIVED, OutgoingEmail
from outbox.recovery import GRACE

LOOK_BACK = timedelta(days=14)


def users(now: datetime) -> list[User]:
    """Return the users for whom something waits to be carried at `now` (UTC)."""
    mails = OutgoingEmail.objects.filter(state__in=literally(NOT_ARRIVED))
    rows = _in_doubt(mails, now).filter(user__preferences__digest_on=True)
    keys = set(rows.order_by().values_list("user_id", flat=True))
    if not keys:
        return []
    found = list(User.objects.select_related("preferences").filter(pk__in=keys).order_by("pk"))
    closed = suppression.suppressed(user.email for user in found)
    return [user for user in found if user.email.lower() not in closed]


def waiting(user: User, now: datetime) -> list[Reminder]:
    """Return the reminders of `user` whose mail may not have arrived and that are still wanted."""
    rows = list(
        _in_doubt(OutgoingEmail.objects.filter(user=user, state__in=NOT_ARRIVED), now)
        .select_related(
            "email",
            "carried_by",
            "user__preferences",
            "complaint__owner__preferences",
            "complaint__client",
            "complaint__project",
            "complaint__listening",
        )
        .order_by("due_at", "pk")
    )
    wanted = [row for row in rows if _is_wanted(row)]
    settle((row for row in rows if row not in wanted), by=None, now=now)
    return [] if suppression.suppressed([user.email]) else wanted


def settle(rows: Iterable[Reminder], *, by: OutgoingEmail | None, now: datetime) -> None:
    """Note that `rows` went into the mail `by`, or with None that they need not go anywhere."""
    keys = [row.pk for row in rows]
    Reminder.objects.filter(pk__in=keys).update(carried_by=by, carried_at=now)


def _in_doubt(mails: QuerySet[OutgoingEmail], now: datetime) -> QuerySet[Reminder]:
    """Return the reminders whose last mail is one of `mails`, which are looked up first."""
    lost = mails.filter(audience="owner", created_at__gte=now - LOOK_BACK).exclude(
        Q(resolution=DISMISSED) | Q(uncertain_since__gt=now - GRACE)
    )
    keys = list(lost.values_list("pk", flat=True))
    return Reminder.objects.filter(
        Q(carried_at__isnull=True, email__in=keys) | Q(carried_by__in=keys),
        state__in=Reminder.WENT_OUT,
        audience=Reminder.Audience.OWNER,
        user__is_active=True,
    )


def _is_wanted(row: Reminder) -> bool:
    return row.kind != schedule.MOMENT and is_wanted(row)
