"""The demo and its published password stay on a playground that nobody else reaches."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.playground import NotThePublishedPassword
from complaints.demo import door
from complaints.demo.studio import open_account
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PUBLISHED = "listen-first"
NEW = "three words that differ"


@pytest.fixture
def demo() -> User:
    return open_account()


def path_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found
    return found[1]


def signs_in(email: str, password: str = PUBLISHED) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("playground", "local", "opens"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_the_published_password_opens_nothing_but_a_local_playground(
    demo: User, settings: Any, playground: bool, local: bool, opens: bool
) -> None:
    other = UserFactory()
    other.set_password(PUBLISHED)
    other.save()
    call_command("demo", "--due", "1")
    settings.PLAYGROUND, settings.LOCAL = playground, local

    for email in (demo.email, demo.email.upper(), other.email, "r1@example.test"):
        assert signs_in(email) is opens, email


def test_outside_a_playground_no_password_opens_the_demo(demo: User, settings: Any) -> None:
    demo.set_password("a password that nobody knows")
    demo.save()
    assert signs_in(demo.email, "a password that nobody knows")
    settings.PLAYGROUND = False
    assert not signs_in(demo.email, "a password that nobody knows")


def test_who_knows_another_password_of_the_demo_is_told_and_gets_no_session(
    client: Client, demo: User, settings: Any
) -> None:
    settings.PLAYGROUND = False
    client.post(reverse("account_reset_password"), {"email": demo.email})
    page = client.get(path_in(str(mail.outbox[-1].body)), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    answer = client.post(reverse("account_login"), {"login": demo.email, "password": NEW})

    demo.refresh_from_db()
    assert demo.check_password(NEW)
    assert answer["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_a_session_of_the_demo_ends_where_the_playground_ends(
    client: Client, demo: User, settings: Any
) -> None:
    client.force_login(demo)
    assert client.get("/").status_code == 200
    settings.PLAYGROUND = False
    assert client.get("/").status_code == 302


def test_where_others_reach_it_the_demo_gets_a_password_that_is_said_once(
    client: Client, demo: User, settings: Any
) -> None:
    client.force_login(demo)
    settings.LOCAL = False

    first, second = door.sign_in(), door.sign_in()

    word = first.split(" with ")[1].split()[0]
    assert PUBLISHED not in first + second
    assert word not in second
    assert signs_in(demo.email, word)
    assert client.get("/").status_code == 302
    assert word not in User.objects.get().password


def test_on_this_machine_only_a_password_that_works_is_named(demo: User) -> None:
    assert door.sign_in() == f"Sign in as {demo.email} with {PUBLISHED}"
    demo.set_password("one of my own choice")
    demo.save()
    assert PUBLISHED not in door.sign_in()


def test_nothing_is_said_about_a_demo_that_is_not_here(settings: Any) -> None:
    assert door.sign_in() == ""
    open_account()
    settings.PLAYGROUND = False
    assert door.sign_in() == ""


def test_the_published_password_cannot_be_chosen_where_it_would_not_open(settings: Any) -> None:
    NotThePublishedPassword().validate(PUBLISHED)
    settings.LOCAL = False
    with pytest.raises(ValidationError):
        NotThePublishedPassword().validate(PUBLISHED)
