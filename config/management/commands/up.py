"""Starts web, worker and beat under one parent: what `dev.py run` and the container end in."""

import ipaddress
import os
import socket
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from config.supervisor import AlreadyRunning, Supervisor, children, hold


class Command(BaseCommand):
    """`manage.py up [--prepare] [--demo] [--since EPOCH]`."""

    help = "Run the web server, the worker and the schedule until TERM or Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what may be asked for."""
        parser.add_argument("--prepare", action="store_true", help="migrate and collect first")
        parser.add_argument("--demo", action="store_true", help="load the demo into a new database")
        parser.add_argument("--since", type=float, default=0, help="start time, to print how long")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold the data folder, prepare what was asked for, and look after the processes."""
        self.host = os.environ.get("HOST") or "127.0.0.1"
        self.port = int(os.environ.get("PORT") or 8000)
        self.since = options["since"] or time.time()
        self.announced = False
        refuse_open_debug(self.host)
        try:
            lock = hold(settings.VAR_DIR)
        except AlreadyRunning as other:
            raise CommandError(
                f"Amends already runs on {settings.VAR_DIR} (process {other}). "
                "Stop it first, or set VAR_DIR to another folder."
            ) from other
        with lock:
            if options["prepare"]:
                prepare(demo=options["demo"])
            self.demo = has_demo()
            connections.close_all()
            Supervisor(children(redis=bool(settings.REDIS_URL)), say=self.say).run(self.look)

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def look(self) -> None:
        """Print the address as soon as somebody answers there."""
        if self.announced or not answers(self.host, self.port):
            return
        self.announced = True
        self.say(f"Amends is ready at http://{link_host(self.host)}:{self.port}/")
        if self.demo:
            self.say(f"Sign in as {settings.DEMO_EMAIL} with {settings.DEMO_PASSWORD}")
        self.say(f"Started in {time.time() - self.since:.1f} s. Ctrl-C stops it.")


def refuse_open_debug(host: str) -> None:
    """Raise CommandError for an address others can reach while error pages show the source."""
    if settings.DEBUG and not is_loopback(host):
        raise CommandError(
            f"HOST={host} would show error pages with source code to others. "
            "Set DEBUG=0, or leave HOST at 127.0.0.1."
        )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def link_host(host: str) -> str:
    """Return `host` as a browser on this machine reaches it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def answers(host: str, port: int) -> bool:
    """Return whether something accepts connections there."""
    try:
        with socket.create_connection((link_host(host).strip("[]"), port), timeout=0.2):
            return True
    except OSError:
        return False


def prepare(*, demo: bool) -> None:
    """Bring database, cache table and static files up to date; fill a new database on request."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    wanted = demo and settings.PLAYGROUND and "demo" in get_commands()
    if wanted and not get_user_model().objects.exists():
        call_command("demo")


def has_demo() -> bool:
    """Return whether the demo account is here and may be named on the screen."""
    if not settings.PLAYGROUND:
        return False
    return get_user_model().objects.filter(email=settings.DEMO_EMAIL).exists()
