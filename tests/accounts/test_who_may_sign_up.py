"""SIGNUP: whether anybody, the invited or nobody may make an account."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.page import words_of
from tests.accounts.test_signing_in import SIGN_UP
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("signup", ["invited", "closed"])
def test_without_a_link_nobody_makes_an_account_where_it_is_not_open(
    client: Client, settings: Any, signup: str
) -> None:
    settings.SIGNUP = signup
    UserFactory(email=SIGN_UP["email"].lower())
    page = reverse("account_signup")

    answers = [
        client.get(page),
        client.post(page, SIGN_UP),
        client.post(page, SIGN_UP | {"email": "somebody.else@studio.test"}),
    ]

    assert len({words_of(answer) for answer in answers}) == 1
    assert "No new accounts here" in answers[0].content.decode()
    assert ("Were you invited?" in answers[0].content.decode()) is (signup == "invited")
    assert User.objects.count() == 1
    assert mail.outbox == []


@pytest.mark.parametrize(("signup", "offered"), [("open", True), ("invited", False)])
def test_sign_up_is_offered_only_where_it_is_open(
    client: Client, settings: Any, signup: str, offered: bool
) -> None:
    settings.SIGNUP = signup
    page = reverse("account_signup")

    assert (page in client.get(reverse("account_login")).content.decode()) is offered

    client.post(reverse("account_reset_password"), {"email": "nobody@example.test"})
    assert (page in str(mail.outbox[-1].body)) is offered
    assert (page in str(mail.outbox[-1].alternatives)) is offered
