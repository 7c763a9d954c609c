"""What the page of reminders shows: each reminder by state and why, and whether mail is moving."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet, Value, Window
from django.db.models.functions import Concat, RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import local_date, moment, quantity, relative_moment, short_day
from accounts.models import User
from complaints.models import Reminder
from complaints.reminders import actions, links, words
from complaints.reminders.catalogue import CATALOGUE
from complaints.reminders.dispatch import NOT_MADE, TOO_LATE
from complaints.reminders.schedule import SWITCHED_OFF
from complaints.reminders.words import Line
from outbox import health, suppression
from outbox.models import WAITING, OutgoingEmail

State = Reminder.State
PLANNED, TOLD, CLOSED = "planned", "told", "closed"
SHOWS: dict[str, tuple[str, ...]] = {
    PLANNED: (State.SCHEDULED,),
    TOLD: (State.EMITTED, State.FOLDED),
    CLOSED: (State.SUPERSEDED, State.CANCELLED, State.EXPIRED),
}
MINUTE = timedelta(minutes=1)
# Why one was not sent, where somebody may want to know or to bring it back.
WORTH_A_LOOK = (*actions.BY_HAND, SWITCHED_OFF, NOT_MADE, TOO_LATE)
MOST_TESTS, TESTS_WITHIN = 5, timedelta(minutes=10)


@dataclass(frozen=True)
class Shown:
    """One reminder as the page lists it; `line` is missing when it cannot be worded.

    `again` says when a planned one comes after that.
    """

    row: Reminder
    line: Line | None
    at: datetime
    why: str
    again: str
    token: str

    @property
    def was_ended_by_hand(self) -> bool:
        """Whether somebody said it is done, or stopped it."""
        return self.row.reason in actions.BY_HAND


@dataclass(frozen=True)
class Light:
    """Whether reminders are running, in words."""

    is_running: bool
    problem: str
    last_tick: str
    waiting: int
    oldest: str
    held_back: str


def listed(user: User, show: str) -> QuerySet[Reminder]:
    """Return the reminders of `user` that `show` (planned, told, closed) asks for.

    What is planned several times stands there once, with its next moment.
    """
    order = ("due_at", "pk") if show == PLANNED else ("-closed_at", "-pk")
    rows: QuerySet[Reminder] = Reminder.objects.for_user(user).filter(state__in=SHOWS[show])
    if show == CLOSED:
        # What was no longer needed, or replaced by a later one, is of no use to anybody.
        rows = rows.filter(reason__in=WORTH_A_LOOK)
    if show == PLANNED:
        rows = _each_once(rows)
    return rows.select_related(
        "user__preferences",
        "complaint__client",
        "complaint__project",
        "complaint__listening",
        "email",
        "carried_by",
    ).order_by(*order)


def _each_once(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Return the next of each thing in `rows`, with `times` and `last` of all about it."""
    about = [F("kind"), F("subject")]
    once: Any = rows.annotate(
        place=Window(RowNumber(), partition_by=about, order_by=["due_at", "pk"]),
        times=Window(Count("pk"), partition_by=about),
        last=Window(Max("due_at"), partition_by=about),
    )
    found: QuerySet[Reminder] = once.filter(place=1)
    return found


def counts(user: User) -> dict[str, int]:
    """Return how many reminders each way of showing holds."""
    about = Concat("kind", Value("|"), "subject")
    rows = Reminder.objects.for_user(user).order_by().values("state")
    rows = rows.exclude(state__in=SHOWS[CLOSED]) | rows.filter(reason__in=WORTH_A_LOOK)
    found = rows.annotate(n=Count("pk"), things=Count(about, distinct=True))
    times = {row["state"]: row["n"] for row in found}
    once = {row["state"]: row["things"] for row in found}
    by_show = {PLANNED: once, TOLD: times, CLOSED: times}
    return {show: sum(by_show[show].get(s, 0) for s in states) for show, states in SHOWS.items()}


def shown(rows: Sequence[Reminder], now: datetime) -> list[Shown]:
    """Return the rows of a page with their words, and why each stands where it stands."""
    lines, sharing = words.lines(rows, now=now, with_text=False), _sharing(rows)
    return [
        Shown(
            row=row,
            line=lines.get(row.pk),
            at=row.closed_at or row.due_at,
            why=_why(row, lines.get(row.pk), is_alone=sharing.get(row.email_id, 1) == 1),
            again=_again(row, now),
            token=links.token_for(row),
        )
        for row in rows
    ]


