"""Writes the reminder mails: one by itself, the lines of the day's mail, and what was missed while
nothing went out. Both bodies come from one context."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.formats import day, local_date, moment, plain, quantity
from accounts.models import User
from complaints import selectors
from complaints.letters import thread
from complaints.models import Complaint, Reminder
from complaints.reminders.caps import CATCH_UP, DIGEST
from complaints.reminders.words import Line, short
from outbox import queue, unsubscribe
from outbox.models import OutgoingEmail

SINGLE_PRIORITY, DIGEST_PRIORITY = 20, 40
USEFUL_FOR, WORTH_A_WEEK = timedelta(days=1), timedelta(days=7)
# A mail made shortly before midnight still gets its chance.
LEAST = timedelta(hours=6)
NOON = time(12, 0)
# A longer mail would be cut by mail programs; the rest is in the app.
MOST_LINES = 60
MOST_BESIDES = 10
_AWAY = gettext_lazy("While Amends was away: %(count)s to look at")
_AT_ONCE = gettext_lazy("Due at once: %(count)s to look at")


@dataclass(frozen=True)
class DoubtfulLine:
    """A line that went out before in a mail nobody could confirm."""

    line: Line
    told_on: date


@dataclass(frozen=True)
class Lead:
    """What the day's mail puts first: in its subject and on its button."""

    subject: str
    button: str
    url: str


@dataclass(frozen=True)
class Group:
    """The lines about one complaint or project."""

    name: str
    lines: list[Line]


def single(row: Reminder, line: Line, *, now: datetime) -> OutgoingEmail:
    """Queue one reminder as a mail of its own and return its row."""
    topic = row.complaint.topic if row.complaint else ""
    return _post(
        row.user,
        key=f"rem:{row.dedupe_key}",
        kind=row.kind,
        topic=topic,
        template="emails/reminder",
        subject=line.subject,
        context={"line": line, "subject": line.subject},
        priority=SINGLE_PRIORITY,
        not_after=_true_until(row.user, now),
        now=now,
        headers=thread.headers(topic, "owner", row.user.email) if topic else None,
    )


def digest(
    user: User, lines: Sequence[Line], doubtful: Sequence[DoubtfulLine], *, key: str, now: datetime
) -> OutgoingEmail:
    """Queue the day's mail with one line for each reminder and return its row.

    A mail of one line says so in its subject and links straight to that line's screen; where
    something is late, that comes first.
    """
    today = user.preferences.calendar().today(now)
    lines = sorted(lines, key=lambda each: (not each.is_late, each.on))
    context = _context(user, lines, doubtful, today, now)
    lead = _lead(context, _heading(today, len(lines) + len(doubtful)))
    context |= {
        "lead": lead,
        "subject": lead.subject,
        "theirs": (theirs := selectors.waited_for(user)),
        "theirs_in_words": quantity(theirs).capitalize(),
    }
    return _post_together(user, "emails/digest", DIGEST, context, key=key, now=now)


def catch_up(
    user: User,
    lines: Sequence[Line],
    doubtful: Sequence[DoubtfulLine],
    *,
    was_away: bool,
    key: str,
    now: datetime,
) -> OutgoingEmail:
    """Queue one mail for many reminders, by complaint, worst first.

    `was_away` says that they came due while nothing went out, not only at once.
    """
    today = user.preferences.calendar().today(now)
    words = _AWAY if was_away else _AT_ONCE
    subject = words % {"count": quantity(len(lines) + len(doubtful))}
    shown = sorted(lines, key=lambda each: (not each.is_late, -each.severity, each.on))
    context = _context(user, lines, doubtful, today, now)
    context |= {
        "subject": context["only"].subject if context["only"] else subject,
        "was_away": was_away,
        "groups": _grouped(shown[:MOST_LINES]),
        "left_out": max(0, len(shown) - MOST_LINES),
    }
    return _post_together(user, "emails/catchup", CATCH_UP, context, key=key, now=now)


def test(user: User, *, now: datetime) -> OutgoingEmail:
    """Queue a mail that says nothing but that mail arrives; pressed twice in a minute it is one."""
    context = {
        "subject": _("A test mail from Amends"),
        "asked_at": now,
        "reminders_url": settings.SITE_URL + reverse("reminders"),
    }
    return _post(
        user,
        key=f"test:{user.pk}:{now:%Y-%m-%dT%H:%M}",
        kind="test",
        topic=f"test:{user.pk}",
        template="emails/test",
        subject=context["subject"],
        context=context,
        priority=SINGLE_PRIORITY,
        not_after=now + USEFUL_FOR,
        now=now,
    )


