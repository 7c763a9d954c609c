"""Makes, keeps and releases promises: the dates that were given to the client."""

from collections.abc import Iterable
from datetime import datetime

from accounts.given import GivenDate
from complaints.models import Complaint, PlanOption, PlanStep, Promise


def make(
    complaint: Complaint,
    kind: str,
    *,
    what: str,
    due: GivenDate,
    now: datetime,
    step: PlanStep | None = None,
    option: PlanOption | None = None,
) -> Promise:
    """Record a date that the client has been given."""
    return Promise.objects.create(
        complaint=complaint,
        kind=kind,
        what=what[:200],
        step=step,
        option=option,
        first_due_at=due.at,
        due_on=due.on,
        due_hour=due.hour,
        due_at=due.at,
        given_zone=due.zone,
        given_day_ends=due.day_ends,
        made_at=now,
    )


def keep(complaint: Complaint, kinds: Iterable[str], *, now: datetime) -> None:
    """Mark the open promises of these kinds as kept at `now`."""
    _open(complaint, kinds).update(kept_at=now)


def let_go(complaint: Complaint, kinds: Iterable[str], *, now: datetime) -> None:
    """Release the open promises of these kinds: a change of plan, or an end, made them void."""
    _open(complaint, kinds).update(released_at=now)


def _open(complaint: Complaint, kinds: Iterable[str]):  # type: ignore[no-untyped-def]
    return Promise.objects.filter(
        complaint=complaint, kind__in=list(kinds), kept_at=None, released_at=None
    )
