"""How many reminder mails one person gets in an hour and a day; what is above waits and folds."""

from datetime import datetime, timedelta

from accounts.models import User
from complaints.reminders.arrange import DayMail, Room
from outbox.models import MailState, OutgoingEmail

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_AN_HOUR, IN_A_DAY = 6, 20
# Fewer in the hour after a catch-up: it said everything already.
AFTER_CATCH_UP = 3
CATCH_UP = "catchup"
DIGEST = "digest"
# These come because somebody asked for them just now.
ASKED_FOR = ("test",)
NEVER_CAME = (MailState.CANCELLED, MailState.EXPIRED)


def room(user: User, now: datetime) -> Room:
    """Return how many mails `user` may still get at `now` (UTC), and when there is room again."""
    recent = list(
        OutgoingEmail.objects.filter(
            user=user, audience="owner", created_at__gt=now - DAY, created_at__lte=now
        )
        .exclude(state__in=NEVER_CAME)
        .exclude(kind__in=ASKED_FOR)
        .order_by("-created_at")
        .values_list("created_at", "kind")[:IN_A_DAY]
    )
    hour = [(at, kind) for at, kind in recent if at > now - HOUR]
    most = AFTER_CATCH_UP if any(kind == CATCH_UP for _at, kind in hour) else IN_AN_HOUR
    left = min(most - len(hour), IN_A_DAY - len(recent))
    if left > 0:
        return Room(left, now)
    free = now
    if len(hour) >= most:
        free = max(free, hour[most - 1][0] + HOUR)
    if len(recent) >= IN_A_DAY:
        free = max(free, recent[IN_A_DAY - 1][0] + DAY)
    return Room(0, free)


def day_key(user: User, now: datetime) -> str:
    """Return the key of the day's mail: there is one for each local date."""
    return f"digest:{user.pk}:{user.preferences.calendar().today(now).isoformat()}"


def day_mail(user: User, now: datetime) -> DayMail:
    """Return whether the mail of the day may go at `now` (UTC), else when the next one may.

    Left over from yesterday, it would take the place of today's own; late, it does not come at
    night.
    """
    preferences = user.preferences
    calendar, quiet = preferences.calendar(), preferences.quiet_hours()
    today = calendar.today(now)
    at_its_hour = calendar.at(today, preferences.digest_at)
    if now < at_its_hour:
        return DayMail(False, at_its_hour)
    tomorrow = calendar.at(today + DAY, preferences.digest_at)
    too_late = quiet.hold(now) and now - at_its_hour > HOUR
    if too_late or OutgoingEmail.objects.filter(dedupe_key=day_key(user, now)).exists():
        return DayMail(False, tomorrow)
    return DayMail(True, now)
