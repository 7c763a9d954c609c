"""Reminders due at once, for fault and load runs."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import clock
from accounts.models import Counter, User
from clients.models import Client, Contact, Project
from complaints.demo import crowd
from complaints.models import Complaint, Event, Listening, Point, Reminder
from complaints.reminders import schedule
from complaints.workflow import M, State

# Work around the clock, so that a reminder can be due at any moment, and the reply two hours later.
STYLE = {
    "time_zone": "UTC",
    "working_days": "0123456",
    "work_starts": time(0, 0),
    "work_ends": time(23, 59),
    # Two equal times: no quiet hours.
    "quiet_from": time(0, 0),
    "quiet_until": time(0, 0),
}
AHEAD = timedelta(minutes=schedule.ACK_LAST_CALL_MINUTES)
LOGGED = timedelta(hours=8)
HEARD = "The files differ from what was approved, and printing is tomorrow."
AT_ONCE = 2000


def add_due_reminders(count: int, *, now: datetime, people: int = 0) -> str:
    """Add `count` reminders that are due at `now` (UTC) and return a sentence about it.

    Each asks for a first reply and belongs to one of `people` freelancers, r<n>@example.test;
    without `people` each has one of its own, to whom it goes as a mail of its own.
    """
    people = min(people or count, count)
    shares = [count // people + (place < count % people) for place in range(people)]
    first = _last_number() + 1
    for start in range(0, people, AT_ONCE):
        some = shares[start : start + AT_ONCE]
        addresses = [f"r{first + start + place}@example.test" for place in range(len(some))]
        with transaction.atomic():
            _add(addresses, some, now)
    last = first + people - 1
    return f"Added {count} reminders due now (r{first}@example.test to r{last}@…)."


def _last_number() -> int:
    # The addresses that were confirmed, whatever their owners changed since.
    taken = EmailAddress.objects.filter(email__regex=r"^r[0-9]+@example\.test$")
    emails = taken.values_list("email", flat=True)
    return max((int(email[1:].partition("@")[0]) for email in emails.iterator()), default=0)


def _add(addresses: list[str], shares: list[int], now: datetime) -> None:
    users = crowd.join(addresses, preferences=[STYLE])
    complaints = _complaints(_projects(users, shares, now), shares, now)
    _listen(complaints, now)
    _remind(complaints)


def _projects(users: list[User], shares: list[int], now: datetime) -> list[Project]:
    clients = Client.objects.bulk_create(
        Client(owner=user, number=1, name="Harbour Books") for user in users
    )
    Contact.objects.bulk_create(
        Contact(client=client, name="Elin Marsh", email="elin@client.test", is_main=True)
        for client in clients
    )
    Counter.objects.bulk_create(
        Counter(owner=user, kind=kind, last=last)
        for user, share in zip(users, shares, strict=True)
        for kind, last in (("client", 1), ("project", 1), ("complaint", share))
    )
    return Project.objects.bulk_create(
        Project(
            owner=client.owner,
            client=client,
            number=1,
            title="Summer menu",
            fee_net=Decimal(1200),
            currency="EUR",
            started_on=now.date(),
        )
        for client in clients
    )


def _complaints(projects: list[Project], shares: list[int], now: datetime) -> list[Complaint]:
    # The reply is due on a full minute, so that what is derived from it lies at or before now.
    due_at = now.replace(second=0, microsecond=0) + AHEAD
    # After the rows they hang on were written: there is nothing for the sweep to repair.
    replanned_at = max(now, clock.now())
    return Complaint.objects.bulk_create(
        Complaint(
            owner=project.owner,
            number=number,
            client=project.client,
            project=project,
            state=State.OPEN,
            words="The files are not the ones we approved and we print tomorrow. What now?",
            received_at=now - LOGGED,
            turn_since=now - LOGGED,
            ack_due_at=due_at,
            due_at=due_at,
            replanned_at=replanned_at,
        )
        for project, share in zip(projects, shares, strict=True)
        for number in range(1, share + 1)
    )


def _listen(complaints: list[Complaint], now: datetime) -> None:
    Listening.objects.bulk_create(
        Listening(
            complaint=complaint,
            paraphrase=HEARD,
            feelings=["worried"],
            wish=Listening.Wish.FIX,
            heard_at=now - LOGGED,
        )
        for complaint in complaints
    )
    Point.objects.bulk_create(
        Point(complaint=complaint, number=1, text=HEARD, is_typed=False) for complaint in complaints
    )
    Event.objects.bulk_create(
        Event(
            complaint=complaint,
            at=now - LOGGED,
            actor=Event.Actor.YOU,
            move=M.SAVE,
            verb="save",
            from_state=State.DRAFT,
            to_state=State.OPEN,
            title="Their message arrived",
            client_saw=True,
        )
        for complaint in complaints
    )


def _remind(complaints: list[Complaint]) -> None:
    """Plan the last call for the reply, as the schedule itself would write it for one of them."""
    model = complaints[0]
    calendar = model.owner.preferences.calendar()
    last = schedule.desired(model)[-1]
    due_at = calendar.at(last.on, last.at)
    Reminder.objects.bulk_create(
        Reminder(
            dedupe_key=replace(last, subject=f"complaint:{complaint.pk}").key(complaint),
            kind=last.kind,
            user=complaint.owner,
            complaint=complaint,
            subject=f"complaint:{complaint.pk}",
            firing=last.firing,
            local_date=last.on,
            local_time=last.at,
            tz=str(calendar.zone),
            due_at=due_at,
            not_after=due_at + schedule.WEEK,
            severity=last.severity,
        )
        for complaint in complaints
    )
