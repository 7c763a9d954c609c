"""The guided screens as data, by their slugs, and which of them is next."""

from complaints import workflow
from complaints.models import Complaint
from complaints.screens import closing, delivering, listening, money, planning
from complaints.screens.money import has_money_draft, owes_money
from complaints.screens.screen import Screen
from complaints.workflow import State

__all__ = ["SCREENS", "Screen", "next_slug", "owes_money"]

SCREENS: dict[str, Screen] = {
    screen.slug: screen
    for part in (listening, planning, delivering, money, closing)
    for screen in part.SCREENS
}


def next_slug(complaint: Complaint) -> str | None:
    """Return the screen to do next, or None when nothing is left."""
    if complaint.state == State.ACKNOWLEDGED and has_money_draft(complaint):
        return "money-offer"
    if owes_money(complaint):
        return "settle"
    return workflow.next_screen(complaint.state, lambda slug: SCREENS[slug].is_done(complaint))
