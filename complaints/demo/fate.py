"""What becomes of one complaint in bulk: who, when each state began, and what is due next."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.given import GivenDate
from accounts.models import User
from accounts.working_time import WorkCalendar
from clients.models import Contact, Project
from complaints.demo.chance import STEPS, Chance
from complaints.models import Complaint
from complaints.workflow import State


@dataclass
class Fate:
    """What becomes of one complaint. `moments` (UTC) say when each state so far began."""

    owner: User
    calendar: WorkCalendar
    today: date
    project: Project
    contact: Contact
    number: int
    rounds: Counter[int]
    state: State
    moments: list[datetime]
    chance: Chance
    due_at: datetime | None = None
    about: dict[str, Any] = field(default_factory=dict)
    complaint: Complaint = field(init=False)

    def __post_init__(self) -> None:
        """What is under way is due on one of the next working days, and never late."""
        if self.state in {State.CLOSED, State.WITHDRAWN, State.DRAFT, State.RESOLVED}:
            return
        ahead = 1 if self.state == State.OPEN else self.chance.randint(1, 5)
        self.due_at = self.calendar.end_of(self.calendar.add_working_days(self.today, ahead))

    def at(self, state: State) -> datetime | None:
        """Return when `state` began, or None when it did not come to that."""
        if self.state == State.WITHDRAWN:
            return self.moments[0] if state == State.DRAFT else None
        place = STEPS.index(state)
        return self.moments[place] if place < len(self.moments) else None

    def given(self, due_at: datetime) -> GivenDate:
        """Return the date that the client was given for `due_at`: a day, unless it has an hour."""
        local = self.calendar.local(due_at)
        hour = local.time().replace(second=0, microsecond=0)
        return self.calendar.given(local.date(), None if hour == self.calendar.day_end else hour)

    def due_on(self, state: State, otherwise: datetime) -> datetime:
        """Return the date that binds while the complaint is in `state`, else one that was kept."""
        return self.due_at if self.due_at and self.state == state else otherwise
