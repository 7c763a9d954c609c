"""How long one round of sending may go on."""

import threading
import time

_ending = threading.Event()


class Budget:
    """Some seconds, and less when this process is asked to end: what is on its way is finished,
    and nothing more is begun."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def is_spent(self) -> bool:
        """Return whether nothing more should be begun."""
        return _ending.is_set() or time.monotonic() >= self._until


def end_soon() -> None:
    """Spend every budget of this process: it was asked to end and will be killed if it lingers."""
    _ending.set()
