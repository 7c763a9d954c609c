"""Reads that more than one caller needs; the first argument is always the user."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.shortcuts import get_object_or_404

from accounts.models import User
from clients.models import Project
from complaints.models import (
    ClientResponse,
    Complaint,
    LedgerEntry,
    Message,
    Override,
    Promise,
    Remedy,
)
from complaints.workflow import ENDED, LIVE, THEIR_TURN, YOUR_TURN, State
from outbox.models import undecided, unsent

WEEK = timedelta(days=7)
# What has no date waits behind what has one, on every database.
SOONEST = F("due_at").asc(nulls_last=True)


def complaint_by_ref(user: User, ref: str) -> Complaint:
    """Return the user's complaint called `ref` (C-0142), or raise Http404."""
    return get_object_or_404(_whole(user), number=int(ref.removeprefix("C-")))


def complaint_with_marks(user: User, ref: str) -> Complaint:
    """Like `complaint_by_ref`, with marks for what few complaints have: `has_doubts`,
    `has_reasons`, `has_money`. Where a mark is missing the rows need not be asked for."""
    own = {"complaint": OuterRef("pk")}
    rows = _whole(user).annotate(  # type: ignore[no-redef]
        has_doubts=Exists(Message.objects.filter(undecided("email__") | unsent("email__"), **own)),
        has_reasons=Exists(Override.objects.filter(**own)),
        has_money=Exists(LedgerEntry.objects.filter(**own)),
    )
    return get_object_or_404(rows, number=int(ref.removeprefix("C-")))


def read_what_was_offered(complaint: Complaint) -> None:
    """Read what the pages of money and of the end ask for again and again: offers, reasons."""
    complaint.project.owner = complaint.owner
    remedies = Remedy.objects.select_related("option")
    found = ("overrides", "plans__options", Prefetch("remedies", remedies))
    prefetch_related_objects([complaint], *found)


def read_answers(complaint: Complaint) -> None:
    """Read what the page of the end asks for again and again: deliveries and answers."""
    answers = ClientResponse.objects.select_related("option")
    prefetch_related_objects([complaint], "deliveries", Prefetch("responses", answers))


def live(user: User) -> QuerySet[Complaint]:
    """Return the complaints that are not closed or withdrawn, soonest first."""
    return _rows(user).filter(state__in=LIVE).order_by(SOONEST, "pk")


def by_urgency(user: User) -> QuerySet[Complaint]:
    """Return the live complaints: first those on which the freelancer has the next move, the
    longest late of them before all."""
    waits = ExpressionWrapper(Q(state__in=THEIR_TURN), output_field=BooleanField())
    rows = _with_plans(user).filter(state__in=LIVE).annotate(waits=waits)
    return rows.order_by("waits", SOONEST, "turn_since", "pk")


def ended(user: User) -> QuerySet[Complaint]:
    """Return the complaints that are closed or withdrawn, the latest first."""
    return _with_plans(user).filter(state__in=ENDED).order_by("-number")


def of_project(user: User, project: Project) -> QuerySet[Complaint]:
    """Return the complaints about one project, the latest first."""
    return _with_plans(user).filter(project=project).order_by("-number")


def your_turn(user: User) -> QuerySet[Complaint]:
    """Return the complaints on which the freelancer has the next move, soonest first."""
    return _with_plans(user).filter(state__in=YOUR_TURN).order_by(SOONEST, "turn_since", "pk")


def late(user: User, now: datetime) -> QuerySet[Complaint]:
    """Return the complaints on which the freelancer's own date has passed at `now` (UTC)."""
    late = Complaint.objects.for_user(user).filter(state__in=YOUR_TURN, due_at__lt=now)
    return late.select_related("client").order_by("due_at", "pk")


def their_turn(user: User) -> QuerySet[Complaint]:
    """Return the complaints that wait for the client, the longest wait first."""
    return _rows(user).filter(state__in=THEIR_TURN).order_by("turn_since", "pk")


def waited_for(user: User) -> int:
    """Count the clients who have the next move."""
    waiting = Complaint.objects.for_user(user).filter(state__in=THEIR_TURN)
    return waiting.order_by().values("client").distinct().count()


def promises_before(user: User, end: date) -> QuerySet[Promise]:
    """Return the open promises given for a day before `end`, the late ones included, soonest
    first."""
    return (
        Promise.objects.for_user(user)
        .filter(kept_at=None, released_at=None, due_on__lt=end, complaint__state__in=LIVE)
        .select_related("complaint__client")
        .order_by("due_at", "pk")
    )


def replies_before(user: User, end: datetime) -> QuerySet[Complaint]:
    """Return the complaints whose first reply is due before `end` (UTC)."""
    return _rows(user).filter(state=State.OPEN, ack_due_at__lt=end).order_by("ack_due_at")


def earlier(user: User, complaint: Complaint) -> QuerySet[Complaint]:
    """Return the client's earlier complaints, the latest first."""
    return (
        _rows(user)
        .filter(client=complaint.client, number__lt=complaint.number)
        .exclude(state=State.DRAFT)
        .order_by("-number")
    )


def promised_per_day(user: User, first: date, last: date) -> Counter[date]:
    """Count the open promises of each day from `first` to `last`."""
    open_ones = Promise.objects.for_user(user).filter(
        kept_at=None, released_at=None, due_on__range=(first, last), complaint__state__in=LIVE
    )
    return Counter(open_ones.values_list("due_on", flat=True))


def _whole(user: User) -> QuerySet[Complaint]:
    return (
        Complaint.objects.for_user(user)
        .select_related(
            "owner__preferences",
            "owner__mail_allowance",
            "client",
            "project",
            "contact",
            "listening",
            "acknowledgement",
            "finding",
        )
        .prefetch_related("plans")
    )


def _rows(user: User) -> QuerySet[Complaint]:
    return Complaint.objects.for_user(user).select_related(
        "client", "project", "contact", "listening", "acknowledgement", "finding"
    )


def _with_plans(user: User) -> QuerySet[Complaint]:
    """Read the plans along, which say what is next."""
    return _rows(user).prefetch_related("plans__options")
