"""How full the next working days are, beside a plan: what is promised already and what it adds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.working_time import WorkCalendar
from complaints import selectors
from complaints.gates import draft_plan
from complaints.models import Complaint, Plan, PlanStep

DAY = timedelta(days=1)
SHOWN = 8
MOST_DOTS = 12


@dataclass(frozen=True)
class Load:
    """One day: what is promised on it, what this plan adds, and the holiday it may be."""

    on: date
    promised: int
    planned: int
    holiday: str

    @property
    def both(self) -> int:
        """How much there is in all."""
        return self.promised + self.planned

    @property
    def shown(self) -> int:
        """How many dots are drawn."""
        return min(self.both, MOST_DOTS)


def days(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return the days from tomorrow on up to the eighth working day."""
    calendar = complaint.owner.preferences.calendar()
    first = calendar.today(now) + DAY
    last = calendar.add_working_days(first - DAY, SHOWN)
    promised = selectors.promised_per_day(complaint.owner, first, last)
    planned = Counter(_of_plan(draft_plan(complaint)))
    found = (first + n * DAY for n in range((last - first).days + 1))
    loads = (Load(on, promised[on], planned[on], calendar.days_off.holiday(on)) for on in found)
    listed = [each for each in loads if each.both or _counts(each, calendar)]
    return {"days": listed}


def _counts(load: Load, calendar: WorkCalendar) -> bool:
    """Say whether a day without work is listed: one to work on, or a holiday in the week."""
    is_holiday = bool(load.holiday) and load.on.weekday() in calendar.working_days
    return is_holiday or calendar.is_working_day(load.on)


def _of_plan(plan: Plan | None) -> Iterable[date]:
    """Yield the days on which the plan in draft has work of the freelancer."""
    if plan is None:
        return
    yield from (option.ready_on for option in plan.by_letter if not option.is_money)
    yield from (step.due_on for step in plan.in_order if step.who == PlanStep.Who.ME)
