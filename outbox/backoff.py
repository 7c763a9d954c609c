"""When to try again, and when to stop. Pure."""

import random
from datetime import datetime, timedelta

WAITS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 30, 60, 120, 240))
LONGEST_TRY = timedelta(hours=72)
AFTER_USELESS = timedelta(hours=24)
GREYLISTING_WAIT = timedelta(minutes=5)


def wait_before(
    attempt: int, *, greylisted: bool = False, spread: float | None = None
) -> timedelta:
    """Return the pause after the `attempt`-th try (1, 2, …), give or take a fifth.

    `spread` in -1..1 replaces chance, for tests.
    """
    index = min(max(attempt, 1), len(WAITS)) - 1
    wait = WAITS[index]
    if greylisted and attempt <= 1:
        wait = GREYLISTING_WAIT
    # Chance only keeps many mails from knocking together; nothing secret hangs on it.
    chance = random.uniform(-1, 1) if spread is None else spread  # noqa: S311
    return wait * (1 + 0.2 * chance)


def give_up_at(*, created_at: datetime, not_after: datetime) -> datetime:
    """Return the moment after which a mail that keeps failing is given up."""
    return min(created_at + LONGEST_TRY, not_after + AFTER_USELESS)
