"""Brings an installation up to date before it starts: tables, cache, static files, demo."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.utils import get_files
from django.core.management import call_command, get_commands
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config import backup


def prepare(*, demo: bool, now: datetime) -> None:
    """Migrate, make the cache table, collect static files; fill a new database when `demo`.

    A database that is about to change is copied first, under the name of `now` (UTC).
    """
    if is_about_to_change():
        backup.take("before-migration", now)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static()
    wanted = demo and settings.PLAYGROUND and "demo" in get_commands()
    if wanted and not get_user_model().objects.exists():
        call_command("demo")


def is_about_to_change() -> bool:
    """Return whether there are tables, and migrations that they have not seen."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return False
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static() -> None:
    """Collect and compress the static files, unless none has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    mark = static_mark()
    if stamp.exists() and stamp.read_text("ascii") == mark:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(mark, "ascii")


def static_mark() -> str:
    """Return a digest of every static file's name, size and time of change."""
    digest = hashlib.sha256(settings.VERSION.encode())
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            for name in sorted(get_files(storage)):
                status = Path(storage.path(name)).stat()
                digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_ready() -> bool:
    """Return whether the database has its tables, and the pages the files they name."""
    try:
        get_user_model().objects.exists()
    except DatabaseError:
        return False
    # With DEBUG they are served from where they are written.
    return settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
