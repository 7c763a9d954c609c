"""The clockwork that rings the periodic tasks: in memory, at once on start, inside the worker."""

from datetime import timedelta
from typing import Any

from celery import bootsteps
from celery.beat import EmbeddedService, Scheduler


class PromptScheduler(Scheduler):
    """Rings every entry when it starts; keeps no file, since every task may run at any time."""

    def setup_schedule(self) -> None:
        """Load the static schedule as if nothing had run for long."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now() - timedelta(days=1)


class BeatStep(bootsteps.StartStopStep):
    """Runs beat as a thread of the worker, so that both live and die as one process."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        self._beat: Any = None

    def start(self, worker: Any) -> None:
        """Start ringing."""
        self._beat = EmbeddedService(
            worker.app, thread=True, scheduler_cls=worker.app.conf.beat_scheduler
        )
        self._beat.start()

    def stop(self, worker: Any) -> None:
        """Stop ringing; a thread that sleeps ends with the process."""
        if self._beat is not None:
            self._beat.service.stop()

    def terminate(self, worker: Any) -> None:
        """Stop ringing at once."""
        self.stop(worker)
