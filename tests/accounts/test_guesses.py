"""Wrong passwords slow down whoever types them, and not the owner somewhere else."""

import re
from typing import Any

import pytest
import time_machine
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import guesses
from accounts.models import User
from accounts.networks import network
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

HOME, HOME_NEXT_DOOR, ELSEWHERE = "203.0.113.7", "203.0.113.99", "198.51.100.1"


def amount(action: str) -> int:
    """How many wrong passwords one of the counts allows."""
    (rate,) = ratelimit.get_rates(app=guesses.APP, action=action, config=guesses.LIMITS)
    return rate.amount


@pytest.fixture(autouse=True)
def one_moment() -> Any:
    """Hold the clock: counts are about minutes, and a slow machine must not change them."""
    with time_machine.travel("2031-03-04T09:00:00Z", tick=False) as clock:
        yield clock
    cache.clear()


@pytest.fixture(autouse=True)
def _no_other_limit(settings: Any) -> None:
    """Allow any number of requests, so that only the wrong passwords are counted."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "", "reset_password": "", "confirm_email": ""}


def try_to_sign_in(address: str, password: str, *, at: str = HOME) -> str:
    """Try it in a new browser; return the page, or "" when one is in."""
    answer = Client(REMOTE_ADDR=at).post(
        reverse("account_login"), {"login": address, "password": password}
    )
    return "" if answer.status_code == 302 else answer.content.decode()


def guess(user: User, times: int, *, at: str) -> None:
    for number in range(times):
        try_to_sign_in(user.email, f"wrong guess {number}", at=at)


def test_after_some_guesses_even_the_right_password_waits() -> None:
    user = UserFactory()
    guess(user, amount(guesses.ACCOUNT_HERE), at=HOME)
    assert "Sign in again in 5 minutes" in try_to_sign_in(user.email, PASSWORD, at=HOME)
    assert "Sign in again in" in try_to_sign_in(user.email, PASSWORD, at=HOME_NEXT_DOOR)


def test_one_guess_fewer_is_no_reason_to_wait() -> None:
    user = UserFactory()
    guess(user, amount(guesses.ACCOUNT_HERE) - 1, at=HOME)
    assert try_to_sign_in(user.email, PASSWORD, at=HOME) == ""


def test_the_owner_at_home_is_not_locked_out_by_guesses_from_elsewhere() -> None:
    user = UserFactory()
    guess(user, 2 * amount(guesses.ACCOUNT_HERE), at=ELSEWHERE)
    assert try_to_sign_in(user.email, PASSWORD, at=HOME) == ""


def test_the_page_says_truly_when_to_try_again(one_moment: Any) -> None:
    user = UserFactory()
    guess(user, 1, at=HOME)
    one_moment.shift(130)
    guess(user, amount(guesses.ACCOUNT_HERE), at=HOME)
    said = re.search(r"again in (\d+) minute", try_to_sign_in(user.email, PASSWORD, at=HOME))
    assert said
    assert said[1] == "3"
    one_moment.shift(60 * (int(said[1]) - 1))
    assert "again in 1 minute," in try_to_sign_in(user.email, PASSWORD, at=HOME)
    one_moment.shift(60)
    assert try_to_sign_in(user.email, PASSWORD, at=HOME) == ""


def test_who_tries_one_password_on_many_accounts_is_slowed_down_too() -> None:
    user = UserFactory()
    for number in range(amount(guesses.NETWORK)):
        try_to_sign_in(f"somebody{number}@example.test", "one password", at=ELSEWHERE)
    assert "Sign in again in" in try_to_sign_in(user.email, PASSWORD, at=ELSEWHERE)
    assert try_to_sign_in(user.email, PASSWORD, at=HOME) == ""


def guess_from_everywhere(user: User, times: int = 0) -> None:
    """Count wrong passwords from many networks, by default as many as the widest count allows."""
    request = RequestFactory().post(reverse("account_login"))
    for number in range(times or amount(guesses.ACCOUNT_ANYWHERE)):
        guesses.Guess(request, user.email, network(f"10.0.{number}.1")).count()


def test_guesses_from_everywhere_end_at_a_ceiling() -> None:
    user = UserFactory()
    guess_from_everywhere(user)
    assert "Sign in again in 60 minutes" in try_to_sign_in(user.email, PASSWORD, at=ELSEWHERE)


def test_the_longest_of_the_counts_is_what_the_page_says() -> None:
    user = UserFactory()
    guess(user, amount(guesses.ACCOUNT_HERE), at=ELSEWHERE)
    guess_from_everywhere(user, amount(guesses.ACCOUNT_ANYWHERE) - amount(guesses.ACCOUNT_HERE))
    assert "Sign in again in 60 minutes" in try_to_sign_in(user.email, PASSWORD, at=ELSEWHERE)


def test_the_ceiling_does_not_hold_where_the_owner_signed_in_before() -> None:
    user = UserFactory()
    assert try_to_sign_in(user.email, PASSWORD, at=HOME) == ""
    guess_from_everywhere(user)
    assert try_to_sign_in(user.email, PASSWORD, at=HOME_NEXT_DOOR) == ""


def test_a_new_password_by_mail_opens_what_was_closed(mailoutbox: list[Any]) -> None:
    user = UserFactory()
    guess_from_everywhere(user)
    guess(user, amount(guesses.ACCOUNT_HERE), at=HOME)
    browser = Client(REMOTE_ADDR=HOME)
    browser.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://[^/\s]+(/\S+)", mailoutbox[-1].body)
    assert link
    page = browser.get(link[1], follow=True)
    new = "another long sentence to sign in"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert try_to_sign_in(user.email, new, at=HOME) == ""


def test_an_address_without_an_account_is_answered_like_one_with() -> None:
    user = UserFactory()
    pages = []
    for address in (user.email, "nobody@example.test"):
        tries = range(amount(guesses.ACCOUNT_HERE) + 1)
        pages.append([try_to_sign_in(address, "wrong", at=HOME) for _ in tries][-1])
    known, unknown = (re.sub(r'(value|nonce)="[^"]*"', "", page) for page in pages)
    assert known == unknown
    assert "Sign in again in 5 minutes" in known


def test_a_request_without_an_address_may_sign_in() -> None:
    assert try_to_sign_in(UserFactory().email, PASSWORD, at="") == ""


def test_the_counts_outlast_what_others_write_into_the_cache() -> None:
    user = UserFactory()
    guess(user, amount(guesses.ACCOUNT_HERE), at=HOME)
    for number in range(400):
        cache.set(f"filler-{number}", number, 60)
    assert "Sign in again in" in try_to_sign_in(user.email, PASSWORD, at=HOME)
