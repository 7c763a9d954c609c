"""The date that binds whoever's turn it is, kept on the complaint so that lists need no other
table."""

from datetime import datetime

from accounts.given import GivenDate
from complaints.models import Complaint, Plan
from complaints.workflow import State


def refresh(complaint: Complaint) -> None:
    """Store the next binding date of `complaint`, or none."""
    fields = _stored(next_due(complaint))
    if any(getattr(complaint, name) != value for name, value in fields.items()):
        Complaint.objects.filter(pk=complaint.pk).update(**fields)
        vars(complaint).update(fields)


def next_due(complaint: Complaint) -> GivenDate | datetime | None:
    """Return by when the next thing is due, whoever has to do it: a moment (UTC) for a reply,
    else the date as it was given."""
    match State(complaint.state):
        case State.OPEN:
            return complaint.ack_due_at
        case State.ACKNOWLEDGED | State.IN_PROGRESS:
            promise = (
                complaint.promises.filter(kept_at=None, released_at=None).order_by("due_at").first()
            )
            return promise.due if promise else None
        case State.PROPOSED:
            plan = complaint.plans.filter(state=Plan.State.SENT).first()
            return plan.answer_due if plan else None
        case State.DELIVERED:
            delivery = complaint.deliveries.order_by("-delivered_at").first()
            return delivery.check_due if delivery else None
        case _:
            return None


def _stored(due: GivenDate | datetime | None) -> dict[str, object]:
    if isinstance(due, GivenDate):
        return {
            "due_at": due.at,
            "due_on": due.on,
            "due_hour": due.hour,
            "given_zone": due.zone,
            "given_day_ends": due.day_ends,
        }
    return {"due_at": due, "due_on": None, "due_hour": None}
