"""The slow round: repairs what a bulk edit went around, and looks at projects."""

import logging
from collections.abc import Callable
from datetime import datetime

from complaints.reminders import projects, schedule

logger = logging.getLogger(__name__)


def sweep(now: datetime) -> dict[str, int]:
    """Do the round at `now` (UTC); return how many complaints were replanned and projects added.

    The parts do not depend on each other: one that breaks is logged and stops none.
    """
    return {
        "replanned": _safely(schedule.replan_sweep, now),
        "projects": _safely(projects.plan, now),
    }


def _safely(part: Callable[[datetime], int], now: datetime) -> int:
    try:
        return part(now)
    except Exception:
        logger.exception("A part of the slow round broke off")
        return 0
