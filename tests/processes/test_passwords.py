"""No password of a server stands in anything that is printed or shown, whatever goes wrong."""

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import HEALTH_TOKEN

pytestmark = pytest.mark.processes

WORD = "sesam-open/you"
SPELLED = "sesam-open%2Fyou"
# Nobody listens on port 1.
URLS = {
    "DATABASE_URL": f"postgres://me:{SPELLED}@127.0.0.1:1/amends",
    "REDIS_URL": f"redis://:{SPELLED}@127.0.0.1:1/0",
    "EMAIL_URL": f"smtp://me:{SPELLED}@127.0.0.1:1",
}
AN_ERROR_PAGE = """
import sys, threading, urllib.error, urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server
from config.wsgi import application

class Quiet(WSGIRequestHandler):
    # The line that this trial server would write of each request is not the product's.
    def log_message(self, *args):
        pass

server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/accounts/login/?token={sys.argv[1]}"
asked = urllib.request.Request(address, headers={"Cookie": "sessionid=" + "a" * 32})
try:
    urllib.request.urlopen(asked, timeout=20)
except urllib.error.HTTPError as problem:
    print(problem.code, problem.read().decode())
"""
ALL_THAT_FAILS = """
import logging, smtplib, traceback
import django
django.setup()
import psycopg
from django.conf import settings
from django.db import connection
from redis import Redis
from config.celery import app
from outbox.health import snapshot
from accounts import clock
from outbox.smtp import SmtpTransport
from outbox.transport import Server

logger = logging.getLogger("trial")

def tried(work):
    try:
        work()
    except Exception as problem:
        logger.exception("It failed: %r", problem)
        return
    raise AssertionError(f"{work} did not fail")

def with_url():
    url = settings.EMAIL_URL
    raise ValueError(f"cannot reach {url}")

tried(connection.ensure_connection)
tried(lambda: psycopg.connect("postgresql://me:sesam-open%2Fyou@127.0.0.1:1/x"))
tried(lambda: psycopg.connect("postgresql://me:sesam-open/you@127.0.0.1:1/x"))
tried(lambda: Redis.from_url(settings.REDIS_URL, retry=None).ping())
tried(lambda: app.connection_for_write().ensure_connection(max_retries=1, interval_start=0))
server = Server.from_url(settings.EMAIL_URL)
way = SmtpTransport(server, local_name="trial.example", reply_seconds=1)
tried(lambda: way.knock("a@b.example"))
tried(with_url)
print(snapshot(clock.now()))
logging.getLogger("celery").warning("Connected to %s", settings.CELERY_BROKER_URL)
raise RuntimeError(f"The end: {settings.DATABASES} {settings.EMAIL_URL}")
"""


def test_the_error_page_with_source_code_hides_them(install: Install) -> None:
    done = install(**URLS).run(["-c", AN_ERROR_PAGE, HEALTH_TOKEN])

    assert done.stdout.startswith("500 "), done.stdout[:300] + done.stderr[-2000:]
    assert "OperationalError" in done.stdout
    # What has them: the settings, and the environment, which this server hands to each request.
    assert done.stdout.count("smtp://me:********@127.0.0.1:1") >= 2
    assert "sesam" not in done.stdout + done.stderr
    assert HEALTH_TOKEN not in done.stdout + done.stderr


def test_no_log_line_and_no_traceback_holds_them(install: Install) -> None:
    done = install(**URLS).run(["-c", ALL_THAT_FAILS])

    said = done.stdout + done.stderr
    assert said.count("It failed") == 7, said[-3000:]
    assert "RuntimeError: The end" in said
    assert "did not fail" not in said
    assert "sesam" not in said


@pytest.mark.parametrize("command", [["tick"], ["migrate"], ["up", "--prepare"], ["diffsettings"]])
def test_no_command_prints_them(install: Install, command: list[str]) -> None:
    done = install(**URLS).manage(*command)

    assert done.returncode == (0 if command == ["diffsettings"] else 1)
    assert "sesam" not in done.stdout + done.stderr


def test_the_report_of_celery_hides_them(install: Install) -> None:
    done = install(**URLS).run(["-m", "celery", "-A", "config", "report"])

    assert "smtp://me:********@127.0.0.1:1" in done.stdout
    assert "sesam" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize("broken", ["{scheme}://me:sesam-open@127.0.0.1:port/x", "me:sesam-open@x"])
def test_a_url_that_is_none_is_refused_without_repeating_it(
    install: Install, name: str, broken: str
) -> None:
    url = broken.format(scheme=URLS[name].partition(":")[0])

    done = install(**{name: url}).manage("up")

    assert done.returncode == 1
    assert f"{name} must look like" in done.stderr
    assert "Traceback" not in done.stderr
    assert "sesam" not in done.stdout + done.stderr
