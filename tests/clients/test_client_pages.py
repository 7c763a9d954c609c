"""The pages on which clients and the people there are added, changed and listed."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients import selectors
from clients.models import Client as Customer
from clients.models import Contact
from tests.clients.page import MEGABYTE, errors
from tests.factories import ClientFactory

pytestmark = pytest.mark.django_db


def test_a_client_is_added_with_the_first_person_there(client: Client, mira: User) -> None:
    sent = {
        "name": "Northlight",
        "is_consumer": "no",
        "contact_name": "Elin Berg",
        "contact_email": "elin@northlight.test",
        "contact_phone": "",
        "since": "2024-01-31",
        "note": "Likes calls",
    }
    answer = client.post(reverse("client_add"), sent)
    added = Customer.objects.get()
    assert answer["Location"] == f"/clients/{added.number}/"
    assert (added.owner, added.name, added.is_consumer) == (mira, "Northlight", "no")
    assert added.contacts.get().is_main
    page = client.get(answer["Location"]).content.decode()
    for words in ("Northlight", "Elin Berg", "elin@northlight.test", "Likes calls", "2024"):
        assert words in page


def test_a_name_is_enough_for_a_client(client: Client, mira: User) -> None:
    client.post(reverse("client_add"), {"name": "Solo", "is_consumer": "unknown"})
    assert not Customer.objects.get().contacts.exists()


@pytest.mark.parametrize("typed", ["", " \0 ", MEGABYTE, "\r\n"])
def test_a_client_needs_a_name_of_some_length(client: Client, mira: User, typed: str) -> None:
    answer = client.post(reverse("client_add"), {"name": typed, "is_consumer": "no"})
    assert list(errors(answer)) == ["name"]


def test_a_refused_form_keeps_every_word_and_opens_the_fold_with_the_error(
    client: Client, mira: User
) -> None:
    sent = {"name": "Kept & safe", "is_consumer": "no", "since": "1066-10-14", "note": "Kept too"}
    page = client.post(reverse("client_add"), sent).content.decode()
    assert "Kept &amp; safe" in page
    assert "Kept too" in page
    assert "Enter a date between 1970 and 2100" in page
    assert "<details" not in page.partition("<form")[2]


def test_a_client_is_changed(client: Client, mira: User) -> None:
    known = ClientFactory(owner=mira)
    client.post(
        reverse("client_edit", args=[known.number]), {"name": "Renamed", "is_consumer": "yes"}
    )
    known.refresh_from_db()
    assert (known.name, known.is_consumer) == ("Renamed", "yes")


def test_there_is_always_one_main_contact(client: Client, mira: User) -> None:
    known = ClientFactory(owner=mira)
    add = reverse("contact_add", args=[known.number])
    client.post(add, {"name": "First"})
    client.post(add, {"name": "Second"})
    assert names_of_main(known) == ["First"]
    client.post(add, {"name": "Third", "is_main": "on"})
    assert names_of_main(known) == ["Third"]
    client.post(reverse("contact_edit", args=[known.number, 2]), {"name": "Two", "is_main": "on"})
    assert names_of_main(known) == ["Two"]
    client.post(reverse("contact_edit", args=[known.number, 2]), {"name": "Still two"})
    assert names_of_main(known) == ["Still two"]
    assert [person.name for person in selectors.contacts(known)] == ["First", "Still two", "Third"]


def names_of_main(of: Customer) -> list[str]:
    return list(of.contacts.filter(is_main=True).values_list("name", flat=True))


def test_a_person_keeps_their_zone(client: Client, mira: User) -> None:
    known = ClientFactory(owner=mira)
    add = reverse("contact_add", args=[known.number])
    client.post(add, {"name": "Elin", "time_zone": "America/New_York"})
    assert Contact.objects.get().time_zone == "America/New_York"
    assert "time_zone" in errors(client.post(add, {"name": "Elin", "time_zone": "Mars"}))


def test_the_list_shows_ones_own_clients_in_pages(client: Client, mira: User) -> None:
    for number in range(51):
        ClientFactory(owner=mira, name=f"Client {number:02}")
    ClientFactory(name="A stranger's")
    first = client.get(reverse("clients"))
    assert len(first.context["page"]) == 50
    assert "stranger" not in first.content.decode()
    assert "Client 50" in client.get(reverse("clients"), {"page": 2}).content.decode()
    for nonsense in ("x", "-1", "9" * 500, "\0"):
        assert client.get(reverse("clients"), {"page": nonsense}).status_code == 200


def test_an_empty_list_says_how_to_begin(client: Client, mira: User) -> None:
    assert "A name is enough to begin" in client.get(reverse("clients")).content.decode()


def test_the_zone_of_a_person_promises_no_waiting(client: Client, mira: User) -> None:
    known = ClientFactory(owner=mira)
    page = client.get(reverse("contact_add", args=[known.number])).content.decode()
    assert "A letter leaves the moment you send it, whatever the hour there." in page
