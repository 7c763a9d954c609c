"""Many complaints of many freelancers by bulk insert, for lists, insights and the speed figures."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import reset_queries, transaction
from django.db.models import Max

from accounts.models import Counter as LastNumber
from accounts.models import User
from accounts.working_time import WorkCalendar
from clients.models import Contact, Project
from complaints.demo import crowd
from complaints.demo.calls import remind
from complaints.demo.chance import Chance, plan_states
from complaints.demo.fate import Fate
from complaints.demo.tale import batch, complaint_of, tell
from complaints.models import Complaint
from complaints.workflow import State
from policies.models import RevisionRound

FREELANCERS = 100
AT_ONCE = 2000
SPAN = timedelta(days=3 * 365)
RECENT = timedelta(days=20)
FEWEST_CLIENTS, MOST_CLIENTS, COMPLAINTS_PER_CLIENT = 6, 400, 12
STYLES = [{"time_zone": zone, "hourly_cost": 40, "business_name": "Studio"} for zone in crowd.ZONES]


def add_complaints(count: int, *, seed: int, now: datetime) -> str:
    """Add `count` complaints spread evenly over a hundred freelancers; return a sentence about it.

    Asked again, it adds to the same freelancers. `now` is UTC.
    """
    users = _freelancers(count, Chance(seed), now)
    before = Complaint.objects.filter(owner__in=users).count()
    # Another seed for what is added later, so that it is not the same once more.
    chance = Chance(f"{seed}:{before}")
    cast = [_Cast(user, now) for user in users]
    states = list(enumerate(plan_states(count)))
    _reserve_numbers(cast, count)
    for start in range(0, count, AT_ONCE):
        with transaction.atomic(), _without_pauses():
            _add(list(_fates(states[start : start + AT_ONCE], count, cast, chance, now)))
    return (
        f"Added {count} complaints of {min(count, len(users))} freelancers"
        f" ({users[0].email} to {users[-1].email})."
    )


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Keep the collector of garbage from looking through thousands of rows again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        reset_queries()  # with DEBUG=1 Django keeps every statement


class _Cast:
    """One freelancer with what new complaints need: projects, people, and the next numbers."""

    def __init__(self, user: User, now: datetime) -> None:
        self.user = user
        self.calendar: WorkCalendar = user.preferences.calendar()
        self.today = self.calendar.today(now)
        self.projects = list(Project.objects.filter(owner=user).order_by("pk"))
        people = Contact.objects.filter(client__owner=user).order_by("pk")
        self.people = {person.client_id: person for person in people}
        self.number = LastNumber.objects.get(owner=user, kind="complaint").last
        used = RevisionRound.objects.filter(project__owner=user).values_list("project_id")
        self.rounds = Counter(dict(used.annotate(last=Max("number"))))


@transaction.atomic
def _reserve_numbers(cast: Sequence[_Cast], count: int) -> None:
    """Give out all numbers first, so that a run broken off leaves a gap and no clash."""
    for place, one in enumerate(cast):
        taken = len(range(place, count, len(cast)))
        LastNumber.objects.filter(owner=one.user, kind="complaint").update(last=one.number + taken)


def _freelancers(count: int, chance: Chance, now: datetime) -> list[User]:
    addresses = [f"f{n:03d}@example.test" for n in range(1, FREELANCERS + 1)]
    known = User.objects.filter(email__in=addresses)
    missing = sorted(set(addresses) - set(known.values_list("email", flat=True)))
    if missing:
        each = max(FEWEST_CLIENTS, min(MOST_CLIENTS, count // FREELANCERS // COMPLAINTS_PER_CLIENT))
        with transaction.atomic():
            users = crowd.join(missing, preferences=STYLES)
            crowd.settle_in(users, clients_each=each, chance=chance, now=now)
    return list(known.select_related("preferences").order_by("email"))


def _fates(
    states: Sequence[tuple[int, State]],
    count: int,
    cast: Sequence[_Cast],
    chance: Chance,
    now: datetime,
) -> Iterator[Fate]:
    for index, state in states:
        one = cast[index % len(cast)]
        one.number += 1
        project = chance.choice(one.projects)
        yield Fate(
            owner=one.user,
            calendar=one.calendar,
            today=one.today,
            project=project,
            contact=one.people[project.client_id],
            number=one.number,
            rounds=one.rounds,
            state=state,
            moments=_moments(state, index / count, chance, now),
            chance=chance,
        )


def _moments(state: State, progress: float, chance: Chance, now: datetime) -> list[datetime]:
    """Return when each state up to `state` began; what is under way came there just now."""
    if state == State.WITHDRAWN:
        start = _start(progress, chance, now)
        return [start, start + timedelta(hours=1)]
    gaps = chance.gaps(state)
    took = sum(gaps, timedelta())
    latest = now - timedelta(minutes=chance.randint(5, 240)) - took
    is_live = state != State.CLOSED
    moments = [latest if is_live else min(latest, _start(progress, chance, now))]
    for gap in gaps:
        moments.append(moments[-1] + gap)
    return moments


def _start(progress: float, chance: Chance, now: datetime) -> datetime:
    day = now - SPAN + (SPAN - RECENT) * progress
    return day.replace(hour=chance.randint(7, 16), minute=chance.randint(0, 59), microsecond=0)


def _add(fates: Sequence[Fate]) -> None:
    for fate in fates:
        fate.complaint = complaint_of(fate)
    Complaint.objects.bulk_create(fate.complaint for fate in fates)
    rows, reminders = batch(), batch()
    for fate in fates:
        tell(fate, rows)
    rows.save()
    for fate in fates:
        remind(fate, reminders)
    reminders.save()
