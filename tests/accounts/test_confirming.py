"""From a sign-up to the first page: whose password holds, when the last mail went, two at once."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.test_signing_in import SIGN_UP, is_signed_in, link_in_the_last_mail, sign_up
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OTHER_PASSWORD = "quite another sentence for tests"
SENT = reverse("account_email_verification_sent")


@pytest.fixture(autouse=True)
def moment() -> Iterator[Any]:
    """Hold the clock, and begin without counts of other tests."""
    cache.clear()
    with time_machine.travel("2031-03-04T09:00:00Z", tick=False) as clock:
        yield clock
    cache.clear()


def page_after_sign_up(client: Client, **changes: str) -> str:
    return client.post(reverse("account_signup"), SIGN_UP | changes, follow=True).content.decode()


def test_sign_up_asks_for_name_address_and_password(client: Client) -> None:
    form = client.get(reverse("account_signup")).context["form"]
    assert [field.name for field in form.visible_fields()] == ["name", "email", "password1"]


def test_opening_the_link_changes_nothing_and_one_press_leads_to_today(client: Client) -> None:
    user = sign_up(client)
    link = link_in_the_last_mail()
    page = client.get(link).content.decode()
    assert "Confirm and go on" in page
    assert 'name="password"' not in page
    assert not user.emailaddress_set.get().verified
    assert client.post(link)["Location"] == reverse("today")
    assert is_signed_in(client)


def test_in_another_browser_the_password_is_asked_beside_the_address(client: Client) -> None:
    user = sign_up(client)
    link, elsewhere = link_in_the_last_mail(), Client()
    page = elsewhere.get(link).content.decode()
    assert user.email in page
    assert 'name="password"' in page
    for typed, sentence in (
        ("", "Enter the password you signed up with"),
        (OTHER_PASSWORD, "Check the password"),
    ):
        answer = elsewhere.post(link, {"password": typed})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not user.emailaddress_set.get().verified
    elsewhere.post(link, {"password": PASSWORD})
    assert is_signed_in(elsewhere)


def test_behind_a_link_passwords_can_be_tried_only_a_few_times(client: Client) -> None:
    sign_up(client)
    link, elsewhere = link_in_the_last_mail(), Client()
    for number in range(6):
        elsewhere.post(link, {"password": f"wrong guess {number}"})
    answer = elsewhere.post(link, {"password": PASSWORD})
    assert "Too many wrong passwords" in answer.content.decode()
    assert not is_signed_in(elsewhere)


def test_a_link_that_was_used_signs_nobody_in(client: Client) -> None:
    sign_up(client)
    link = link_in_the_last_mail()
    client.post(link)
    elsewhere = Client()
    assert "This link no longer works" in elsewhere.post(link).content.decode()
    assert not is_signed_in(elsewhere)


def test_whoever_proves_the_address_keeps_their_password_and_name(client: Client) -> None:
    sign_up(client)
    link, stranger = link_in_the_last_mail(), Client()
    stranger.post(
        reverse("account_signup"), SIGN_UP | {"password1": OTHER_PASSWORD, "name": "Not Mira"}
    )
    client.post(link)
    assert is_signed_in(client)
    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert user.name == "Mira Holm"


def test_elsewhere_the_password_of_the_newest_sign_up_holds(client: Client) -> None:
    sign_up(client)
    link = link_in_the_last_mail()
    client.post(reverse("account_signup"), SIGN_UP | {"password1": OTHER_PASSWORD})
    elsewhere = Client()
    assert elsewhere.post(link, {"password": PASSWORD}).status_code == 422
    elsewhere.post(link, {"password": OTHER_PASSWORD})
    assert is_signed_in(elsewhere)


def test_signing_up_never_touches_an_account_in_use(client: Client) -> None:
    user = UserFactory(email=SIGN_UP["email"].lower())
    root = User.objects.create_superuser("root@studio.test", PASSWORD)
    for address in (user.email, root.email):
        page_after_sign_up(client, email=address, password1=OTHER_PASSWORD)
    for account in (user, root):
        account.refresh_from_db()
        assert account.check_password(PASSWORD)


def test_the_page_says_when_the_last_mail_went(client: Client, moment: Any) -> None:
    assert "mira@studio.test went just now" in page_after_sign_up(client)
    moment.shift(125)
    again = page_after_sign_up(Client())
    assert len(mail.outbox) == 1
    assert "mira@studio.test went 2 minutes ago" in again
    moment.shift(60)
    assert "went just now" in page_after_sign_up(Client())
    assert len(mail.outbox) == 2
    assert "/accounts/confirm-email/" in link_in_the_last_mail()


def test_the_page_is_the_same_for_a_new_a_waiting_and_a_taken_address(moment: Any) -> None:
    UserFactory(email="taken@studio.test")
    sign_up(Client(), email="waiting@studio.test")
    moment.shift(200)
    pages = set()
    for address in ("taken@studio.test", "waiting@studio.test", "new@studio.test"):
        for _time in range(2):
            page = page_after_sign_up(Client(), email=address)
            pages.add(main_of(page).replace(address, "ADDRESS"))
    assert len(pages) == 1


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_the_page_without_a_sign_up_claims_no_mail(client: Client) -> None:
    assert "The last mail" not in client.get(SENT).content.decode()


def test_a_wrong_address_is_told_once_beside_it_and_once_above(client: Client) -> None:
    page = page_after_sign_up(client, email="mira@")
    assert page.count("Enter an email address such as") == 2


class Meeting:
    """A password validator at which two sign-ups wait for each other: both were checked by then."""

    barrier = threading.Barrier(2, timeout=20)

    def validate(self, password: str, user: Any = None) -> None:
        self.barrier.wait()

    def get_help_text(self) -> str:
        return ""


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_with_one_address_at_the_same_moment_make_one_account(settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.Meeting"}]
    answers = []

    def do() -> None:
        try:
            answers.append(Client().post(reverse("account_signup"), SIGN_UP))
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, SENT)] * 2
    assert User.objects.count() == 1
