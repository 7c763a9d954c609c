"""Invitations: who runs the server asks one person in, and nobody else comes in that way."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts import clock, invitations
from accounts.models import Invitation, User
from outbox.models import OutgoingEmail
from tests.accounts.page import words_of
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Tess Field", "password1": PASSWORD, "time_zone": "Europe/Berlin"}


@pytest.fixture(autouse=True)
def _by_invitation(settings: Any) -> None:
    settings.SIGNUP = "invited"


def path_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/invitation/[\w-]+/)", text)
    assert found
    return found[1]


def invite(capsys: Any, email: str = "Tess@Field.test ") -> tuple[str, str]:
    """Invite as the command does; return the path in the mail and the path it printed."""
    call_command("invite", email)
    return path_in(str(mail.outbox[-1].body)), path_in(capsys.readouterr().out)


def test_the_mailed_link_makes_an_account_that_is_confirmed_and_signed_in(
    client: Client, capsys: Any
) -> None:
    mailed, _shown = invite(capsys)
    assert mail.outbox[-1].to == ["tess@field.test"]

    answer = client.post(mailed, ANSWERS)

    assert answer["Location"] == reverse("today")
    user = User.objects.get()
    assert (user.email, user.name) == ("tess@field.test", "Tess Field")
    assert EmailAddress.objects.get(user=user).verified
    assert int(client.session["_auth_user_id"]) == user.pk
    assert len(mail.outbox) == 1
    assert Invitation.objects.get().used_at


def test_who_comes_by_the_link_passed_on_by_hand_confirms_the_address(
    client: Client, capsys: Any
) -> None:
    _mailed, shown = invite(capsys)

    client.post(shown, ANSWERS)

    assert not EmailAddress.objects.get().verified
    assert "_auth_user_id" not in client.session
    assert mail.outbox[-1].to == ["tess@field.test"]
    assert "/accounts/confirm-email/" in str(mail.outbox[-1].body)


def test_opening_a_link_changes_nothing(client: Client, capsys: Any) -> None:
    for path in invite(capsys):
        page = client.get(path)
        assert "tess@field.test" in page.content.decode()
    assert not User.objects.exists()
    assert not Invitation.objects.get().used_at
    assert not client.session.keys()


def test_the_address_is_the_invited_one_whatever_the_browser_sends(
    client: Client, capsys: Any
) -> None:
    mailed, _shown = invite(capsys)
    client.post(mailed, ANSWERS | {"email": "else@where.test"})
    assert list(User.objects.values_list("email", flat=True)) == ["tess@field.test"]


def test_what_was_typed_badly_is_asked_again_and_uses_nothing_up(
    client: Client, capsys: Any
) -> None:
    mailed, _shown = invite(capsys)
    answer = client.post(mailed, ANSWERS | {"password1": "short"})
    assert "Tess Field" in answer.content.decode()
    assert not Invitation.objects.get().used_at
    assert not User.objects.exists()


@pytest.mark.parametrize("end", ["used", "old", "taken back", "invited again", "closed", "account"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_link_that_has_ended_looks_like_a_wrong_one(
    end: str, which: int, capsys: Any, settings: Any
) -> None:
    paths = invite(capsys)
    later = clock.now()
    if end == "used":
        Client().post(paths[0], ANSWERS)
    elif end == "old":
        later += timedelta(days=14)
    elif end == "taken back":
        invitations.revoke(Invitation.objects.all(), now=later)
    elif end == "invited again":
        invite(capsys)
    elif end == "closed":
        settings.SIGNUP = "closed"
    else:
        UserFactory(email="tess@field.test")
    accounts = User.objects.count()
    with time_machine.travel(later, tick=False):
        ended = Client().post(paths[which], ANSWERS)
        wrong = Client().post(reverse("invitation", args=["wrong"]), ANSWERS)

    assert (ended.status_code, wrong.status_code) == (404, 404)
    assert words_of(ended) == words_of(wrong)
    assert "does not work" in ended.content.decode()
    assert User.objects.count() == accounts


def test_two_who_press_at_once_make_one_account(capsys: Any) -> None:
    invite(capsys)
    invitation = Invitation.objects.get()
    assert invitations.take(invitation, now=clock.now())
    assert not invitations.take(invitation, now=clock.now())
    assert invitations.revoke(Invitation.objects.all(), now=clock.now()) == 0


def test_no_row_holds_a_word_of_either_link(capsys: Any) -> None:
    tokens = [path.split("/")[2] for path in invite(capsys)]
    kept = " ".join(map(str, Invitation.objects.values_list().get()))
    assert not [token for token in tokens if token in kept]
    with pytest.raises(IntegrityError):
        Invitation.objects.update(used_at=clock.now(), revoked_at=clock.now())


@pytest.mark.parametrize(
    ("url", "said"), [("smtp://127.0.0.1:1", "is on its way"), ("", "is kept as a file")]
)
def test_it_says_where_the_mail_went(url: str, said: str, settings: Any, capsys: Any) -> None:
    settings.EMAIL_URL = url
    call_command("invite", "tess@field.test")
    assert said in capsys.readouterr().out


def test_the_mail_leaves_through_the_outbox(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "outbox.backend.OutboxBackend"}}
    call_command("invite", "tess@field.test")
    assert OutgoingEmail.objects.get().rcpt == "tess@field.test"


@pytest.mark.parametrize("typed", ["tess", "", "tess@", "teß@a.test", "x" * 300 + "@a.test"])
def test_an_address_that_is_none_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(CommandError, match="Enter"):
        call_command("invite", typed)
    assert not Invitation.objects.exists()


def test_who_has_an_account_is_not_invited() -> None:
    UserFactory(email="tess@field.test")
    with pytest.raises(CommandError, match="already an account"):
        call_command("invite", "TESS@field.test")


def test_nobody_is_invited_while_sign_up_is_closed(settings: Any) -> None:
    settings.SIGNUP = "closed"
    with pytest.raises(CommandError, match="SIGNUP=invited"):
        call_command("invite", "tess@field.test")


def test_who_runs_the_server_invites_and_takes_back_in_the_admin(client: Client) -> None:
    boss = UserFactory(is_superuser=True, preferences__time_zone="Asia/Tokyo")
    client.force_login(boss)
    page = client.post(
        reverse("admin:accounts_invitation_add"), {"email": " Tess@Field.test"}, follow=True
    )
    made = Invitation.objects.get()
    assert (made.email, made.invited_by) == ("tess@field.test", boss)
    assert made.expires_at - made.created_at == timedelta(days=14)
    assert Client().get(path_in(page.content.decode())).status_code == 200
    # In one zone for everybody, whatever that of whoever invites.
    assert f"{made.expires_at:%d %B %Y, %H:%M} UTC".lstrip("0") in str(mail.outbox[-1].body)

    listed = reverse("admin:accounts_invitation_changelist")
    client.post(listed, {"action": "take_back", "_selected_action": [made.pk]})

    made.refresh_from_db()
    assert made.revoked_at
    page = client.post(reverse("admin:accounts_invitation_add"), {"email": boss.email})
    assert "already an account" in page.content.decode()


def test_a_freelancer_sees_no_invitations(client: Client) -> None:
    client.force_login(UserFactory())
    for name in ("changelist", "add"):
        assert client.get(reverse(f"admin:accounts_invitation_{name}")).status_code == 403
