"""The account of who runs the server, made by a command and ready at once."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Preferences, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
VARIABLES = {"DJANGO_SUPERUSER_EMAIL": "Root@Example.Test", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}


def make(monkeypatch: pytest.MonkeyPatch, *arguments: str, **changes: str) -> None:
    for name, value in (VARIABLES | changes).items():
        monkeypatch.setenv(name, value)
    call_command("createsuperuser", "--noinput", *arguments)


def test_it_signs_in_at_once_also_where_sign_up_is_closed(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SIGNUP = "closed"
    make(monkeypatch)

    answer = client.post(
        reverse("account_login"), {"login": "root@example.test", "password": PASSWORD}
    )

    assert answer["Location"] == reverse("today")
    user = User.objects.get()
    assert (user.email, user.is_superuser) == ("root@example.test", True)
    assert EmailAddress.objects.get(user=user, primary=True).verified
    assert Preferences.objects.filter(user=user).exists()
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200


def test_the_address_may_be_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch, "--email", "boss@example.test", DJANGO_SUPERUSER_EMAIL="")
    assert User.objects.get().email == "boss@example.test"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DJANGO_SUPERUSER_PASSWORD": "short"}, "at least 10 characters"),
        ({"DJANGO_SUPERUSER_PASSWORD": "root@example"}, "similar"),
        ({"DJANGO_SUPERUSER_PASSWORD": "password123"}, "common"),
        ({"DJANGO_SUPERUSER_PASSWORD": ""}, "Set DJANGO_SUPERUSER_EMAIL"),
        ({"DJANGO_SUPERUSER_EMAIL": ""}, "Set DJANGO_SUPERUSER_EMAIL"),
        ({"DJANGO_SUPERUSER_EMAIL": "root"}, "Enter a valid email address"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        make(monkeypatch, **changes)
    assert not User.objects.exists()


def test_an_address_that_is_taken_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = UserFactory(email="root@example.test")
    with pytest.raises(CommandError, match="already an account"):
        make(monkeypatch)

    EmailAddress.objects.create(user=user, email="second@example.test", verified=True)
    with pytest.raises(CommandError, match="another account"):
        make(monkeypatch, DJANGO_SUPERUSER_EMAIL="Second@example.test")


def test_an_account_is_found_however_its_address_is_typed() -> None:
    user = UserFactory(email="root@example.test")
    assert User.objects.get_by_natural_key("Root@Example.test") == user
