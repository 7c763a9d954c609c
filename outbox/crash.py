"""Lets a rehearsal die or freeze at a chosen point, as if from outside; production refuses it."""

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

POINTS = (
    "after_claim",
    "before_turn",
    "after_turn",
    "before_mark",
    "after_handoff",
    "after_250",
    "before_commit",
    "after_commit",
)
SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}
LOG = "crashes"


@dataclass(frozen=True)
class Plan:
    """What happens at one point: how likely, how often at most in this data folder, and what."""

    point: str
    chance: float
    times: int
    action: str


def point(name: str) -> None:
    """Die or freeze here when AMENDS_CRASH_AT says so, e.g. `after_claim:0.05,after_250:1:3:stop`.

    The parts after the chance, at most how often and what (`kill` or `stop`), may be left out.
    """
    if not settings.CRASH_AT:
        return
    for plan in plans(settings.CRASH_AT):
        log = settings.VAR_DIR / LOG
        if plan.point == name and _strikes(plan, log):
            with log.open("a", encoding="ascii") as file:
                file.write(f"{name}\n")
            os.kill(os.getpid(), SIGNALS[plan.action])


@lru_cache
def plans(text: str) -> tuple[Plan, ...]:
    """Return what AMENDS_CRASH_AT asks for; raises ImproperlyConfigured for what it cannot."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Plan]:
    for part in text.split(","):
        name, chance, times, action = (*part.strip().split(":"), *("", "", ""))[:4]
        try:
            plan = Plan(name, float(chance or 1), int(times or 1_000_000), action or "kill")
        except ValueError as problem:
            raise ImproperlyConfigured(f"AMENDS_CRASH_AT: {part!r} is not understood.") from problem
        if name not in POINTS or plan.action not in SIGNALS:
            raise ImproperlyConfigured(f"AMENDS_CRASH_AT: {part!r} is not understood.")
        yield plan


def _strikes(plan: Plan, log: Path) -> bool:
    done = log.read_text("ascii").split().count(plan.point) if log.exists() else 0
    return done < plan.times and random.random() < plan.chance  # noqa: S311 - nothing secret