def _grouped(lines: Sequence[Line]) -> list[Group]:
    """Return the lines by what they are about, in the order in which each first appears."""
    groups: dict[str, Group] = {}
    for line in lines:
        name = f"{line.client}, {line.ref}"
        groups.setdefault(name, Group(name, [])).lines.append(line)
    return list(groups.values())


def _context(
    user: User,
    lines: Sequence[Line],
    doubtful: Sequence[DoubtfulLine],
    today: date,
    now: datetime,
) -> dict[str, Any]:
    every = [*lines, *(doubt.line for doubt in doubtful)]
    late = [each for each in every if each.is_late]
    said = {each.ref for each in late}
    # What was told before, put off or stopped is late all the same.
    besides = [row for row in selectors.late(user, now) if row.ref not in said]
    return {
        "lines": lines,
        "every": every,
        "only": lines[0] if len(every) == 1 and lines and not besides else None,
        "doubtful": [(each.line, day(each.told_on, today)) for each in doubtful],
        "greeting": _greeting(user, now),
        "count": quantity(len(lines)),
        "late": len(late),
        "late_in_words": quantity(len(late)).capitalize(),
        "besides": [_told_before(row, today) for row in besides[:MOST_BESIDES]],
        "late_besides": len(besides),
        "besides_in_words": quantity(len(besides)).capitalize(),
        "today_url": settings.SITE_URL + reverse("today"),
        "reminders_url": settings.SITE_URL + reverse("reminders"),
        "preferences_url": settings.SITE_URL + reverse("preferences"),
        "decline_url": settings.SITE_URL
        + reverse("decline_mail", args=[unsubscribe.token_for(user)]),
        "digest_at": user.preferences.digest_at,
        "today": today,
    }


def _lead(context: dict[str, Any], heading: str) -> Lead:
    """Return what stands first: the one line there is, else what is late the longest."""
    today_lead = Lead(heading, _("Open Today"), context["today_url"])
    if only := context["only"]:
        return Lead(only.subject, only.button, only.url)
    late = [(line.on, _late_line(line)) for line in context["every"] if line.is_late]
    late += [(each["on"], _late_complaint(each)) for each in context["besides"]]
    return min(late, key=lambda pair: pair[0], default=(None, today_lead))[1]


def _late_line(line: Line) -> Lead:
    return Lead(_("Late: %(what)s") % {"what": line.subject}, line.button, line.url)


def _late_complaint(each: dict[str, Any]) -> Lead:
    subject = _("Late: %(client)s, %(ref)s (due %(by)s)") % each
    return Lead(subject, _("Open %(ref)s") % each, each["url"])


def _told_before(row: Complaint, today: date) -> dict[str, Any]:
    """Return what a mail says of a complaint that is late and has no line of its own."""
    return {
        "client": short(row.client.name),
        "ref": row.ref,
        "by": plain(moment(row.due, today)) if row.due else "",
        "on": local_date(row.due) if row.due else today,
        "url": settings.SITE_URL + reverse("complaint", args=[row.ref]),
    }


def _heading(today: date, count: int) -> str:
    words = ngettext("%(day)s: one thing coming up", "%(day)s: %(count)s things coming up", count)
    return plain(words % {"day": day(today, today), "count": quantity(count)})


def _greeting(user: User, now: datetime) -> str:
    is_morning = user.preferences.calendar().local(now).time() < NOON
    hello = _("Good morning") if is_morning else _("Hello")
    return f"{hello}, {user.addressed}" if user.addressed else hello


def _true_until(user: User, now: datetime) -> datetime:
    """Return until when a mail is worth sending: what is late and what is not is true for a day.

    What expires is said again with the next daily mail, in words that are true then; without that
    mail old words are better than none.
    """
    if not user.preferences.digest_on:
        return now + WORTH_A_WEEK
    calendar = user.preferences.calendar()
    midnight = calendar.at(calendar.today(now) + timedelta(days=1), time.min)
    return max(midnight, now + LEAST)


def _post_together(
    user: User, template: str, kind: str, context: dict[str, Any], *, key: str, now: datetime
) -> OutgoingEmail:
    return _post(
        user,
        key=key,
        kind=kind,
        topic=f"{DIGEST}:{user.pk}",
        template=template,
        subject=context["subject"],
        context=context,
        priority=DIGEST_PRIORITY,
        not_after=_true_until(user, now),
        now=now,
        optional=kind == DIGEST,
    )


def _post(
    user: User,
    *,
    template: str,
    context: dict[str, Any],
    key: str,
    **envelope: Any,
) -> OutgoingEmail:
    return queue.enqueue(
        dedupe_key=key,
        audience="owner",
        user=user,
        to=user.email,
        text=render_to_string(f"{template}/body.txt", context),
        html=render_to_string(f"{template}/body.html", context),
        **envelope,
    )
