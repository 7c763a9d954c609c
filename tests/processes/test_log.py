"""The log of a running installation: what broke is found by its number, and no key stands in it."""

import re
import socket
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import Installation, wait_until

pytestmark = pytest.mark.processes

KEY = "PlAnTeD-key:1xYz:Zz9"
PRIVATE = ("PlAnTeD", "planted@client.test", "ruined our launch")
ADDRESSES = [
    f"/r/{KEY}/",
    f"/r/{KEY}/snooze/",
    f"/r/{KEY}",
    f"/mail/{KEY}/",
    f"/calendar/{KEY}.ics",
    f"/accounts/confirm-email/{KEY}/",
    f"/accounts/password/reset/key/1-{KEY}/",
    f"/reminders/mails/{KEY}/address/",
    "/help/?email=planted@client.test&words=ruined+our+launch+PlAnTeD",
    f"/wrong/place/{KEY}/",
]


@pytest.fixture(scope="module")
def amends(install: Install) -> Installation:
    """An installation as on a server, which writes a line for each request."""
    running = install(DEBUG="0", SECRET_KEY="x" * 60, ACCESS_LOG="1", TICK_SECONDS="1")
    running.start("--prepare")
    return running


def open_page(amends: Installation, path: str, **fields: str) -> tuple[int, str]:
    """Return the status and the words of a page; with fields they are posted."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{amends.port}{path}",
        data=urllib.parse.urlencode(fields).encode() if fields else None,
        headers={"Referer": f"http://elsewhere.test/r/{KEY}/", "User-Agent": PRIVATE[0]},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def say(amends: Installation, request: str) -> None:
    """Send what no browser would, and wait for the end of the answer."""
    with closing(socket.create_connection(("127.0.0.1", amends.port), timeout=10)) as link:
        link.sendall(request.encode())
        while link.recv(1024):
            continue


def lose(amends: Installation, table: str) -> None:
    """Take a table away, so that whatever reads it breaks."""
    with closing(sqlite3.connect(amends.folder / "amends.sqlite3", timeout=20)) as rows:
        rows.execute(f"ALTER TABLE {table} RENAME TO lost_{table}")
        rows.commit()


def give_back(amends: Installation, table: str) -> None:
    with closing(sqlite3.connect(amends.folder / "amends.sqlite3", timeout=20)) as rows:
        rows.execute(f"ALTER TABLE lost_{table} RENAME TO {table}")
        rows.commit()


def entries(amends: Installation) -> list[str]:
    """Return the lines that are worse than news, which a normal minute has none of."""
    return [line for line in amends.log().splitlines() if re.search(r" (WARNING|ERROR) \[", line)]


def test_the_log_tells_what_broke_and_nothing_private(amends: Installation) -> None:
    for page in ("/accounts/login/", "/help/", "/health/"):
        assert open_page(amends, page)[0] == 200
    assert entries(amends) == [], "A normal start is quiet."

    urllib.request.urlopen(
        urllib.request.Request(
            f"http://127.0.0.1:{amends.port}/help/", headers={"X-Forwarded-For": "127.0.0.1"}
        )
    ).close()
    assert [line for line in entries(amends) if "set BEHIND_PROXY=1" in line]

    for address in ADDRESSES:
        assert open_page(amends, address)[0] in {200, 404}
    assert open_page(amends, "/accounts/login/", login=PRIVATE[1], password=KEY)[0] == 403
    say(amends, f"GET /r/{KEY}/ HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n")
    say(amends, f"{KEY} r/{KEY} planted@client.test\r\n\r\n")
    say(amends, f"GET /r/{KEY}/ HTTP/1.1\r\nHost: {KEY}.test\r\nConnection: close\r\n\r\n")

    lose(amends, "complaints_calendarlink")
    status, words = open_page(amends, f"/calendar/{KEY}.ics")
    give_back(amends, "complaints_calendarlink")
    assert status == 500
    number = re.search(r"under number <strong>(\w+)</strong>", words)
    assert number
    of_the_page = [line for line in entries(amends) if f"[request {number[1]}]" in line]
    (told,) = of_the_page
    assert "A page broke: /calendar/***.ics" in told
    assert "no such table: complaints_calendarlink" in told
    assert "calendar_feed.py" in told

    log = amends.log()
    assert [word for word in PRIVATE if word in log] == []
    # Each request left its line, and those that were none said why.
    assert re.search(r"INFO \[request \w+\] gunicorn.access: 127.0.0.1 GET /r/\*\*\*/ 404,", log)
    assert re.search(r"WARNING \[request \w+\] django.request: Not Found: /r/\*\*\*/", log)
    assert "Forbidden" in log
    assert log.count("A request could not be read: ") == 2

    lose(amends, "complaints_reminder")
    assert wait_until(lambda: "A task broke" in amends.log()), amends.log()
    give_back(amends, "complaints_reminder")
    told = next(line for line in entries(amends) if "A task broke" in line)
    assert re.search(r"\[task [\w.]+ \w+\]", told)
    assert "no such table: complaints_reminder" in told
    assert "Traceback" not in amends.log()
