"""Whether what a reminder is about still asks for it, be it a complaint or a project."""

from complaints.models import Reminder
from complaints.reminders import projects, schedule


def is_wanted(row: Reminder) -> bool:
    """Say whether the complaint or the project of `row`, as it stands, still asks for it."""
    return schedule.is_wanted(row) if row.complaint_id else projects.is_wanted(row)
