"""The admin shows a freelancer their own rows and nobody else's."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.admin_base import OwnedAdmin
from accounts.models import Preferences, User
from clients.models import Client as Customer
from clients.models import Project
from tests.factories import PASSWORD, ClientFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> User:
    return UserFactory(preferences__business_name="Mira Studio")


@pytest.fixture
def stranger() -> User:
    return UserFactory(email="other@secret.test", preferences__business_name="Other Secret")


def test_a_visitor_is_led_to_the_sign_in_page_of_the_app(client: Client) -> None:
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_admin_has_no_password_form_of_its_own(client: Client, mira: User) -> None:
    client.post(reverse("admin:login"), {"username": mira.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_preferences_are_set_on_one_page_which_is_not_of_the_admin() -> None:
    assert Preferences not in admin.site._registry


SERVERS = ["accounts_user", "account_emailaddress", "accounts_invitation", "outbox_suppression"]


def test_accounts_are_only_for_who_runs_the_server(client: Client, mira: User) -> None:
    pages = [reverse(f"admin:{model}_changelist") for model in SERVERS]
    client.force_login(mira)
    assert [client.get(page).status_code for page in pages] == [403] * len(SERVERS)
    index = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:accounts_user_changelist") not in index
    client.force_login(UserFactory(is_superuser=True))
    assert [client.get(page).status_code for page in pages] == [200] * len(SERVERS)


class _ProjectAdmin(OwnedAdmin):
    """A page as other apps register it."""


@pytest.fixture
def page() -> _ProjectAdmin:
    return _ProjectAdmin(Project, AdminSite())


def asked_by(user: User) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_a_registered_model_follows_its_owner(
    page: _ProjectAdmin, mira: User, stranger: User
) -> None:
    mine, theirs = ProjectFactory(owner=mira), ProjectFactory(owner=stranger)
    request = asked_by(mira)
    assert list(page.get_queryset(request)) == [mine]
    assert page.has_change_permission(request, mine)
    assert not page.has_change_permission(request, theirs)
    assert not page.has_view_permission(request, theirs)
    assert not page.has_delete_permission(request, mine)
    assert set(page.get_queryset(asked_by(UserFactory(is_superuser=True)))) == {mine, theirs}


def test_choices_are_rows_of_the_freelancer(
    page: _ProjectAdmin, mira: User, stranger: User
) -> None:
    mine = ClientFactory(owner=mira)
    ClientFactory(owner=stranger)
    field = page.formfield_for_foreignkey(Project._meta.get_field("client"), asked_by(mira))
    assert list(field.queryset) == [mine]


def test_the_owner_is_never_asked_for_and_always_who_is_signed_in(mira: User) -> None:
    page = OwnedAdmin(Customer, AdminSite())
    assert "owner" not in page.get_form(asked_by(mira)).base_fields
    row = Customer(number=1, name="New")
    page.save_model(asked_by(mira), row, None, change=False)
    assert row.owner == mira


def test_somebody_who_is_no_longer_active_sees_nothing(page: _ProjectAdmin) -> None:
    gone = UserFactory(is_active=False)
    assert not page.has_module_permission(asked_by(gone))
