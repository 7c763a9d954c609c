"""Whoever runs the server sees the accounts that write a lot and their letters, and decides."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox import delivery
from outbox.models import MailAllowance, MailState, OutgoingEmail
from tests.factories import UserFactory
from tests.outbox.conftest import NOW, Post

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_mailallowance_changelist"
LETTERS = "admin:outbox_heldletter_changelist"


@pytest.fixture
def letters(post: Post, settings: Any) -> list[OutgoingEmail]:
    """Three letters of one account to strangers; the last one waits."""
    settings.MAIL_LIMITS = {"first_week_hour": 10}
    user = UserFactory(email="busy@studio.test")
    User.objects.filter(pk=user.pk).update(date_joined=NOW)
    user.refresh_from_db()
    return [post(f"letter:{n}", user=user, to=f"s{n}@else.test") for n in range(3)]


@pytest.fixture
def runner(client: Client) -> Client:
    """The browser of whoever runs the server, a minute later."""
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        client.force_login(UserFactory(is_superuser=True))
        return client


def press(runner: Client, name: str, args: list[Any], data: dict[str, Any]) -> str:
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        answer = runner.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def look(runner: Client, name: str) -> str:
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        return str(runner.get(reverse(name)).content.decode())


def allow(runner: Client, user: Any, **changes: Any) -> None:
    row = MailAllowance.objects.get(user=user)
    given = {"own_hour": 0, "own_day": 0, "reason": "", **changes}
    press(runner, "admin:outbox_mailallowance_change", [row.pk], given)


def test_the_list_names_accounts_with_what_waits_the_fullest_first(
    runner: Client, letters: list[OutgoingEmail], post: Post
) -> None:
    post("letter:calm", user=UserFactory(email="calm@studio.test"))
    page = look(runner, LIST)
    assert '<td data-label="Letters that wait"><span>1</span></td>' in page
    assert '<td data-label="Counted in 24 hours"><span>10</span></td>' in page
    assert page.index("busy@studio.test") < page.index("calm@studio.test")


def test_the_list_of_letters_holds_what_waits_and_nothing_else(
    runner: Client, letters: list[OutgoingEmail]
) -> None:
    page = look(runner, LETTERS)
    assert "s2@else.test" in page
    assert "s0@else.test" not in page


def test_a_letter_is_let_go(runner: Client, letters: list[OutgoingEmail]) -> None:
    chosen = {"action": "let_go", "_selected_action": [str(letters[2].pk)]}
    assert "1 letter leaves now." in press(runner, LETTERS, [], chosen)
    assert delivery.deliver(NOW + timedelta(minutes=2)).sent == 3


def test_a_letter_is_refused_with_a_reason_and_never_without(
    runner: Client, letters: list[OutgoingEmail]
) -> None:
    waits, name = letters[2], "admin:outbox_heldletter_change"
    press(runner, name, [waits.pk], {"reason": " "})
    waits.refresh_from_db()
    assert waits.state == MailState.HELD

    press(runner, name, [waits.pk], {"reason": "This looks like advertising."})
    waits.refresh_from_db()
    assert (waits.state, waits.resolution) == (MailState.CANCELLED, "refused")
    assert waits.smtp_text == "This looks like advertising."
    assert delivery.deliver(NOW + timedelta(days=2)).sent == 2


def test_more_room_for_one_account_lets_its_letters_go(
    runner: Client, letters: list[OutgoingEmail]
) -> None:
    allow(runner, letters[0].user, own_hour=50)
    assert delivery.deliver(NOW + timedelta(minutes=2)).sent == 3


def test_an_account_is_switched_off_and_on_again(
    runner: Client, letters: list[OutgoingEmail]
) -> None:
    allow(runner, letters[0].user, is_suspended="on", reason="Complaints came in.")
    assert delivery.deliver(NOW + timedelta(days=2)).sent == 0
    allow(runner, letters[0].user)
    assert delivery.deliver(NOW + timedelta(minutes=2)).sent == 2


@pytest.mark.parametrize("name", [LIST, LETTERS])
def test_a_freelancer_sees_nothing_of_it(client: Client, name: str) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse(name)).status_code == 403
