"""Declining the daily mail."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from outbox import unsubscribe
from tests.outbox.conftest import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> User:
    return User.objects.create_user("mira@studio.test", "a long password")


def on_the_web(settings: Any) -> None:
    settings.SITE_URL, settings.SITE_HOST = "https://amends.example", "amends.example"
    settings.SITE_IS_HTTPS = True


def test_one_click_switches_the_daily_mail_off(post: Post, mira: User, settings: Any) -> None:
    on_the_web(settings)
    raw = bytes(post(user=mira, to=mira.email, optional=True).raw).decode()
    unfolded = re.sub(r"\r\n\s", "", raw)
    link = re.search(r"List-Unsubscribe: ?<https://amends.example(/[^>]+)>", unfolded)
    assert link
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw

    reply = Client(enforce_csrf_checks=True).post(link[1], {"List-Unsubscribe": "One-Click"})

    assert reply.status_code == 200
    mira.preferences.refresh_from_db()
    assert not mira.preferences.digest_on


def test_opening_the_link_changes_nothing(client: Client, mira: User) -> None:
    reply = client.get(f"/mail/{unsubscribe.token_for(mira)}/")

    assert reply.status_code == 200
    mira.preferences.refresh_from_db()
    assert mira.preferences.digest_on


def test_a_link_that_was_not_made_here_opens_nothing(client: Client, mira: User) -> None:
    assert client.post(f"/mail/{mira.pk}/").status_code == 404


@pytest.mark.parametrize("optional", [True, False])
def test_the_header_stands_only_where_it_works(
    post: Post, mira: User, settings: Any, optional: bool
) -> None:
    assert b"List-Unsubscribe" not in bytes(post("a", user=mira, optional=optional).raw)
    on_the_web(settings)
    assert (b"List-Unsubscribe" in bytes(post("b", user=mira, optional=optional).raw)) is optional
