"""Changing how one signs in: the password is asked again, and the owner is told by mail."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import notices
from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "another long sentence to sign in"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def owner() -> User:
    """Somebody with a second, confirmed address."""
    user: User = UserFactory(preferences__time_zone="America/New_York")
    EmailAddress.objects.create(user=user, email="second@example.test", verified=True)
    return user


@pytest.fixture
def browser(owner: User) -> Client:
    """The owner's browser, signed in."""
    client = Client(REMOTE_ADDR="8.8.4.4", HTTP_USER_AGENT=FIREFOX)
    client.force_login(owner)
    return client


def show_that_it_is_you(browser: Client, password: str = PASSWORD) -> Any:
    return browser.post(reverse("account_reauthenticate"), {"password": password})


CHANGES = [
    {"action_add": "", "email": "third@example.test"},
    {"action_remove": "", "email": "second@example.test"},
    {"action_primary": "", "email": "second@example.test"},
]


@pytest.mark.parametrize("change", CHANGES)
def test_changing_an_address_asks_for_the_password_first(
    browser: Client, owner: User, change: dict[str, str]
) -> None:
    before = list(EmailAddress.objects.filter(user=owner).order_by("pk").values())
    answer = browser.post(reverse("account_email"), change)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    show_that_it_is_you(browser, "a wrong password")
    assert list(EmailAddress.objects.filter(user=owner).order_by("pk").values()) == before
    # What was asked for is done once the password is there; nothing has to be typed again.
    browser.post(answer["Location"], {"password": PASSWORD})
    assert list(EmailAddress.objects.filter(user=owner).order_by("pk").values()) != before


def told() -> dict[str, str]:
    """Return the words of the mails that were sent, by recipient."""
    return {message.to[0]: " ".join(str(message.body).split()) for message in mail.outbox}


def test_a_new_main_address_is_told_to_the_old_and_the_new_one(
    browser: Client, owner: User
) -> None:
    old = owner.email
    show_that_it_is_you(browser)
    browser.post(reverse("account_email"), {"action_primary": "", "email": "second@example.test"})
    assert set(told()) == {old, "second@example.test"}
    for words in told().values():
        assert f"It was {old} and is now second@example.test." in words
        assert reverse("account_reset_password") in words


def test_a_removed_address_is_told_to_itself_with_what_helps_there(
    browser: Client, owner: User
) -> None:
    show_that_it_is_you(browser)
    browser.post(reverse("account_email"), {"action_remove": "", "email": "second@example.test"})
    words = told()
    assert set(words) == {owner.email, "second@example.test"}
    assert reverse("account_reset_password") in words[owner.email]
    # A link to a new password would not work with an address that is gone.
    assert reverse("account_reset_password") not in words["second@example.test"]
    assert "write at once to whoever runs this server" in words["second@example.test"]


def test_a_removed_address_that_was_never_confirmed_hears_nothing(
    browser: Client, owner: User
) -> None:
    EmailAddress.objects.filter(email="second@example.test").update(verified=False)
    show_that_it_is_you(browser)
    browser.post(reverse("account_email"), {"action_remove": "", "email": "second@example.test"})
    assert set(told()) == {owner.email}


def test_an_added_address_is_told_to_the_main_one_when_it_is_confirmed(
    browser: Client, owner: User
) -> None:
    added = EmailAddress.objects.create(user=owner, email="third@example.test")
    browser.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(added).key]))
    added.refresh_from_db()
    assert added.verified
    assert list(told()) == [owner.email]
    assert "third@example.test was confirmed" in told()[owner.email]


def test_the_first_address_of_an_account_is_no_news(client: Client) -> None:
    user = UserFactory()
    EmailAddress.objects.filter(user=user).update(verified=False)
    address = EmailAddress.objects.get(user=user)
    client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
    assert mail.outbox == []


def test_a_new_password_wants_the_old_one_and_is_told(browser: Client, owner: User) -> None:
    asked = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    browser.post(reverse("account_change_password"), {**asked, "oldpassword": "a wrong one"})
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    browser.post(reverse("account_change_password"), {**asked, "oldpassword": PASSWORD})
    owner.refresh_from_db()
    assert owner.check_password(NEW_PASSWORD)
    words = told()[owner.email]
    assert "with Firefox on a Linux computer, from the network address 8.8.4.4." in words
    assert "(New York time)" in words


def is_signed_in(browser: Client) -> bool:
    return browser.get(reverse("preferences")).status_code == 200


def test_a_new_password_ends_the_other_sessions(browser: Client, owner: User) -> None:
    other = Client()
    other.force_login(owner)
    asked = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "oldpassword": PASSWORD}
    browser.post(reverse("account_change_password"), asked)
    assert is_signed_in(browser)
    assert not is_signed_in(other)


def test_a_password_chosen_by_mail_ends_every_session_and_is_told(
    browser: Client, owner: User
) -> None:
    anywhere = Client()
    anywhere.post(reverse("account_reset_password"), {"email": owner.email})
    link = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert link
    page = anywhere.get(link[1], follow=True)
    anywhere.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not is_signed_in(browser)
    assert "It was chosen with the link that we sent by mail." in told()[owner.email]


def test_the_circumstances_are_said_in_the_zone_of_the_reader(owner: User) -> None:
    said = notices.circumstances(
        owner,
        address="2001:4860:4860::8888",
        user_agent=FIREFOX,
        now=datetime(2031, 3, 4, 2, 30, tzinfo=UTC),
    )
    assert "Monday\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}March" in said
    assert "at 21:30 (New York time), with Firefox on a Linux computer" in said
    assert said.endswith("from the network address 2001:4860:4860::8888.")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "fe80::1", "unknown", ""])
def test_an_address_that_says_nothing_is_left_out(owner: User, address: str) -> None:
    now = datetime(2031, 3, 4, 2, 30, tzinfo=UTC)
    said = notices.circumstances(owner, address=address, user_agent="", now=now)
    assert said.endswith("(New York time).")


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (FIREFOX, "Firefox on a Linux computer"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on a Windows computer",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on an iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36"
            " (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on a Mac",
        ),
        ("Call +1 555 0100 at once: your account is blocked", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_and_what_a_visitor_writes_is_never_repeated(
    user_agent: str, expected: str
) -> None:
    assert notices.device_in_words(user_agent) == expected
