"""What a reminder says: one line of words, the same in every form of a mail and in the app."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import When, day, local_date, moment, money, plain
from accounts.given import GivenDate
from clients.models import Project
from complaints.models import MoneyTerms, Promise, Reminder
from complaints.models.reminder import REPLY, anchor_of, thing_of
from complaints.reminders import links
from complaints.reminders.catalogue import CATALOGUE, Entry

logger = logging.getLogger(__name__)

LONGEST_NAME = 80
OF_PROMISES = frozenset({"R2", "R3", "R6", "R9"})
WITH_WHAT_WAS_HEARD = frozenset({"R1", "R0b"})


@dataclass(frozen=True)
class Line:
    """One reminder as the reader sees it."""

    subject: str
    text: str
    heard: str
    button: str
    url: str
    because: str
    on: date
    when: str
    client: str
    ref: str
    severity: int
    is_late: bool
    actions: tuple[str, ...]
    actions_url: str
    done_url: str
    snooze_url: str
    stop_url: str

    @property
    def path(self) -> str:
        """The address without the site, for pages of the app itself."""
        return self.url.removeprefix(settings.SITE_URL)


@dataclass
class Facts:
    """The rows that reminders point to, fetched once for all of them."""

    promises: dict[int, Promise] = field(default_factory=dict)
    terms: dict[int, MoneyTerms] = field(default_factory=dict)
    told: dict[str, list[datetime]] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)


def gather(rows: Iterable[Reminder], *, with_text: bool = True) -> Facts:
    """Return what the lines of `rows` need, in at most four queries; three without the text."""
    rows = list(rows)
    promised = {about(row) for row in rows if row.kind in OF_PROMISES}
    started = {about(row) for row in rows if row.complaint_id is None}
    facts = Facts(told=_told(rows) if with_text else {})
    if promised:
        facts.promises = Promise.objects.in_bulk(promised)
    options = {each.option_id for each in facts.promises.values() if each.kind == "money"}
    if options:
        terms = MoneyTerms.objects.filter(option__in=options)
        facts.terms = {each.option_id: each for each in terms}
    if started:
        facts.projects = Project.objects.select_related("client").in_bulk(started)
    return facts


def lines(rows: Iterable[Reminder], *, now: datetime, with_text: bool = True) -> dict[int, Line]:
    """Return the words for each of `rows` by primary key; one that cannot be worded is left out.

    Who shows subjects only need not have it looked up what the texts say was told before.
    Formats follow the reader's zone and locale in force.
    """
    rows = list(rows)
    facts = gather(rows, with_text=with_text)
    found = {}
    for row in rows:
        try:
            found[row.pk] = line(row, facts, now=now)
        except Exception:
            # One broken row must not keep the others from being said.
            logger.exception("Reminder %s could not be worded", row.pk)
    return found


def line(row: Reminder, facts: Facts, *, now: datetime) -> Line:
    """Return the words for one reminder. Raises KeyError when what it is about is gone."""
    entry = CATALOGUE[row.kind]
    complaint = row.complaint
    project = complaint.project if complaint else facts.projects[about(row)]
    client = complaint.client if complaint else project.client
    today = row.user.preferences.calendar().today(now)
    due, what = _facts(row, facts)
    on, by = local_date(due), plain(moment(due, today))
    is_late = entry.is_promise and _has_passed(due, now)
    words = {
        "client": short(client.name),
        "project": short(project.title),
        "by": by,
        "what": short(what),
        "ref": complaint.ref if complaint else project.ref,
    }
    listening = getattr(complaint, "listening", None) if row.kind in WITH_WHAT_WAS_HEARD else None
    return Line(
        subject=str(entry.subject) % words,
        text=_said_before(row, facts, today)
        + str((is_late and entry.late) or entry.line) % words
        + _protect(row, today),
        heard=listening.paraphrase if listening else "",
        button=str(entry.button),
        url=_url(row, entry, project),
        because=str(entry.because) % words,
        on=on,
        when=by,
        client=words["client"],
        ref=words["ref"],
        severity=row.severity,
        is_late=is_late,
        actions=entry.actions,
        actions_url=links.url_for(row),
        **{
            f"{name}_url": links.url_for(row, name) if name in entry.actions else ""
            for name in ("done", "snooze", "stop")
        },
    )


def _protect(row: Reminder, today: date) -> str:
    """Return the date that the client must protect, while it is ahead, where a promise is due."""
    protect = row.complaint.needed_by if row.complaint else None
    if protect is None or protect < today or row.kind not in OF_PROMISES | {REPLY}:
        return ""
    return _(" They must protect %(day)s.") % {"day": plain(day(protect, today))}


def _has_passed(due: When, now: datetime) -> bool:
    """Say whether what was promised for `due` is late; a date lasts until the end of work there."""
    if isinstance(due, GivenDate):
        return due.at < now
    return isinstance(due, datetime) and due < now


def _told(rows: Iterable[Reminder]) -> dict[str, list[datetime]]:
    """Return when each thing was told that some of `rows` say once more, the earliest first."""
    repeats = [row for row in rows if row.firing or row.base_key != row.dedupe_key]
    if not repeats:
        return {}
    subjects = {(row.user_id, row.subject) for row in repeats}
    told = Reminder.objects.filter(
        user__in={user for user, _subject in subjects},
        subject__in={subject for _user, subject in subjects},
        email__sent_at__isnull=False,
    )
    found: dict[str, list[datetime]] = {}
    for key, at in told.order_by("closed_at").values_list("dedupe_key", "closed_at"):
        if at is not None:
            found.setdefault(thing_of(key), []).append(at)
    return found


def _said_before(row: Reminder, facts: Facts, today: date) -> str:
    """Say when the reader was last told the same, so that a mail does not repeat another."""
    told = [
        at for at in facts.told.get(row.thing, []) if row.closed_at is None or at < row.closed_at
    ]
    if not told:
        return ""
    when = day(row.user.preferences.calendar().today(told[-1]), today)
    return plain(_("You were told on %(day)s.") % {"day": when}) + " "


def about(row: Reminder) -> int:
    """Return the primary key of what `row` is about."""
    return int(row.subject.partition(":")[2])


def short(text: str) -> str:
    """Return `text` on one line, cut where it would be too long for a subject."""
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def _facts(row: Reminder, facts: Facts) -> tuple[When, str]:
    """Return the date it is about, as it was given, and what it is about."""
    if moment_due := row.deadline:
        return moment_due, ""
    if row.kind in OF_PROMISES:
        promise = facts.promises[about(row)]
        if row.kind == "R9":
            terms = facts.terms[promise.option_id or 0]
            return promise.due, money(terms.taxed.gross, terms.currency)
        return promise.due, promise.what
    return anchor_of(row.dedupe_key), ""


def _url(row: Reminder, entry: Entry, project: Project) -> str:
    if row.complaint is None:
        return settings.SITE_URL + reverse("agreement", args=[project.ref])
    ref = row.complaint.ref
    screen = row.data.get("screen") or entry.screen
    path = reverse("screen", args=[ref, screen]) if screen else reverse("complaint", args=[ref])
    return settings.SITE_URL + path
