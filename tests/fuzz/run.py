"""Asks and judges: a sweep of every address, then forms with spoiled answers, from one seed."""

import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import resolve
from django.urls.exceptions import Resolver404

from accounts import form_tokens
from tests.fuzz import values
from tests.fuzz.copies import the_copy
from tests.fuzz.forms import Form, read
from tests.fuzz.people import Person, people
from tests.fuzz.places import Place, places
from tests.isolation.world import MARKER, World

METHODS = ("get", "post", "head", "put", "patch", "delete", "options")
PUT_BACK_EVERY = 250
# A request that takes this long stands for one that never ends; a slow machine stays far below.
ENDLESS_SECONDS = 60
PAGES_READ = 400
# What may see what the owner wrote: the owner, and who runs the server, in the admin.
MAY_SEE = {"owner", "runs the server"}


class EndlessError(Exception):
    """A request did not come to an end."""


@dataclass
class Asked:
    """One request, so that it can be sent again."""

    role: str
    method: str
    address: str
    data: Any = None
    extra: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        words = f"{self.role}: {self.method.upper()} {self.address} {self.extra} {self.data!r}"
        return words if len(words) < 1200 else f"{words[:1200]}… ({len(words)} characters)"


@dataclass
class Outcome:
    """What came of a run."""

    statuses: Counter[int] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many answers came."""
        return sum(self.statuses.values())


class Fuzz:
    """One run against one database."""

    def __init__(self, world: World, *, seed: int, say: Callable[[str], None]) -> None:
        self.world, self.say = world, say
        self.chance = random.Random(seed)
        self.people = people(world)
        self.places = places(world)
        self.copy = the_copy()
        self.outcome = Outcome()
        self.last_error = ""

    def run(self, requests: int) -> Outcome:
        """Ask `requests` times, in turn an address of the sweep and a form with spoiled answers."""
        self.copy.keep()
        sweep = self._sweep()
        wheel = self._spoiled(self._read_forms())
        for number in range(requests):
            if number % PUT_BACK_EVERY == 0:
                self._start_over()
            if number % 1000 == 0:
                self.say(f"{number:>6} of {requests} asked, {len(self.outcome.problems)} problems")
            self._ask((number % 2 and next(sweep, None)) or next(wheel))
        return self.outcome

    def _start_over(self) -> None:
        self.copy.put_back()
        for person in self.people:
            person.sign_in()

    # What to ask ---------------------------------------------------------------------------

    def _sweep(self) -> Iterator[Asked]:
        """Yield every address, method and role once, in an order that the seed decides."""
        every = [
            (place, method, person.role)
            for place in self.places
            for method in METHODS
            for person in self.people
        ]
        self.chance.shuffle(every)
        for place, method, role in every:
            yield Asked(role, method, self._address(place), *self._spice(method))

    def _address(self, place: Place) -> str:
        if place.converters and self.chance.random() < 0.2:
            return place.nonsense(self.chance)
        return place.address(self.chance)

    def _spice(self, method: str) -> tuple[Any, dict[str, str]]:
        extra = dict(self.chance.choice(values.HEADERS)) if self.chance.random() < 0.1 else {}
        if method in {"get", "head"}:
            return (values.queries(self.chance) if self.chance.random() < 0.5 else None), extra
        if method == "options":
            return None, extra
        if self.chance.random() < 0.3:
            body = self.chance.choice([b"a=b", b"--x\r\n", *values.BROKEN_BYTES, b"x" * 200_000])
            return body, {**extra, "content_type": self.chance.choice(values.CONTENT_TYPES)}
        return values.queries(self.chance), extra

    def _read_forms(self) -> list[tuple[str, str, Form]]:
        """Return the forms of every page that the owner and who runs the server can reach, and
        those of the entrance."""
        self._start_over()
        found: dict[str, tuple[str, str, Form]] = {}
        for role in ("anonymous", "owner", "runs the server"):
            person = next(each for each in self.people if each.role == role)
            for page, forms in self._crawl(person):
                for form in forms:
                    address = form.action or page
                    found.setdefault(f"{role} {_name(address)} {form.key}", (role, address, form))
            self._start_over()
        return list(found.values())

    def _crawl(self, person: Person) -> Iterator[tuple[str, list[Form]]]:
        known = [place.address(random.Random(1)) for place in self.places]
        waiting, seen, kinds = ["/", *known], set[str](), Counter[str]()
        while waiting and len(seen) < PAGES_READ:
            address = waiting.pop(0)
            # Ten pages of one kind tell all; a list has a thousand.
            if address in seen or kinds[_name(address)] >= 10:
                continue
            seen.add(address)
            kinds[_name(address)] += 1
            response = person.browser.get(address)
            if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
                html = response.content.decode()
                waiting += [link for link in _links(html) if link not in seen]
                yield address, read(html)

    def _spoiled(self, forms: list[tuple[str, str, Form]]) -> Iterator[Asked]:
        """Yield forms with spoiled answers for ever, every form as often as any other."""
        while True:
            self.chance.shuffle(forms)
            for role, address, form in forms:
                self.outcome.forms.add(f"{_name(address)} {sorted(form.fields)}")
                yield self._filled(role, address, form)

    def _filled(self, role: str, address: str, form: Form) -> Asked:
        fields = {name: list(given) for name, given in form.fields.items()}
        # It belongs to the sign-in of the page, which may have ended: mostly go without.
        if self.chance.random() < 0.8:
            fields.pop(form_tokens.FIELD, None)
        for name, offered in form.choices.items():
            if self.chance.random() < 0.5:
                fields[name] = [self.chance.choice(offered)]
        for name, given in fields.items():
            if given == [""] and self.chance.random() < 0.7:
                fields[name] = [
                    self.chance.choice(values.WORDS + values.DATES[:1] + values.NUMBERS[:3])
                ]
        data: dict[str, Any] = values.spoil(fields, self.chance)
        if form.buttons and self.chance.random() < 0.8:
            name, value = self.chance.choice(form.buttons)
            data[name] = value
        for name in form.files:
            data[name] = self._file()
        who = role if self.chance.random() < 0.8 else self.chance.choice(self.people).role
        if who != role:  # what they send themselves they may see
            data = {name: _unmarked(value) for name, value in data.items()}
        if form.method == "get":
            return Asked(who, "get", address, data)
        extra = dict(self.chance.choice(values.HEADERS)) if self.chance.random() < 0.05 else {}
        return Asked(who, "post", address, data, extra)

    def _file(self) -> SimpleUploadedFile:
        name = values.for_path(self.chance)[:120] + self.chance.choice([".pdf", ".exe", "", ".eml"])
        content = self.chance.choice([b"", b"%PDF-1.4", b"\x00" * 5000, *values.BROKEN_BYTES])
        return SimpleUploadedFile(name.replace("\r", "").replace("\n", ""), content)

    # Asking and judging --------------------------------------------------------------------

    def _ask(self, asked: Asked) -> None:
        person = next(each for each in self.people if each.role == asked.role)
        person.sign_in()
        try:
            with _in_time():
                response = _send(person, asked)
                words = _words(response)
        except EndlessError:
            self.outcome.problems.append(f"did not end: {asked}")
            return
        except Exception as problem:  # a fault in the middleware itself
            self.outcome.problems.append(f"{type(problem).__name__}: {problem}: {asked}"[:2500])
            return
        self.outcome.statuses[response.status_code] += 1
        self.outcome.names.add(_name(asked.address))
        self._judge(asked, response, words)

    def _judge(self, asked: Asked, response: HttpResponse, words: str) -> None:
        if response.status_code >= 500 and not _may_be_unwell(asked.address):
            self.outcome.problems.append(
                f"{response.status_code}: {asked}\n{_last_lines(response)}"
            )
        if asked.role not in MAY_SEE and MARKER in words:
            place = words.index(MARKER)
            shown = words[max(0, place - 300) : place + 100]
            self.outcome.problems.append(f"shows what the owner wrote: {asked}\n    {shown!r}")
        target = urlsplit(response.headers.get("Location", ""))
        if target.netloc not in {"", "testserver", "127.0.0.1:8000", "localhost:8000"}:
            self.outcome.problems.append(f"leads away to {target.netloc}: {asked}")


def _send(person: Person, asked: Asked) -> HttpResponse:
    extra = dict(asked.extra)
    if asked.method in {"get", "head", "post"} and not isinstance(asked.data, bytes):
        answers = {_sent_name(name): _sendable(value) for name, value in (asked.data or {}).items()}
        return getattr(person.browser, asked.method)(asked.address, answers, **extra)
    if isinstance(asked.data, bytes):
        kind = extra.pop("content_type", "application/octet-stream")
        return person.browser.generic(
            asked.method.upper(), asked.address, asked.data, kind, **extra
        )
    extra.pop("content_type", None)
    return person.browser.generic(asked.method.upper(), asked.address, b"a=b", **extra)


def _sendable(value: Any) -> Any:
    """Return the value with half of an emoji as the bytes that a broken program would send."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return [_sendable(each) for each in value] if isinstance(value, list) else value


def _sent_name(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(MARKER, "their own")
    return [_unmarked(each) for each in value] if isinstance(value, list) else value


def _words(response: HttpResponse) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def _name(address: str) -> str:
    """Return the name of an address, or "nowhere"."""
    try:
        return resolve(urlsplit(address).path).view_name or "nameless"
    except (Resolver404, ValueError):
        return "nowhere"


def _may_be_unwell(address: str) -> bool:
    """The health page answers 503 when no worker runs, and none does here."""
    return address.startswith("/health")


def _links(html: str) -> list[str]:
    parts = html.split('href="')[1:]
    links = [part.partition('"')[0].replace("&amp;", "&") for part in parts]
    return [
        link for link in links if link.startswith("/") and not link.startswith(("//", "/static"))
    ]


def _last_lines(response: HttpResponse) -> str:
    """Return where it broke, as the test client keeps it."""
    info = getattr(response, "exc_info", None)
    if not info:
        return ""
    trace, place = info[2], ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"    {info[0].__name__}: {str(info[1])[:300]} at {place}"


@contextmanager
def _in_time() -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise EndlessError

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(ENDLESS_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
