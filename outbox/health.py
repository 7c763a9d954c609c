"""Says whether mail is moving: the heartbeats of periodic work and the state of the queue."""

import sqlite3
import tempfile
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from redis import Redis
from redis.exceptions import RedisError

from outbox.models import TROUBLED, WAITING, Heartbeat, OutgoingEmail

SILENT_AFTER_SECONDS = 180
# Only the schedule rings these; any of the others may also be rung by hand or by a doorbell.
BEAT_NAMES = ("beat", "materialise")
# Versions before this one can damage a file that two connections checkpoint at once.
SOUND_SQLITE = (3, 51, 3)


def beat(name: str, now: datetime, detail: str = "") -> None:
    """Note that the job `name` did its work at `now` (UTC)."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "detail": detail[:300]})


def snapshot(now: datetime) -> dict[str, Any]:
    """Return what `/health/` says, with the answer to "is all well?" under `ok`. Never raises."""
    report: dict[str, Any] = {"ok": False, "version": settings.VERSION}
    try:
        ages = _ages(now)
        report |= {"database": "ok", "outbox": _outbox(now)}
    except DatabaseError as problem:
        ages = {}
        report |= {"database": f"error: {type(problem).__name__}", "outbox": None}
    report["broker"] = _broker()
    report["worker"] = min(ages.values(), default=None)
    report["beat"] = min((ages[name] for name in BEAT_NAMES if name in ages), default=None)
    report["mail"] = "smtp" if settings.EMAIL_URL else "kept as files, no mail server is set up"
    report["notes"] = _notes()
    report["ok"] = (
        report["database"] == report["broker"] == "ok"
        and _lively(report["worker"])
        and _lively(report["beat"])
    )
    return report


def is_running(now: datetime) -> bool:
    """Return whether reminders are being worked on, for the banner on the pages."""
    ages = _ages(now)
    return _lively(min((ages[name] for name in BEAT_NAMES if name in ages), default=None))


def _lively(age: int | None) -> bool:
    return age is not None and age <= SILENT_AFTER_SECONDS


def _ages(now: datetime) -> dict[str, int]:
    beats = Heartbeat.objects.values_list("name", "at")
    return {name: max(0, int((now - at).total_seconds())) for name, at in beats}


def _outbox(now: datetime) -> dict[str, Any]:
    waiting = OutgoingEmail.objects.filter(state__in=WAITING)
    oldest = waiting.filter(next_attempt_at__lte=now).aggregate(at=Min("next_attempt_at"))["at"]
    return {
        "queued": waiting.count(),
        "failed": OutgoingEmail.objects.filter(state__in=TROUBLED, resolution="").count(),
        "oldest_seconds": int((now - oldest).total_seconds()) if oldest else 0,
    }


def _broker() -> str:
    try:
        if not settings.REDIS_URL:
            # Writing is the question: a queue that can only be read rings no bell.
            with tempfile.TemporaryFile(dir=settings.QUEUE_DIR):
                return "ok"
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5, retry=None
        ) as redis:
            redis.ping()
    except (OSError, RedisError) as problem:
        return f"error: {type(problem).__name__}"
    return "ok"


def _notes() -> list[str]:
    notes = []
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SOUND_SQLITE:
        notes.append(
            f"SQLite {sqlite3.sqlite_version} has a rare fault that can damage the file; "
            "3.51.3 and newer do not. Keep backups, or use PostgreSQL."
        )
    return notes
