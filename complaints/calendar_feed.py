"""What is due as an iCalendar file, behind a secret link that its owner can end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.formats import as_seen_by, plain
from accounts.models import User
from complaints.models import CalendarLink, Complaint, Delivery, Plan, Promise
from complaints.reminders.words import short
from complaints.workflow import LIVE, State

MOST = 1000
# A deadline with an hour is drawn as the half hour before it.
BEFORE = timedelta(minutes=30)
REFRESH = "PT1H"


@dataclass(frozen=True)
class Deadline:
    """One thing that is due: what it is about, and a moment (UTC) or a local date."""

    about: str
    title: str
    due: datetime | date
    complaint: Complaint


def make_link(user: User, *, now: datetime) -> CalendarLink:
    """Give `user` a new secret link; an earlier one opens nothing any more."""
    link, _made = CalendarLink.objects.update_or_create(
        user=user, defaults={"name": CalendarLink.new_name(), "made_at": now}
    )
    return link


def end_link(user: User) -> None:
    """End the link of `user`."""
    CalendarLink.objects.filter(user=user).update(name="")


def link_of(user: User) -> CalendarLink | None:
    """Return the link of `user`, or None while there is none."""
    return CalendarLink.objects.for_user(user).exclude(name="").first()


def user_behind(secret: str) -> User | None:
    """Return whose calendar a link opens; None for a link that has ended or never was."""
    name = secret.partition(".")[0]
    if not name or "\0" in name:
        return None
    links = CalendarLink.objects.filter(name=name, user__is_active=True)
    found = links.select_related("user__preferences").first()
    if found is None or not constant_time_compare(found.secret, secret):
        return None
    return found.user


def feed(user: User, *, now: datetime) -> bytes:
    """Return the iCalendar file (RFC 5545) of what is due for `user` at `now` (UTC)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Amends//What is due//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Amends"))
    calendar.add("x-wr-timezone", str(user.preferences.calendar().zone))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    with as_seen_by(user.preferences):
        for deadline in deadlines(user):
            calendar.add_component(_event(deadline, now))
    return bytes(calendar.to_ical())


def deadlines(user: User) -> Iterator[Deadline]:
    """Yield what is due for `user` and what they wait for, over all live complaints."""
    live = Complaint.objects.for_user(user).filter(state__in=LIVE).select_related("client")
    for row in live.filter(state=State.OPEN, ack_due_at__isnull=False)[:MOST]:
        title = _("Reply to %(client)s") % {"client": row.client.name}
        yield Deadline(f"reply:{row.pk}", title, row.ack_due_at or row.turn_since, row)
    yield from _promised(user)
    yield from _awaited(user)


def _promised(user: User) -> Iterator[Deadline]:
    promises = Promise.objects.for_user(user).filter(
        kept_at=None, released_at=None, complaint__state__in=LIVE
    )
    for promise in promises.select_related("complaint__client").order_by("due_at", "pk")[:MOST]:
        client = promise.complaint.client.name
        title = _("%(what)s, for %(client)s") % {"what": short(promise.what), "client": client}
        due = promise.due_at if promise.due_hour else promise.due_on
        yield Deadline(f"promise:{promise.pk}", title, due, promise.complaint)


def _awaited(user: User) -> Iterator[Deadline]:
    plans = Plan.objects.for_user(user).filter(
        state=Plan.State.SENT, answer_by__isnull=False, complaint__state=State.PROPOSED
    )
    for plan in plans.select_related("complaint__client")[:MOST]:
        title = _("Answer expected from %(client)s") % {"client": plan.complaint.client.name}
        yield Deadline(f"plan:{plan.pk}", title, plan.answer_by or date.min, plan.complaint)
    # Of several rounds only the last one waits for a check.
    later = Delivery.objects.filter(
        complaint=OuterRef("complaint"), delivered_at__gt=OuterRef("delivered_at")
    )
    checks = Delivery.objects.for_user(user).filter(
        ~Exists(later), complaint__state=State.DELIVERED
    )
    for delivery in checks.select_related("complaint__client").order_by("delivered_at")[:MOST]:
        title = _("Check expected from %(client)s") % {"client": delivery.complaint.client.name}
        yield Deadline(f"delivery:{delivery.pk}", title, delivery.feedback_by, delivery.complaint)


def _event(deadline: Deadline, now: datetime) -> Event:
    complaint = deadline.complaint
    changed = (complaint.replanned_at or now).astimezone(UTC).replace(microsecond=0)
    identity = salted_hmac("complaints.calendar", deadline.about, algorithm="sha256").hexdigest()[
        :32
    ]
    event = Event()
    event.add("uid", f"{identity}@{settings.SITE_HOST}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", complaint.plan_rev)
    event.add("summary", plain(" ".join(deadline.title.split()))[:200])
    event.add("description", complaint.ref)
    event.add("url", settings.SITE_URL + reverse("complaint", args=[complaint.ref]))
    event.add("transp", "TRANSPARENT")
    if isinstance(deadline.due, datetime):
        due = deadline.due.astimezone(UTC).replace(microsecond=0)
        event.add("dtstart", due - BEFORE)
        event.add("dtend", due)
    else:
        event.add("dtstart", deadline.due)
        event.add("dtend", deadline.due + timedelta(days=1))
    return event
