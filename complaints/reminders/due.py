"""The date that binds whoever's turn it is, kept on the complaint so that lists need no other
table."""

from datetime import datetime

from complaints.models import Complaint, Plan
from complaints.workflow import State


def refresh(complaint: Complaint) -> None:
    """Store the next binding moment of `complaint` (UTC), or none."""
    due_at = next_due(complaint)
    if due_at != complaint.due_at:
        Complaint.objects.filter(pk=complaint.pk).update(due_at=due_at)
        complaint.due_at = due_at


def next_due(complaint: Complaint) -> datetime | None:
    """Return the moment by which the next thing is due, whoever has to do it."""
    calendar = complaint.owner.preferences.calendar()
    match State(complaint.state):
        case State.OPEN:
            return complaint.ack_due_at
        case State.ACKNOWLEDGED | State.IN_PROGRESS:
            promise = (
                complaint.promises.filter(kept_at=None, released_at=None).order_by("due_at").first()
            )
            return promise.due_at if promise else None
        case State.PROPOSED:
            plan = complaint.plans.filter(state=Plan.State.SENT).first()
            return calendar.end_of(plan.answer_by) if plan and plan.answer_by else None
        case State.DELIVERED:
            delivery = complaint.deliveries.order_by("-delivered_at").first()
            return calendar.end_of(delivery.feedback_by) if delivery else None
        case _:
            return None
