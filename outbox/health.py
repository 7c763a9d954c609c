"""Says whether mail is moving: the heartbeats of periodic work and the state of the queue."""

import sqlite3
import tempfile
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils.translation import gettext as _
from redis import Redis
from redis.exceptions import RedisError

from accounts import limit_store
from outbox import held, instance
from outbox.literals import literally
from outbox.models import (
    WAITING,
    Heartbeat,
    MailAccount,
    OutgoingEmail,
    undecided,
)

SILENT_AFTER_SECONDS = 180
# What somebody has to put right; a server that is away comes back by itself.
LOCKED_OUT = (MailAccount.Problem.SIGN_IN, MailAccount.Problem.SENDER)
# Only the schedule rings these; any of the others may also be rung by hand or by a doorbell.
BEAT_NAMES = ("beat", "materialise")
# Each has work of its own: that the others are alive does not help. One that has never run is not
# missed, so that a new installation is well at once.
JOBS = ("beat", "materialise", "send", "reap")
# What housekeeping found: what it could not do, and what is wrong with the database.
HOUSEKEEPING, SOUNDNESS = "housekeeping", "quick_check"
# Versions before this one can damage a file that two connections checkpoint at once.
SOUND_SQLITE = (3, 51, 3)


def beat(name: str, now: datetime, detail: str = "") -> None:
    """Note that the job `name` did its work at `now` (UTC)."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "detail": detail[:300]})


def snapshot(now: datetime) -> dict[str, Any]:
    """Return what `/health/` says, with the answer to "is all well?" under `ok`. Never raises."""
    report: dict[str, Any] = {"ok": False, "version": settings.VERSION}
    try:
        seconds = ages(now)
        report |= {"database": _soundness(), "outbox": _outbox(now)}
        report |= {"mail_armed": is_armed(), "mail_problem": mail_problem()}
        report["notes"] = _notes()
    except DatabaseError as problem:
        seconds = {}
        report |= {"database": f"error: {type(problem).__name__}", "outbox": None}
        report |= {"mail_armed": None, "mail_problem": "", "notes": []}
    report["broker"] = _broker()
    report["worker"] = min(seconds.values(), default=None)
    report["beat"] = min((seconds[name] for name in BEAT_NAMES if name in seconds), default=None)
    report["silent"] = _silent(seconds)
    report["mail"] = "smtp" if settings.EMAIL_URL else "kept as files, no mail server is set up"
    report["ok"] = (
        report["database"] == report["broker"] == "ok"
        and report["mail_armed"]
        and not _is_locked_out()
        and _lively(report["beat"])
        and not report["silent"]
    )
    return report


def is_running(ages: dict[str, int]) -> bool:
    """Return whether reminders are being worked on, for the banner on the pages."""
    return _lively(min((ages[name] for name in BEAT_NAMES if name in ages), default=None))


def is_armed() -> bool:
    """Return whether mail may leave from here; off in a copy and after a restore."""
    return not instance.refusal()


def mail_problem() -> str:
    """Return why no mail goes out now, as a sentence for the pages; empty when it does."""
    if reason := instance.refusal():
        return _("Mail is off. %(reason)s") % {"reason": reason}
    account = MailAccount.objects.filter(name=MailAccount.DEFAULT).first()
    if account is None or not (_is_closed(account) or account.problem in LOCKED_OUT):
        return ""
    what = MailAccount.Problem(account.problem).label
    if account.problem not in LOCKED_OUT:
        # What a broken connection is called is for the log.
        return _("Mail waits: %(what)s.") % {"what": what}
    return _("Mail waits: %(what)s (%(text)s).") % {"what": what, "text": account.problem_text}


def _is_closed(account: MailAccount) -> bool:
    return account.open_until is not None


def _is_locked_out() -> bool:
    return MailAccount.objects.filter(problem__in=LOCKED_OUT).exists()


def _lively(age: int | None) -> bool:
    return age is not None and age <= SILENT_AFTER_SECONDS


def _silent(ages: dict[str, int]) -> list[str]:
    """Return the jobs that ran once and have not for too long, or for several of their turns."""
    patience = max(SILENT_AFTER_SECONDS, 3 * settings.REAP_SECONDS, 3 * settings.TICK_SECONDS)
    return [name for name in JOBS if ages.get(name, 0) > patience]


def ages(now: datetime) -> dict[str, int]:
    """Return how many seconds ago each job did its work last."""
    beats = Heartbeat.objects.values_list("name", "at")
    return {name: max(0, int((now - at).total_seconds())) for name, at in beats}


def _soundness() -> str:
    found = _said(SOUNDNESS)
    return f"damaged: {found}" if found else "ok"


def _said(name: str) -> str:
    """Return what the job `name` had to say when it was last done; mostly nothing."""
    return Heartbeat.objects.filter(name=name).values_list("detail", flat=True).first() or ""


def _outbox(now: datetime) -> dict[str, Any]:
    waiting = OutgoingEmail.objects.filter(state__in=literally(WAITING))
    oldest = waiting.filter(next_attempt_at__lte=now).aggregate(at=Min("next_attempt_at"))["at"]
    return {
        "queued": waiting.count(),
        "held": held.waiting().count(),
        "failed": OutgoingEmail.objects.filter(undecided()).count(),
        "oldest_seconds": int((now - oldest).total_seconds()) if oldest else 0,
    }


def _broker() -> str:
    try:
        if not settings.REDIS_URL:
            # Writing is the question: a queue that can only be read rings no bell.
            with tempfile.TemporaryFile(dir=settings.QUEUE_DIR) as file:
                file.write(b"x" * 4096)
                file.flush()
                return "ok"
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=0.3, socket_timeout=0.3, retry=None
        ) as redis:
            redis.ping()
    except (OSError, RedisError) as problem:
        return f"error: {type(problem).__name__}"
    return "ok"


def _notes() -> list[str]:
    left_undone = _said(HOUSEKEEPING)
    notes = [f"Housekeeping could not do all: {left_undone}"] if left_undone else []
    if not limit_store.is_there():
        notes.append("Nobody can sign in: how often it was tried cannot be counted.")
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SOUND_SQLITE:
        notes.append(
            f"SQLite {sqlite3.sqlite_version} has a rare fault that can damage the file; "
            "3.51.3 and newer do not. Keep backups, or use PostgreSQL."
        )
    return notes
