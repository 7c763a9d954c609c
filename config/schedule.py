"""What is rung how often. Every entry may be rung at any time, by anybody, and twice at once."""

from typing import Any


def beat_schedule(*, tick: float, reap: float) -> dict[str, dict[str, Any]]:
    """Return Celery's schedule; `tick` and `reap` are in seconds.

    Each message ends with its turn, so that a pause leaves no heap of them behind.
    """
    return {
        "materialise": _every(tick, "complaints.tasks.materialise", ends=30),
        "send": _every(tick, "outbox.tasks.send", ends=30),
        "reap": _every(reap, "outbox.tasks.reap", ends=90),
        "replan_sweep": _every(900, "complaints.tasks.replan_sweep", ends=900),
        "heartbeat": _every(30, "outbox.tasks.heartbeat", ends=60),
        # It has its turn once a day; asked more often, it also comes to it where nights are slept.
        "housekeeping": _every(3600, "config.tasks.housekeeping", ends=3600),
    }


def _every(seconds: float, task: str, *, ends: int) -> dict[str, Any]:
    return {"task": task, "schedule": float(seconds), "options": {"expires": ends}}
