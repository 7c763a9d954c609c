"""What a person at a browser feels of a fault: how long pages take, and whether they come."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from statistics import median

from tests.faults.setup import SetUp

PASSWORD = "listen-first"
EXTRA_SECONDS = 0.5
PAGES = ("/", "/complaints/", "/projects/", "/preferences/")


class Visitor:
    """A signed-in freelancer."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def sign_in(self, email: str) -> None:
        """Sign in as one of the freelancers of the load data."""
        page = self.post("/accounts/login/", login=email, password=PASSWORD)
        assert "/accounts/login/" not in page, "sign-in was refused"

    def get(self, path: str) -> str:
        """Return a page; raises when it does not come."""
        with self._opener.open(self._address + path, timeout=30) as page:
            return str(page.read().decode("utf-8"))

    def post(self, path: str, **fields: str) -> str:
        """Fill in the form of a page and return the address it led to."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert found, f"{path} has no form"
        fields["csrfmiddlewaretoken"] = found[1]
        body = urllib.parse.urlencode(fields).encode()
        with self._opener.open(self._address + path, body, timeout=30) as page:
            return str(page.geturl())


def sign_in(s: SetUp) -> None:
    """Sign a freelancer in and learn how long pages usually take, before any fault."""
    address = f"http://127.0.0.1:{s.home.port}"
    s.visitors = [Visitor(address), Visitor(address)]
    s.visitors[0].sign_in("r1@example.test")
    _walk(s)
    s.usual = {what: median(times) for what, times in _walk(s).items()}


def pages_hold(s: SetUp) -> None:
    """Walk some pages and queue mails by a form; nothing may fail or be much slower than usual."""
    slow = _slow(s)
    if slow:
        # Two set-ups share this machine; what the fault slows down is slow again.
        s.notes.append("slow once: " + ", ".join(slow))
        slow = _slow(s)
    assert not slow, "; ".join(slow)


def _slow(s: SetUp) -> list[str]:
    """Walk the pages and return which took too long, and by how much."""
    found = []
    for what, times in _walk(s).items():
        extra = max(times) - s.usual[what]
        if extra > EXTRA_SECONDS:
            found.append(f"{what} took {extra:.2f} s longer")
        else:
            s.slowest = max(s.slowest, extra)
    return found


def _walk(s: SetUp) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {}
    for _ in range(2):
        for path in PAGES:
            took.setdefault(path, []).append(_timed(s.visitors[0], path))
        # A form that queues a mail and rings the bell.
        took.setdefault("reset", []).append(_timed(s.visitors[1], "reset"))
    return took


def _timed(visitor: Visitor, what: str) -> float:
    started = time.monotonic()
    try:
        if what == "reset":
            visitor.post("/accounts/password/reset/", email=f"nobody{started:.3f}@example.test")
        else:
            visitor.get(what)
    except urllib.error.HTTPError as problem:
        raise AssertionError(f"{what} answered {problem.code}") from problem
    return time.monotonic() - started
