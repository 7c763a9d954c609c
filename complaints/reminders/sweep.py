"""The slow round: repairs what a bulk edit went around, looks at projects, and carries what never
arrived."""

from datetime import datetime

from complaints.reminders import dispatch, projects, schedule


def sweep(now: datetime) -> dict[str, int]:
    """Do the round at `now` (UTC); return how many complaints were replanned and projects added."""
    counts = {"replanned": schedule.replan_sweep(now), "projects": projects.plan(now)}
    dispatch.carry_over(now)
    return counts
