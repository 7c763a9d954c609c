"""While nobody can count how often something was tried, strangers wait and everybody else works."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.limit_store import LimitStoreAwayError, is_there
from accounts.models import User
from outbox import health
from outbox.models import OutgoingEmail
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
STRANGERS = {
    "account_login": {"login": "mira@studio.test", "password": PASSWORD},
    "account_signup": {
        "name": "Nobody",
        "email": "nobody@studio.test",
        "password1": PASSWORD,
        "time_zone": "Europe/Berlin",
    },
    "account_reset_password": {"email": "mira@studio.test"},
}


@pytest.fixture
def mira(db: None) -> User:
    return UserFactory(email="mira@studio.test")


@pytest.fixture
def table_is_gone(transactional_db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE amends_cache")
    yield
    call_command("createcachetable", verbosity=0)


@pytest.mark.usefixtures("table_is_gone")
@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_asked_to_try_again_and_nothing_is_changed(
    client: Client, mira: User, name: str
) -> None:
    answer = client.post(reverse(name), STRANGERS[name])
    assert answer.status_code == 503
    assert "Try again in a minute" in answer.content.decode()
    assert answer["Retry-After"] == "60"
    assert User.objects.count() == 1
    assert not OutgoingEmail.objects.exists()
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("table_is_gone")
@pytest.mark.parametrize("name", STRANGERS)
def test_the_forms_themselves_open(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.usefixtures("table_is_gone")
def test_whoever_is_signed_in_goes_on_working(client: Client, mira: User) -> None:
    client.force_login(mira)
    for name in ("today", "complaints", "reminders", "preferences", "complaint_new"):
        assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse("test_mail"), follow=True).status_code == 200
    assert OutgoingEmail.objects.filter(kind="test").count() == 1
    made = client.post(reverse("client_add"), {"name": "Rye & Co", "is_consumer": "no"})
    assert made.status_code == 302


@pytest.mark.usefixtures("table_is_gone")
def test_the_health_page_says_that_nobody_can_sign_in() -> None:
    notes = health.snapshot(clock.now())["notes"]
    assert any("Nobody can sign in" in note for note in notes)


def test_a_table_that_somebody_holds_locked_is_waited_for_only_briefly(
    client: Client, mira: User
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lock for everything")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE amends_cache IN ACCESS EXCLUSIVE MODE")
        answer = client.post(reverse("account_login"), STRANGERS["account_login"])
        other.rollback()
    finally:
        other.close()
    assert answer.status_code == 503


def test_when_the_table_is_back_so_is_the_sign_in(client: Client, mira: User) -> None:
    assert is_there()
    answer = client.post(reverse("account_login"), STRANGERS["account_login"])
    assert answer.status_code == 302


def test_a_count_that_was_not_kept_is_an_error_and_not_forgotten(
    transactional_db: None,
) -> None:
    cache.set("tries", 1)
    cache.set("tries", 2)
    assert cache.get("tries") == 2
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE amends_cache RENAME COLUMN value TO other")
    try:
        with pytest.raises(LimitStoreAwayError):
            cache.set("tries", 3)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE amends_cache RENAME COLUMN other TO value")
