"""The signed, expiring links in a mail that work without signing in: done, put off, stop."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from complaints.models import Reminder

SALT = "complaints.reminders"
GOOD_FOR = timedelta(days=30)


def token_for(row: Reminder) -> str:
    """Return the signed word that stands for `row` in a link."""
    return signing.dumps(row.pk, salt=SALT)


def url_for(row: Reminder, action: str = "") -> str:
    """Return the full address of the page that asks what to do with `row`."""
    kwargs = {"token": token_for(row)}
    if action:
        return settings.SITE_URL + reverse("reminder_action", kwargs=kwargs | {"action": action})
    return settings.SITE_URL + reverse("reminder_actions", kwargs=kwargs)


def reminder_behind(token: str) -> Reminder | None:
    """Return the reminder of a link; None when it was not made here or is older than 30 days."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return (
        Reminder.objects.select_related(
            "user__preferences",
            "complaint__owner__preferences",
            "complaint__client",
            "complaint__project",
        )
        .filter(pk=pk, user__is_active=True)
        .first()
    )
