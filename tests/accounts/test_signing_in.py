"""From making an account to a forgotten password, by email."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import joining
from accounts.models import Preferences, User
from outbox.models import OutgoingEmail
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "name": "Mira Holm",
    "email": "Mira@Studio.test",
    "password1": PASSWORD,
    "time_zone": "Europe/Stockholm",
}


def link_in_the_last_mail() -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def sign_up(client: Client, **changes: str) -> User:
    client.post(reverse("account_signup"), SIGN_UP | changes)
    return User.objects.get(email=(SIGN_UP | changes)["email"].lower())


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_makes_a_freelancer_with_preferences(client: Client) -> None:
    user = sign_up(client)
    assert user.name == "Mira Holm"
    assert user.preferences.time_zone == "Europe/Stockholm"
    assert user.is_staff
    assert not user.is_superuser


@pytest.mark.parametrize("guess", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000, "Etc/GMT+3"])
def test_a_wrong_guess_of_the_zone_means_london(client: Client, guess: str) -> None:
    assert sign_up(client, time_zone=guess).preferences.time_zone == "Europe/London"


def test_nobody_is_signed_in_before_the_address_is_verified(client: Client) -> None:
    sign_up(client)
    assert not is_signed_in(client)
    client.post(reverse("account_login"), {"login": "mira@studio.test", "password": PASSWORD})
    assert not is_signed_in(client)


def test_the_link_in_the_mail_verifies_the_address_by_a_press_not_by_opening(
    client: Client,
) -> None:
    sign_up(client)
    assert mail.outbox[-1].to == ["mira@studio.test"]
    page = link_in_the_last_mail()
    client.get(page)
    sign_in = {"login": "mira@studio.test", "password": PASSWORD}
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), sign_in)
    assert not is_signed_in(elsewhere)
    client.post(page)
    elsewhere.post(reverse("account_login"), sign_in)
    assert is_signed_in(elsewhere)


def test_an_account_is_as_old_as_its_confirmed_address(client: Client) -> None:
    user = sign_up(client)
    long_ago = user.date_joined - timedelta(days=30)
    User.objects.update(date_joined=long_ago)
    client.post(link_in_the_last_mail())
    user.refresh_from_db()
    assert user.date_joined > long_ago + timedelta(days=29)

    signed_in_before = user.date_joined - timedelta(days=5)
    User.objects.update(date_joined=signed_in_before, last_login=signed_in_before)
    joining.begin(user.emailaddress_set.get())
    user.refresh_from_db()
    assert user.date_joined == signed_in_before


def test_signing_in_leads_to_today(client: Client) -> None:
    user = UserFactory()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == reverse("today")


def test_a_forgotten_password_is_set_anew_by_mail(client: Client) -> None:
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    page = client.get(link_in_the_last_mail(), follow=True)
    new = "another long sentence to sign in"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_reset_for_an_unknown_address_looks_the_same_as_for_a_known_one(client: Client) -> None:
    known = client.post(reverse("account_reset_password"), {"email": UserFactory().email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_signing_up_twice_tells_the_owner_by_mail_and_the_visitor_nothing(client: Client) -> None:
    first = client.post(reverse("account_signup"), SIGN_UP)
    client.post(reverse("account_logout"))
    again = Client().post(reverse("account_signup"), SIGN_UP)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert User.objects.count() == 1


def test_passwords_can_be_tried_only_a_few_times(client: Client) -> None:
    user = UserFactory()
    for _ in range(6):
        client.post(reverse("account_login"), {"login": user.email, "password": "wrong guess"})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert not is_signed_in(client)


@pytest.mark.parametrize("password", ["short", "password123", "freelancer"])
def test_a_weak_password_is_refused_and_the_rest_is_kept(client: Client, password: str) -> None:
    answer = client.post(
        reverse("account_signup"),
        SIGN_UP | {"email": "freelancer@studio.test", "password1": password},
    )
    assert answer.status_code == 200
    assert not User.objects.exists()
    assert "Mira Holm" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "\0", "x" * 1_000_000, "mira@", "a\r\nBcc: b@c.test"])
@pytest.mark.parametrize("field", ["name", "email", "password1"])
def test_sign_up_answers_bad_input_with_a_page(client: Client, field: str, typed: str) -> None:
    answer = client.post(reverse("account_signup"), SIGN_UP | {field: typed})
    assert answer.status_code in {200, 302}


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
@pytest.mark.parametrize(
    "typed", ["x" * 60 + "@" + ".".join(["ü" * 12] * 14) + ".test", '"a\x7fb"@studio.test']
)
def test_an_address_that_no_mail_can_go_to_is_answered_on_the_page(
    client: Client, name: str, typed: str, settings: Any
) -> None:
    # The backend that pytest puts in its place takes everything.
    settings.MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
    answer = client.post(reverse(name), SIGN_UP | {"email": typed})
    assert "Enter an email address such as" in answer.content.decode()
    assert not OutgoingEmail.objects.exists()


def test_an_account_made_by_a_command_has_preferences_too() -> None:
    user = User.objects.create_superuser("Root@Example.test", PASSWORD)
    assert user.email == "root@example.test"
    assert user.is_superuser
    assert Preferences.objects.get(user=user).time_zone == "Europe/London"


def test_signing_out_needs_a_press(client: Client) -> None:
    client.force_login(UserFactory())
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_mail_about_an_account_is_a_row_of_the_outbox(client: Client, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
    sign_up(client)
    row = OutgoingEmail.objects.get()
    assert row.rcpt == "mira@studio.test"
    assert b"/accounts/confirm-email/" in bytes(row.raw)
