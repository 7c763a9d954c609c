"""How people at a client are addressed: guessed, shown, changed, and kept."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients.models import Client as Customer
from clients.models import Contact
from tests.complaints.page import words_of
from tests.factories import ClientFactory, ContactFactory

pytestmark = pytest.mark.django_db


def edit(client: Client, contact: Contact, **answers: str) -> None:
    """Press the button of the page about the only person of a client."""
    url = reverse("contact_edit", args=[contact.client.number, 1])
    form = client.get(url).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, shown | answers).status_code == 302
    contact.refresh_from_db()


def test_a_guess_is_shown_and_follows_the_name(client: Client, mira: User) -> None:
    contact = ContactFactory(client=ClientFactory(owner=mira), name="Elin Berg")
    page = client.get(reverse("contact_edit", args=[contact.client.number, 1]))
    assert page.context["form"]["address_as"].value() == "Elin"
    edit(client, contact, name="Dr. Jana Hofmann")
    assert contact.address_as == ""
    assert contact.addressed(contact.client) == "Dr. Hofmann"


def test_what_was_typed_stays_whatever_the_name_becomes(client: Client, mira: User) -> None:
    contact = ContactFactory(client=ClientFactory(owner=mira), name="Elin Berg")
    edit(client, contact, address_as="Frau Berg")
    edit(client, contact, name="Elin Kern")
    assert contact.addressed(contact.client) == "Frau Berg"
    page = client.get(reverse("client", args=[contact.client.number]))
    assert "“Hi Frau Berg,”" in words_of(page)
    edit(client, contact, address_as="")
    assert contact.addressed(contact.client) == "Elin"


def test_the_first_person_of_a_new_client_is_addressed_as_typed(client: Client, mira: User) -> None:
    sent = {"name": "Rye", "is_consumer": "no", "contact_name": "Elin Berg"}
    client.post(reverse("client_add"), sent | {"contact_address_as": "Ms Berg"})
    assert Contact.objects.get().address_as == "Ms Berg"


WHOLE_CLIENTS = {
    # Called what the client is called: a person only where the client buys as one.
    ("Harbour Books", "unknown"): "",
    ("Harbour Books", "no"): "",
    ("Elin Marsh", "yes"): "Elin",
    ("Rye & Co", "yes"): "",
}


@pytest.mark.parametrize(("name", "is_consumer"), WHOLE_CLIENTS)
def test_a_company_without_a_person_has_no_address(name: str, is_consumer: str) -> None:
    customer = Customer(name=name, is_consumer=is_consumer)
    contact = Contact(client=customer, name=name)
    assert contact.addressed(customer) == WHOLE_CLIENTS[name, is_consumer]


def test_a_name_pasted_with_an_address_fills_the_empty_name(client: Client, mira: User) -> None:
    customer = ClientFactory(owner=mira)
    url = reverse("contact_add", args=[customer.number])
    client.post(url, {"name": "", "email": "Elin Marsh <elin@a.example>"})
    client.post(url, {"name": "Tom Field", "email": "Someone <tom@a.example>"})
    told = list(Contact.objects.order_by("pk").values_list("name", "email"))
    assert told == [("Elin Marsh", "elin@a.example"), ("Tom Field", "tom@a.example")]


def test_a_pasted_name_fills_the_first_person_of_a_new_client(client: Client, mira: User) -> None:
    sent = {"name": "Rye", "is_consumer": "no", "contact_email": '"Marsh, Elin" <elin@a.example>'}
    client.post(reverse("client_add"), sent)
    assert Contact.objects.get().name == "Marsh, Elin"


def test_an_address_field_is_not_changed_by_the_browser(client: Client, mira: User) -> None:
    page = client.get(reverse("client_add")).content.decode()
    assert 'type="email"' not in page
    assert 'inputmode="email"' in page
