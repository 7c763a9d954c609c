"""The Celery app. It carries doorbells only: every fact about a mail lives in the database."""

import logging.config
import os
import warnings
from contextlib import ExitStack
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import (
    setup_logging,
    task_failure,
    task_postrun,
    task_prerun,
    worker_init,
    worker_ready,
    worker_shutting_down,
)
from django.conf import settings

from accounts.redaction import mask
from config import fsqueue, guardian, numbers, turns
from config.beat import BeatStep
from outbox import budget

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Messages carry no pickles and no facts; a container or a trial may well run as root.
warnings.filterwarnings("ignore", category=SecurityWarning)
fsqueue.register()


class App(Celery):
    """Celery, whose report of the settings holds no password."""

    def bugreport(self) -> str:
        """Return what `celery report` prints."""
        return mask(super().bugreport())


app = App("amends")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
logger = logging.getLogger(__name__)


@setup_logging.connect
def log_like_all(**kwargs: Any) -> None:
    """Write the log of worker and schedule like that of the web; Celery adds nothing of its own."""
    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def begin_task(sender: Any, task: Any, **kwargs: Any) -> None:
    """Give the lines of this task a number."""
    task.request.amends_number = ExitStack()
    task.request.amends_number.enter_context(numbers.at_work(f"task {sender.name}"))


@task_failure.connect
def note_failure(sender: Any, exception: BaseException, **kwargs: Any) -> None:
    """Write down what broke a task, without its words."""
    logger.error("A task broke", exc_info=exception)


@task_postrun.connect
def end_task(task: Any, **kwargs: Any) -> None:
    """Take the number back."""
    task.request.amends_number.close()


@worker_init.connect
def begin(sender: Any, **kwargs: Any) -> None:
    """Work behind people; prepare the file queue, and let beat live in the worker when there is no
    Redis."""
    turns.work_behind_people()
    if not settings.REDIS_URL:
        folders = [settings.QUEUE_DIR, settings.VAR_DIR / "queue-done"]
        fsqueue.prepare(*folders, settings.VAR_DIR / "queue-ctl")
        for folder in folders:
            fsqueue.sweep(folder)
        sender.app.steps["worker"].add(BeatStep)


@worker_ready.connect
def watch(**kwargs: Any) -> None:
    """End with the supervisor that started this worker, also when it was killed."""
    guardian.watch_parent()


@worker_shutting_down.connect
def end(**kwargs: Any) -> None:
    """Begin no more mails: one that breaks off at the wrong moment is in doubt."""
    budget.end_soon()
