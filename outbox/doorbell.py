"""The doorbell: tells the worker to look at the outbox. It may be lost; the tick looks anyway."""

import logging
import threading

from celery import current_app
from django.db import transaction

from outbox import crash

logger = logging.getLogger(__name__)

SEND_TASK = "outbox.tasks.send"
EXPIRES_SECONDS = 30


class Doorbell:
    """Rings from a thread of its own, so that a broker that is away never delays a request."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Ask for one look at the outbox. Many rings close together become one."""
        self._wanted.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._wanted.wait(timeout=30):
            self._wanted.clear()
            try:
                current_app.send_task(SEND_TASK, expires=EXPIRES_SECONDS, ignore_result=True)
            except Exception as problem:
                logger.warning("The doorbell did not ring; the next tick will look: %s", problem)


doorbell = Doorbell()


def ring() -> None:
    """Ring after the current transaction commits, or at once when there is none."""
    transaction.on_commit(_after_commit, robust=True)


def _after_commit() -> None:
    crash.point("after_commit")
    doorbell.ring()
