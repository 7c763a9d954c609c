"""What holds for every page about clients: whose it is, what it costs, and that looking is free."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients.models import Client as Customer
from clients.models import Contact, Project
from tests.clients.page import NEW_PROJECT
from tests.factories import ClientFactory, ContactFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_pages_ask_the_same_number_of_questions_for_many_rows(
    client: Client, mira: User, django_assert_max_num_queries: Any
) -> None:
    known = ClientFactory(owner=mira)
    for count in range(12):
        ContactFactory(client=known, is_main=count == 0)
        ProjectFactory(owner=mira, client=known)
        ContactFactory(client=ClientFactory(owner=mira))
    for url in (
        reverse("clients"),
        reverse("client", args=[known.number]),
        reverse("project_add"),
        reverse("preferences"),
    ):
        with django_assert_max_num_queries(8):
            assert client.get(url).status_code == 200


def owned_addresses(owner: User) -> list[str]:
    known = ClientFactory(owner=owner, name="Very Secret")
    ContactFactory(client=known, name="Secret Person")
    project = ProjectFactory(owner=owner, client=known, title="Secret Project")
    return [
        reverse("client", args=[known.number]),
        reverse("client_edit", args=[known.number]),
        reverse("contact_add", args=[known.number]),
        reverse("contact_edit", args=[known.number, 1]),
        reverse("project_edit", args=[project.ref]),
    ]


def test_a_stranger_finds_nothing_and_changes_nothing(client: Client, mira: User) -> None:
    other = UserFactory()
    addresses = owned_addresses(other)
    before = list(Customer.objects.values()), list(Contact.objects.values())
    for url in addresses:
        for answer in (client.get(url), client.post(url, {"name": "Mine", "is_consumer": "no"})):
            assert answer.status_code in {404, 405}
            assert "Secret" not in answer.content.decode()
    assert (list(Customer.objects.values()), list(Contact.objects.values())) == before


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for url in [*owned_addresses(UserFactory()), reverse("clients"), reverse("project_add")]:
        assert client.get(url)["Location"].startswith(reverse("account_login"))
        assert client.post(url)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "path",
    [
        "/clients/0/",
        "/clients/99999999999999999999/",
        "/clients/1/people/0/",
        "/clients/1/people/99/",
        "/projects/P-1/edit/",
        "/projects/P-0001/edit/",
        "/projects/P-999999999/edit/",
        "/projects/p-001/edit/",
        "/projects/P-٠٠١/edit/",
    ],
)
def test_an_address_that_names_nothing_is_not_found(client: Client, mira: User, path: str) -> None:
    ContactFactory(client=ClientFactory(owner=mira))
    ProjectFactory(owner=mira)
    assert client.get(path).status_code == 404


def test_reading_changes_nothing(client: Client, mira: User) -> None:
    addresses = owned_addresses(mira)
    for url in [*addresses, reverse("client_add"), reverse("project_add")]:
        client.get(url, {"name": "Changed", "title": "Changed"} | NEW_PROJECT)
    assert Customer.objects.get().name == "Very Secret"
    assert Project.objects.get().title == "Secret Project"


def test_numbers_are_ones_own_and_never_repeat(client: Client, mira: User) -> None:
    client.post(reverse("project_add"), NEW_PROJECT)
    client.force_login(UserFactory())
    client.post(reverse("project_add"), NEW_PROJECT)
    client.post(reverse("project_add"), NEW_PROJECT | {"new_client": "Second"})
    assert sorted(Project.objects.values_list("number", flat=True)) == [1, 1, 2]
