"""The verbs of listening: log a complaint (T1), keep their words, write what was heard, save it
(T2), discard it (T3)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.numbering import next_number
from clients.changes import add_client, add_project
from clients.models import Contact, Project
from complaints import drafts
from complaints.models import Complaint, Draft, Listening, Point
from complaints.moves.base import YOU, advance, note, still_open, transition
from complaints.reminders import schedule
from complaints.workflow import PLACES, M, State

ACK_WORKING_DAYS = 1
URGENT_ACK_MINUTES = 4 * 60
URGENT_WITHIN_WORKING_DAYS = 3
LONGEST_TITLE = 120


def start(*, project: Project, contact: Contact | None, by: str = YOU, now: datetime) -> Complaint:
    """T1: log a complaint about `project` as a draft and return it. The contact defaults to the
    main one."""
    with transaction.atomic():
        owner = project.owner
        complaint = Complaint.objects.create(
            owner=owner,
            number=next_number(owner, "complaint"),
            client=project.client,
            project=project,
            contact=contact or project.client.contacts.order_by("-is_main", "pk").first(),
            turn_since=now,
        )
        note(complaint, "start", by=by, now=now, title=_("You logged it"), move=M.START)
        schedule.replan(complaint, now=now)
    return complaint


@transaction.atomic
def take_up_or_start(*, project: Project, contact: Contact | None, now: datetime) -> Complaint:
    """Return the draft about `project` in which nothing was typed yet, else log a complaint (T1).

    Who goes back, or presses twice, gets the draft they have; `contact` replaces the one in it.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    untouched = Complaint.objects.filter(
        project=project, state=State.DRAFT, words="", drafts=None, attachments=None, listening=None
    )
    draft = untouched.order_by("pk").first()
    if draft is None:
        return start(project=project, contact=contact, now=now)
    if contact and draft.contact != contact:
        draft.contact = contact
        draft.save(update_fields=["contact"])
    return draft


@transaction.atomic
def log(
    owner: User,
    *,
    words: str,
    project: Project | None,
    contact: Contact | None,
    new_client: str,
    work: str,
    now: datetime,
) -> Complaint:
    """T1 with their words kept as typed, about `project` or about work for somebody new.

    Whoever presses twice gets the complaint they have.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    if words and (same := _with_the_same_words(owner, words, project, new_client)):
        return same
    project = project or _work_for(owner, new_client, work, now)
    complaint = take_up_or_start(project=project, contact=contact, now=now)
    if words:
        _keep_as_typed(complaint, words, now)
    return complaint


def _with_the_same_words(
    owner: User, words: str, project: Project | None, new_client: str
) -> Complaint | None:
    whose = {"project": project} if project else {"client__name": new_client}
    typed = {"drafts__screen": "words", "drafts__data__words": [words]}
    drafts = Complaint.objects.for_user(owner).filter(state=State.DRAFT, **whose, **typed)
    return drafts.order_by("pk").first()


def _work_for(owner: User, name: str, work: str, now: datetime) -> Project:
    """Return a project for somebody new; its fee and its dates are not known yet."""
    return add_project(
        owner,
        client=add_client(owner, name=name, contact={"name": name}),
        today=owner.preferences.calendar().today(now),
        title=work or (_("Work for %(name)s") % {"name": name})[:LONGEST_TITLE],
        fee_net=Decimal(0),
        currency=owner.preferences.currency,
    )


def _keep_as_typed(complaint: Complaint, words: str, now: datetime) -> None:
    """Keep `words` on the screen that asks how and when they came, with its presets."""
    local = complaint.owner.preferences.calendar().local(now)
    typed = QueryDict(mutable=True)
    typed["words"], typed["channel"] = words, str(complaint.channel)
    typed["received_at_day"], typed["received_at_time"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
    drafts.keep(complaint, "words", typed, version=None, now=now)


def keep_words(
    complaint: Complaint,
    *,
    words: str,
    channel: str,
    received_at: datetime,
    needed_by: date | None,
    now: datetime,
) -> None:
    """Keep the client's own words; they can be changed until the complaint is saved."""
    with transition(complaint, now=now) as row:
        still_open(row, PLACES["words"].open_in)
        Complaint.objects.filter(pk=row.pk).update(
            words=words, channel=channel, received_at=received_at, needed_by=needed_by
        )
        row.refresh_from_db()
        forget_draft(row, "words")


def write_heard(
    complaint: Complaint,
    *,
    paraphrase: str,
    points: Sequence[str],
    feelings: Sequence[str],
    wish: str,
    wish_note: str,
    now: datetime,
) -> None:
    """Write down what was heard. Without typed points the paraphrase is the one point."""
    with transition(complaint, now=now) as row:
        still_open(row, PLACES["heard"].open_in)
        Listening.objects.update_or_create(
            complaint=row,
            defaults={
                "paraphrase": paraphrase,
                "feelings": list(feelings),
                "wish": wish,
                "wish_note": wish_note,
                "heard_at": now,
            },
        )
        if not row.deliveries.exists():  # answered points stay as they were answered
            row.points.all().delete()
            texts = list(points) or [paraphrase]
            Point.objects.bulk_create(
                Point(complaint=row, number=n, text=text, is_typed=bool(points))
                for n, text in enumerate(texts, start=1)
            )
        forget_draft(row, "heard")


def save(complaint: Complaint, *, by: str = YOU, now: datetime) -> None:
    """T2: the draft becomes an open complaint with a date for the first reply."""
    with transition(complaint, now=now) as row:
        urgent = is_urgent(row, now)
        advance(
            row,
            M.SAVE,
            by=by,
            now=now,
            title=_("Their message arrived"),
            detail=_("by %(channel)s") % {"channel": row.get_channel_display()},
            client_saw=True,
            happened_at=row.received_at,
            is_urgent=urgent,
            ack_due_at=ack_due_at(row, urgent=urgent, now=now),
        )
        forget_draft(row, "check")


def discard(complaint: Complaint, *, by: str = YOU, now: datetime) -> None:
    """T3: a draft that is not needed is withdrawn; its row stays for thirty days, its files go."""
    with transition(complaint, now=now) as row:
        advance(
            row,
            M.DISCARD,
            by=by,
            now=now,
            title=_("You discarded the draft"),
            withdrawn_reason="discarded",
        )
        row.attachments.all().delete()


def is_urgent(complaint: Complaint, now: datetime) -> bool:
    """Say whether the first reply is due in working hours: public, a date to protect near, or
    “stop”."""
    if complaint.channel == Complaint.Channel.PUBLIC:
        return True
    listening = getattr(complaint, "listening", None)
    if listening and listening.wish == Listening.Wish.STOP:
        return True
    if complaint.needed_by is None:
        return False
    calendar = complaint.owner.preferences.calendar()
    left = calendar.working_days_between(calendar.today(now), complaint.needed_by)
    return left <= URGENT_WITHIN_WORKING_DAYS


def ack_due_at(complaint: Complaint, *, urgent: bool, now: datetime) -> datetime:
    """Return when the first reply is due (UTC): one working day, or four working hours when urgent.

    Counted from the moment it is logged, so that a message found late is not late at once.
    """
    calendar = complaint.owner.preferences.calendar()
    if urgent:
        return calendar.plus_working_minutes(now, URGENT_ACK_MINUTES)
    return calendar.plus_working_days(now, ACK_WORKING_DAYS)


def forget_draft(complaint: Complaint, screen: str) -> None:
    """Drop what was kept while typing, once the answer itself is stored."""
    Draft.objects.filter(complaint=complaint, screen=screen).delete()