def light(user: User, now: datetime) -> Light:
    """Return whether reminders are running at `now` (UTC), and what waits for `user`."""
    ages = health.ages(now)
    last = ages.get("materialise")
    waiting = OutgoingEmail.objects.for_user(user).filter(state__in=WAITING)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("next_attempt_at"))
    oldest = found["oldest"]
    held = suppression.suppressed([user.email]).get(user.email.lower())
    return Light(
        is_running=health.is_running(ages),
        problem=health.mail_problem(),
        last_tick=ago(timedelta(seconds=last)) if last is not None else _("never"),
        waiting=found["count"],
        oldest=ago(now - oldest) if oldest and oldest <= now else "",
        held_back=held.reason if held else "",
    )


def ago(span: timedelta) -> str:
    """Return a span of time as a person says it: "a moment ago", "3 minutes ago"."""
    minutes = int(max(span, timedelta()) / MINUTE)
    if minutes < 1:
        return _("a moment ago")
    if minutes < 120:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {
            "count": minutes
        }
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    return ngettext("%(count)s day ago", "%(count)s days ago", hours // 24) % {"count": hours // 24}


def last_test(user: User) -> OutgoingEmail | None:
    """Return the latest test mail of `user`."""
    tests = OutgoingEmail.objects.for_user(user).filter(kind="test")
    return tests.order_by("-created_at").first()


def asked_often(user: User, now: datetime) -> bool:
    """Return whether `user` has had as many test mails as one needs, at `now` (UTC)."""
    tests = OutgoingEmail.objects.for_user(user).filter(
        kind="test", created_at__gt=now - TESTS_WITHIN, created_at__lte=now
    )
    return tests.count() >= MOST_TESTS


def named(emails: Iterable[OutgoingEmail]) -> dict[str, list[str]]:
    """Return what stood in the reminder mails among `emails`, by the text of their key."""
    rows = Reminder.objects.filter(email__in=list(emails)).select_related("complaint")
    refs: dict[str, list[str]] = {}
    for row in rows:
        known = refs.setdefault(str(row.email_id), [])
        if row.complaint and row.complaint.ref not in known:
            known.append(row.complaint.ref)
    return refs


def _again(row: Reminder, now: datetime) -> str:
    """Say when a planned one comes after its next moment; `listed` counted how often."""
    times, last = getattr(row, "times", 1), getattr(row, "last", row.due_at)
    if times == 1:
        return ""
    today = local_date(now)
    if words_of_it := CATALOGUE[row.kind].again:
        return str(words_of_it) % {"last": short_day(last, today)}
    more = _("Then %(last)s.") if times == 2 else _("Then %(count)s times more, until %(last)s.")
    return more % {"count": quantity(times - 1), "last": relative_moment(last, today)}


def _sharing(rows: Sequence[Reminder]) -> dict[Any, int]:
    """Return how many reminders stand in each mail that told of one of `rows`."""
    emails = {row.email_id for row in rows if row.email_id}
    if not emails:
        return {}
    found = Reminder.objects.filter(email__in=emails).order_by().values("email")
    return dict(found.annotate(n=Count("pk")).values_list("email", "n"))


def _why(row: Reminder, line: Line | None, *, is_alone: bool) -> str:
    if row.state == State.SCHEDULED:
        return _why_planned(row, line)
    if row.state in {State.EMITTED, State.FOLDED}:
        return _told(row, is_alone=is_alone)
    if row.state == State.SUPERSEDED:
        return _(row.reason or "replaced by a later one").capitalize() + "."
    return _(row.reason).capitalize() + "."


def _why_planned(row: Reminder, line: Line | None) -> str:
    if line is None:
        return _("It cannot be worded; see the log of this server.")
    if not (CATALOGUE[row.kind].single or row.user.preferences.digest_on):
        return _("It is not sent while the daily mail is off.")
    return line.because


def _told(row: Reminder, *, is_alone: bool) -> str:
    email = row.email
    if email is None:
        return ""
    how = _("By itself") if is_alone else _("With others in one mail")
    sent = moment(email.sent_at) if email.sent_at else email.get_state_display()
    sentence = _("%(how)s: %(sent)s.") % {"how": how, "sent": sent}
    if row.carried_by is not None:
        again = relative_moment(row.carried_by.created_at)
        sentence += " " + _("Said once more %(when)s.") % {"when": again}
    return sentence


# The reasons kept with a row are written in English; this lists them for translation.
_REASONS = (
    _("no longer needed"),
    _("too late to help"),
    _("could not be made"),
    _("the daily mail is switched off"),
    _("you said it is done"),
    _("you stopped it"),
    _("you put it off"),
    _("replaced by a later one"),
)
