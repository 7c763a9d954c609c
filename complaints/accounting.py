"""The accounting of the reminders: each one is planned, out as a mail, or closed with a reason."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from complaints.models import Reminder

SETTLED_WITH_REASON = (Reminder.State.CANCELLED, Reminder.State.EXPIRED)


def audit(now: datetime, *, late_after: timedelta) -> dict[str, Any]:
    """Return how many reminders stand where at `now` (UTC), and the `problems` as sentences.

    A reminder that is still only planned when it is due, and was planned, for longer than
    `late_after` is one that the engine has forgotten. What the slow round plans after its time is
    not: it goes with the next round.
    """
    rows = Reminder.objects.order_by()
    states = dict(rows.values_list("state").annotate(count=Count("pk")))
    total = rows.count()
    since = now - late_after
    planned = Q(planned_at__lt=since) | Q(planned_at__isnull=True)
    forgotten = rows.filter(planned, state=Reminder.State.SCHEDULED, due_at__lt=since).count()
    bare = rows.filter(state__in=Reminder.WENT_OUT, email=None).count()
    mute = rows.filter(state__in=SETTLED_WITH_REASON, reason="").count()
    problems = [
        sentence
        for wrong, sentence in (
            (total != sum(states.values()), "The states of the reminders do not add up."),
            (forgotten, f"{forgotten} reminders are due and were not turned into mail."),
            (bare, f"{bare} reminders went out without a mail."),
            (mute, f"{mute} reminders were closed without a reason."),
        )
        if wrong
    ]
    return {"total": total, "states": states, "problems": problems}
