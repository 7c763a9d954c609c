"""Writes the reminder mails: one by itself, or the lines of the day's mail. Both bodies from one
context."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import (
    day,
    hour,
    money,
    plain,
    quantity,
    relative_day,
    relative_moment,
    short_day,
)
from accounts.models import User
from complaints import selectors
from complaints.models import MoneyTerms, Promise, Reminder
from complaints.reminders.catalogue import CATALOGUE, Entry
from outbox import queue
from outbox.models import OutgoingEmail

DIGEST = "digest"
SINGLE_PRIORITY, DIGEST_PRIORITY = 20, 40
USEFUL_FOR = timedelta(days=1)
LONGEST_NAME = 80


@dataclass(frozen=True)
class Line:
    """One reminder as the reader sees it, the same words in every form of the mail."""

    subject: str
    text: str
    heard: str
    button: str
    url: str
    because: str
    on: date
    when: str


def line(row: Reminder, *, now: datetime) -> Line:
    """Return the words for one reminder. Formats follow the reader's zone and locale in force."""
    complaint = row.complaint
    if complaint is None:
        raise ValueError("A reminder of a complaint needs its complaint.")
    entry = CATALOGUE[row.kind]
    today = complaint.owner.preferences.calendar().today(now)
    due, by, what = _facts(row, today)
    words = {
        "client": _short(complaint.client.name),
        "by": plain(by),
        "what": _short(what),
        "ref": complaint.ref,
    }
    listening = getattr(complaint, "listening", None)
    return Line(
        subject=str(entry.subject) % words,
        text=str(entry.line) % words,
        heard=listening.paraphrase if listening and row.kind in {"R1", "R0b"} else "",
        button=str(entry.button),
        url=_url(row, entry),
        because=str(entry.because) % words,
        on=due,
        when=_("today") if due == today else relative_day(due, today),
    )


def single(row: Reminder, *, now: datetime) -> OutgoingEmail:
    """Queue one reminder as a mail of its own and return its row."""
    words = line(row, now=now)
    return _post(
        row.user,
        key=f"rem:{row.dedupe_key}",
        kind=row.kind,
        topic=row.complaint.topic if row.complaint else "",
        template="emails/reminder",
        subject=words.subject,
        context={"line": words, "subject": words.subject},
        priority=SINGLE_PRIORITY,
        not_after=max(row.not_after, now + USEFUL_FOR),
        now=now,
    )


def digest(user: User, rows: list[Reminder], *, key: str, now: datetime) -> OutgoingEmail:
    """Queue the day's mail with one line for each reminder and return its row.

    A mail of one line says so in its subject and links straight to that line's screen.
    """
    lines = sorted((line(row, now=now) for row in rows), key=lambda each: each.on)
    today = user.preferences.calendar().today(now)
    subject = lines[0].subject if len(lines) == 1 else _heading(today, len(lines))
    context = {
        "subject": subject,
        "lines": lines,
        "only": lines[0] if len(lines) == 1 else None,
        "greeting": _greeting(user),
        "count": quantity(len(lines)),
        "late": sum(each.on < today for each in lines),
        "theirs": selectors.their_turn(user).count(),
        "today_url": settings.SITE_URL + reverse("today"),
        "preferences_url": settings.SITE_URL + reverse("preferences"),
        "digest_at": user.preferences.digest_at,
        "today": today,
    }
    return _post(
        user,
        key=key,
        kind=DIGEST,
        topic=f"digest:{user.pk}",
        template="emails/digest",
        subject=subject,
        context=context,
        priority=DIGEST_PRIORITY,
        not_after=now + USEFUL_FOR,
        now=now,
    )


def _facts(row: Reminder, today: date) -> tuple[date, str, str]:
    """Return the day it is about, that day or moment in words, and what it is about."""
    complaint = row.complaint
    if row.kind == "R1" and complaint and complaint.ack_due_at:
        calendar = complaint.owner.preferences.calendar()
        due = calendar.today(complaint.ack_due_at)
        moment = complaint.ack_due_at
        return due, hour(moment) if due == today else relative_moment(moment, today), ""
    if row.kind == "R9":
        promise = Promise.objects.get(pk=row.subject.partition(":")[2])
        due = row.user.preferences.calendar().today(promise.due_at)
        terms = MoneyTerms.objects.get(option=promise.option_id)
        return due, day(due, today), money(terms.amount, terms.currency)
    if row.kind in {"R2", "R6"}:
        promise = Promise.objects.select_related("step", "option").get(
            pk=row.subject.partition(":")[2]
        )
        due = row.user.preferences.calendar().today(promise.due_at)
        in_words = relative_day(due, today) if row.kind == "R6" else day(due, today)
        return due, in_words, promise.what
    anchor = row.dedupe_key.split("|")[2]
    due = date.fromisoformat(anchor[:10])
    return due, short_day(due, today) if row.kind == "R10" else day(due, today), ""


def _url(row: Reminder, entry: Entry) -> str:
    complaint = row.complaint
    ref = complaint.ref if complaint else ""
    screen = row.data.get("screen") or entry.screen
    path = reverse("screen", args=[ref, screen]) if screen else reverse("complaint", args=[ref])
    return settings.SITE_URL + path


def _heading(today: date, count: int) -> str:
    words = ngettext("%(day)s: one thing coming up", "%(day)s: %(count)s things coming up", count)
    return plain(words % {"day": day(today, today), "count": quantity(count)})


def _greeting(user: User) -> str:
    name = user.first_name
    return _("Good morning, %(name)s") % {"name": name} if name else _("Good morning")


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def _post(
    user: User,
    *,
    key: str,
    kind: str,
    topic: str,
    template: str,
    subject: str,
    context: dict[str, Any],
    priority: int,
    not_after: datetime,
    now: datetime,
) -> OutgoingEmail:
    return queue.enqueue(
        dedupe_key=key,
        kind=kind,
        audience="owner",
        user=user,
        topic=topic,
        to=user.email,
        subject=subject,
        text=render_to_string(f"{template}/body.txt", context),
        html=render_to_string(f"{template}/body.html", context),
        priority=priority,
        not_after=not_after,
        now=now,
        optional=kind == DIGEST,
    )
