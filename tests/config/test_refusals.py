"""The pages for what does not open tell the truth, lead on, and say "noted" only of what broke."""

from typing import Any

import pytest
from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from complaints.views import calendar, reminder_links
from config.error_pages import LONGEST_COUNT
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# The limits that answer with the page for too many requests, by who counts.
COUNTS = {
    "allauth": app_settings.RATE_LIMITS,
    "calendar": calendar.LIMITS,
    "reminder links": reminder_links.LIMITS,
}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def owner() -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(UserFactory())
    return browser


def words_of(answer: Any, status: int) -> str:
    assert answer.status_code == status
    words = " ".join(answer.content.decode().split())
    assert "noted" not in words
    return words


@pytest.mark.parametrize("counter", COUNTS)
def test_no_limit_counts_longer_than_the_page_says(counter: str) -> None:
    rates = [rate for limit in COUNTS[counter].values() for rate in ratelimit.parse_rates(limit)]
    assert rates
    assert max(rate.duration for rate in rates) <= LONGEST_COUNT.total_seconds()


def test_too_many_requests_are_told_for_how_long_to_wait(client: Client, settings: Any) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    answers = [client.post(reverse("account_login"), {}) for _ in range(2)]
    assert "Wait five minutes" in words_of(answers[1], 429)
    assert answers[1]["Retry-After"] == "300"


def test_what_is_too_large_is_told_how_much_may_be_sent(owner: Client, settings: Any) -> None:
    fields = {"name": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    words = words_of(owner.post(reverse("preferences"), fields), 413)
    assert "a page 5 MB without its files" in words
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 5 * 1024 * 1024


def test_a_request_that_cannot_be_read_is_no_error_of_ours(owner: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    words = words_of(owner.post(reverse("preferences"), {"a": "1", "b": "2"}), 400)
    assert "look at what you entered" in words


def test_a_mistyped_address_leads_a_visitor_to_sign_in(visitor: Client) -> None:
    words = words_of(visitor.get("/complaimts/"), 404)
    assert "may be mistyped" in words
    assert f'class="btn btn-primary" href="{reverse("account_login")}"' in words


def test_a_mistyped_address_leads_the_owner_to_today(owner: Client) -> None:
    words = words_of(owner.get("/complaimts/"), 404)
    assert f'class="btn btn-primary" href="{reverse("today")}"' in words


def test_what_belongs_to_who_runs_the_server_says_so(owner: Client) -> None:
    words = words_of(owner.get(reverse("admin:accounts_user_changelist")), 403)
    assert "or to whoever runs this server" in words


def test_a_form_without_its_mark_leads_on_without_scripts_too(visitor: Client) -> None:
    words = words_of(visitor.post(reverse("account_login"), {"login": "a@b.test"}), 403)
    assert "Nothing was sent." in words
    assert '<a class="btn btn-outline" href="/">' in words
