"""What the public may not learn: whether an address has an account. Counted, never timed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@studio.test", "fresh@studio.test"
# What a visitor may send with an address in it.
DOORS = {
    "account_signup": {"name": "Mira", "time_zone": "", "password1": PASSWORD},
    "account_reset_password": {},
    "account_login": {"password": "a wrong password"},
}


class CountingHasher(MD5PasswordHasher):
    """The quick hasher of the suite, which knows how often it was asked."""

    calls = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.calls += 1
        return str(super().encode(password, salt))


@dataclass
class Answer:
    """What one visit cost, and what was shown."""

    statements: list[str]
    hashes: int
    mails: int
    status: int
    headers: dict[str, str]
    pages: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def _counting(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    settings.MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
    # The first mail of an installation makes a row that all later ones find.
    Client().post(reverse("account_reset_password"), {"email": "first@studio.test"})
    UserFactory(email=KNOWN)
    yield
    cache.clear()


def visit(door: str, address: str) -> Answer:
    """Send one of the forms with `address`; return what it cost and what was to be seen."""
    # The first visit of all begins the counts of its network.
    cache.clear()
    browser = Client()
    browser.get(reverse(door))
    hashes, mails = CountingHasher.calls, OutgoingEmail.objects.count()
    asked = {**DOORS[door], "email": address, "login": address}
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(reverse(door), asked)
    found = Answer(
        statements=sorted(kind_of(query["sql"]) for query in queries if counts(query["sql"])),
        hashes=CountingHasher.calls - hashes,
        mails=OutgoingEmail.objects.count() - mails,
        status=answer.status_code,
        headers={
            name: plain(value, address)
            for name, value in answer.headers.items()
            if name != "Expires"  # the second in which it was asked
        },
    )
    pages = [answer] if answer.status_code == 200 else [answer, browser.get(answer["Location"])]
    found.pages = [plain(page.content.decode(), address) for page in pages]
    return found


def counts(sql: str) -> bool:
    """Leave one out: inside the test's own transaction, taking back is said before the end of it,
    and keeping is not."""
    return not sql.startswith("ROLLBACK TO")


def kind_of(sql: str) -> str:
    """Return what a statement does to which table: "SELECT accounts_user"."""
    table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)
    return f"{sql.split()[0]} {table[1] if table else ''}"


def plain(text: str, address: str) -> str:
    """Take out what differs between any two visits: the address itself and what is random."""
    text = text.replace(address, "ADDRESS")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"nonce[-=]\"?[\w+/=-]+", "", text)


@pytest.mark.parametrize("door", DOORS)
def test_a_known_and_an_unknown_address_cost_and_show_the_same(door: str) -> None:
    known, unknown = visit(door, KNOWN), visit(door, UNKNOWN)
    assert known.hashes == unknown.hashes
    assert known.mails == unknown.mails
    assert known.statements == unknown.statements
    assert (known.status, known.headers) == (unknown.status, unknown.headers)
    assert known.pages == unknown.pages


def test_the_counts_count() -> None:
    signing_up, signing_in = visit("account_signup", UNKNOWN), visit("account_login", KNOWN)
    assert signing_up.hashes == signing_in.hashes == 1
    assert (signing_up.mails, signing_in.mails) == (1, 0)
    assert "INSERT accounts_user" in signing_up.statements


def test_nothing_stays_of_the_account_that_was_made_for_the_looks() -> None:
    before = set(User.objects.values_list("email", flat=True))
    visit("account_signup", KNOWN)
    assert set(User.objects.values_list("email", flat=True)) == before
    mail = OutgoingEmail.objects.latest("created_at")
    assert mail.rcpt == KNOWN
    assert mail.subject == "You have an account already"


def test_somebody_signed_in_does_not_learn_it_by_adding_an_address() -> None:
    pages = []
    for address in (KNOWN, UNKNOWN):
        browser = Client()
        browser.force_login(UserFactory())
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        asked = {"action_add": "", "email": address}
        answer = browser.post(reverse("account_email"), asked)
        pages.append((answer.status_code, answer.headers.get("Location")))
    assert pages[0] == pages[1] == (302, reverse("account_email"))


def test_no_sentence_of_a_form_says_whether_there_is_an_account() -> None:
    said = {name: str(words) for name, words in AccountAdapter.error_messages.items()}
    assert said["email_taken"] == said["unknown_email"]
    assert not [name for name, words in said.items() if "already an account" in words]
    assert not [name for name, words in said.items() if "no account" in words.lower()]
