"""Starts web, worker and beat under one parent: what `dev.py run` and the container end in."""

import http.client
import os
import time
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from accounts import clock
from accounts.reach import browser_host, own_host, url_host
from complaints.demo import door
from config import privacy
from config.prepare import is_ready, prepare
from config.supervisor import AlreadyRunning, Supervisor, children, hold
from outbox.transport import Server


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
        self.port = asked_port()
        self.since = options["since"] or time.time()
        self.announced = False
        refuse_bad_mail_url(settings.EMAIL_URL)
        try:
            lock = hold(settings.VAR_DIR)
        except AlreadyRunning as other:
            raise CommandError(
                f"Amends already runs on {settings.VAR_DIR} (process {other}). "
                "Stop it first, or set VAR_DIR to another folder."
            ) from other
        with lock:
            privacy.restore(settings.VAR_DIR, self.say)
            if options["prepare"]:
                prepare(demo=options["demo"], now=clock.now())
            elif not is_ready():
                raise CommandError(
                    "Tables or static files are missing. Run: manage.py up --prepare"
                )
            self.sign_in = door.sign_in()
            connections.close_all()
            processes = children(
                redis=bool(settings.REDIS_URL), workers=asked("WORKERS"), beats=asked("BEATS")
            )
            Supervisor(processes, say=self.say).run(self.look)

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def look(self) -> None:
        """Print the address as soon as pages are served there."""
        if self.announced or not answers(settings.HOST, self.port):
            return
        self.announced = True
        self.say(f"Amends is ready at {self.address()}")
        if self.sign_in:
            self.say(self.sign_in)
        self.say(f"Started in {time.time() - self.since:.1f} s. Ctrl-C stops it.")

    def address(self) -> str:
        """Return what to open in a browser: here, or where others find the server."""
        if settings.LOCAL:
            return f"http://{browser_host(settings.HOST)}:{self.port}/"
        return f"{settings.SITE_URL}/ (listening on {url_host(settings.HOST)}:{self.port})"


def refuse_bad_mail_url(url: str) -> None:
    """Raise CommandError for an EMAIL_URL that no mail could go to."""
    if not url:
        return
    try:
        Server.from_url(url)
    except ImproperlyConfigured as problem:
        raise CommandError(str(problem)) from problem


def asked_port() -> int:
    """Return the port that PORT asks for, 8000 without one."""
    asked = str(settings.PORT)
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise CommandError(f"PORT={asked} is not a number between 1 and 65535.")
    return int(asked)


def asked(name: str) -> int:
    """Return how many processes the variable `name` asks for, 1 without one."""
    number = os.environ.get(name) or "1"
    if not number.isdecimal() or not 0 < int(number) <= 16:
        raise CommandError(f"{name}={number} is not a number between 1 and 16.")
    return int(number)


def answers(host: str, port: int) -> bool:
    """Return whether the web server answers a request there."""
    link = http.client.HTTPConnection(own_host(host), port, timeout=2)
    try:
        link.request("GET", "/health/", headers={"Host": url_host(settings.SITE_HOST)})
        # 503 is a page that is served; 500 is a server that cannot serve any.
        return link.getresponse().status != http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
