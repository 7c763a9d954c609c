"""Today: who is waiting for the freelancer, and what was promised for the next seven days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts import clock, currencies
from accounts.formats import hour, hour_of, quantity, relative_moment
from accounts.models import Preferences, User
from accounts.requests import OwnerRequest
from accounts.working_time import WorkCalendar
from accounts.zones import LOCALES, country_choices
from clients.models import Project
from complaints import beside, selectors
from complaints.models import Complaint, Promise
from complaints.moves import resending
from outbox import health

SHOWN = 5
DAYS = 7


@dataclass(frozen=True)
class Due:
    """One line of the next seven days."""

    what: str
    client: str
    at: str
    ref: str
    slug: str
    is_late: bool


@dataclass(frozen=True)
class Day:
    """One day with what is due on it; everything late stands under today."""

    on: date
    is_today: bool
    lines: list[Due]


@require_GET
def today(request: OwnerRequest) -> HttpResponse:
    """Show the first page after signing in."""
    user, now = request.user, clock.now()
    calendar = user.preferences.calendar()
    yours = [(row, beside.next_step(row, now)) for row in selectors.your_turn(user)]
    theirs = list(selectors.their_turn(user))
    is_new = not (yours or theirs or Complaint.objects.for_user(user).exists())
    context = {
        "now": now,
        "yours": yours[:SHOWN],
        "yours_count": len(yours),
        "more": yours[SHOWN:],
        "theirs": [(row, beside.next_step(row, now)) for row in theirs],
        "longest": theirs[0] if theirs else None,
        "days": next_days(user, calendar, now),
        "lead": _("Nobody is waiting for you, and there is nothing to set up first.")
        if is_new
        else _lead([row for row, _step in yours], now),
        "without_policy": None if yours or is_new else _without_policy(user),
        "is_new": is_new,
        "guessed": _guessed(user.preferences, now) if is_new else [],
        "is_running": health.is_running(health.ages(now)),
        "mail_problem": health.mail_problem(),
        "troubled": resending.troubled_count(user),
        "nav_current": "today",
    }
    return render(request, "complaints/today.html", context)


def next_days(user: User, calendar: WorkCalendar, now: datetime) -> list[Day]:
    """Return the next seven days that have something due, replies and promises together."""
    first = calendar.today(now)
    end = first + timedelta(days=DAYS)
    lines: dict[date, list[Due]] = {}
    for row in selectors.replies_before(user, calendar.at(end, datetime.min.time())):
        if row.ack_due_at is not None:
            on = max(calendar.today(row.ack_due_at), first)
            lines.setdefault(on, []).append(
                Due(
                    _("Reply"),
                    row.client.name,
                    hour(row.ack_due_at) if calendar.today(row.ack_due_at) >= first else "",
                    row.ref,
                    "acknowledge",
                    row.ack_due_at < now,
                )
            )
    for promise in selectors.promises_before(user, end):
        on = max(promise.due_on, first)
        complaint = promise.complaint
        at = hour_of(promise.due) if promise.due_on >= first else ""
        is_late = promise.due_at < now
        due = Due(_short(promise), complaint.client.name, at, complaint.ref, "", is_late)
        lines.setdefault(on, []).append(due)
    return [Day(on, on == first, lines[on]) for on in sorted(lines)]


def _guessed(preferences: Preferences, now: datetime) -> list[tuple[str, str]]:
    """Return what was guessed from the browser, in words; nothing once somebody answered it."""
    if not preferences.is_guessed:
        return []
    place = preferences.time_zone.rpartition("/")[2].replace("_", " ")
    countries, written = dict(country_choices()), dict(LOCALES)
    return [
        (_("Country"), countries.get(preferences.country, _("not known, so no public holidays"))),
        (_("Currency"), dict(currencies.choices()).get(preferences.currency, "")),
        (_("Time"), _("%(place)s, %(hour)s now") % {"place": place, "hour": hour(now)}),
        (_("Dates as in"), str(written.get(preferences.locale, preferences.locale))),
    ]


def _short(promise: Promise) -> str:
    """Return a word for a promise; only a step needs its own words."""
    if promise.kind == Promise.Kind.STEP:
        return promise.what
    return str(promise.get_kind_display())


def _lead(yours: list[Complaint], now: datetime) -> str:
    if not yours:
        return _("Nobody is waiting for you.")
    count = len(yours)
    people = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count) % {
        "count": quantity(count).capitalize()
    }
    due = yours[0].due
    if due is None:
        return people
    if yours[0].is_late(now):
        words = _("It was due %(when)s.") if count == 1 else _("The first was due %(when)s.")
    else:
        words = _("It is due %(when)s.") if count == 1 else _("The first is due %(when)s.")
    return f"{people} {words % {'when': relative_moment(due)}}"


def _without_policy(user: User) -> Project | None:
    running = Project.objects.for_user(user).filter(
        state__in=[Project.State.PLANNED, Project.State.ACTIVE], started_without_policy=""
    )
    return (
        running.exclude(agreements__state="agreed").select_related("client").order_by("-pk").first()
    )
