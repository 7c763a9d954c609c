"""Clients, people and projects: adding, changing, refusing, and never a stranger's."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients import selectors
from clients.models import Client as Customer
from clients.models import Contact, Project
from tests.factories import ClientFactory, ContactFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db

MEGABYTE = "x" * 1_000_000
NEW_PROJECT = {
    "new_client": "Kessler Bakery",
    "new_email": "anna@kessler.test",
    "title": "Order form",
    "fee_net": "640",
    "currency": "EUR",
    "state": "active",
}


@pytest.fixture
def mira(client: Client) -> User:
    user = UserFactory(preferences__time_zone="Europe/Stockholm")
    client.force_login(user)
    return user


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return answer.context["form"].errors


def test_a_new_freelancer_adds_client_and_project_in_one_go(client: Client, mira: User) -> None:
    answer = client.post(reverse("project_add"), NEW_PROJECT)
    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.ref}/"
    assert (project.owner, project.ref, project.title) == (mira, "P-001", "Order form")
    assert (project.fee_net, project.currency) == (Decimal(640), "EUR")
    assert (project.client.name, project.client.number) == ("Kessler Bakery", 1)
    person = selectors.main_contact(project.client)
    assert person
    assert (person.name, person.email) == ("Kessler Bakery", "anna@kessler.test")


def test_without_clients_there_is_no_list_to_choose_from(client: Client, mira: User) -> None:
    assert "client" not in client.get(reverse("project_add")).context["form"].fields
    ClientFactory(owner=mira)
    assert "client" in client.get(reverse("project_add")).context["form"].fields


def test_a_project_for_a_known_client(client: Client, mira: User) -> None:
    known = ClientFactory(owner=mira)
    sent = NEW_PROJECT | {"client": known.pk, "new_client": "", "new_email": ""}
    client.post(reverse("project_add"), sent)
    assert Project.objects.get().client == known
    assert Customer.objects.count() == 1


def test_the_form_is_preset_from_the_client_page_and_the_preferences(
    client: Client, mira: User
) -> None:
    known = ClientFactory(owner=mira)
    form = client.get(reverse("project_add"), {"client": known.number}).context["form"]
    assert form["client"].value() == known.pk
    assert form["currency"].value() == "EUR"
    for nonsense in ("x", "9" * 50, "-1", "²", ""):
        assert client.get(reverse("project_add"), {"client": nonsense}).status_code == 200


@time_machine.travel(datetime(2026, 6, 11, 22, 30, tzinfo=UTC), tick=False)
def test_a_project_in_progress_started_on_the_freelancers_today(client: Client, mira: User) -> None:
    client.post(reverse("project_add"), NEW_PROJECT)
    assert Project.objects.get().started_on == date(2026, 6, 12)


def test_a_project_not_started_has_no_first_day(client: Client, mira: User) -> None:
    client.post(reverse("project_add"), NEW_PROJECT | {"state": "planned"})
    assert Project.objects.get().started_on is None


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"new_client": "", "new_email": ""}, "new_client", "Enter the client's name"),
        ({"title": ""}, "title", "Enter a name for the project"),
        ({"title": MEGABYTE}, "title", "Shorten this to 120 characters; it has 1,000,000 now"),
        ({"fee_net": ""}, "fee_net", "Enter the fee, or 0"),
        ({"fee_net": "-1"}, "fee_net", "Enter an amount of 0 or more"),
        ({"fee_net": "1e9"}, "fee_net", "Enter an amount in digits, such as 1200.50"),
        ({"fee_net": "9999999999"}, "fee_net", "Enter an amount under 1,000,000,000"),
        ({"fee_net": "1.005"}, "fee_net", "Enter an amount with at most 2 decimals for EUR"),
        (
            {"fee_net": "1.5", "currency": "JPY"},
            "fee_net",
            "Enter a whole amount: JPY has no smaller unit",
        ),
        ({"currency": "XXX"}, "currency", "Choose a currency from the list"),
        ({"state": "ended"}, "state", "Choose where the project stands"),
        ({"state": ""}, "state", "Choose where the project stands"),
        ({"due_on": "9999-01-01"}, "due_on", "Enter a date between 1970 and 2100"),
        ({"due_on": "soon"}, "due_on", "Enter a date, such as 2026-06-12"),
        ({"new_email": "anna"}, "new_email", "Enter an email address, such as name@example.com"),
    ],
)
def test_what_does_not_fit_is_answered_beside_its_field(
    client: Client, mira: User, changes: dict[str, str], name: str, sentence: str
) -> None:
    assert errors(client.post(reverse("project_add"), NEW_PROJECT | changes)) == {name: [sentence]}
    assert not Customer.objects.exists()


def test_either_a_known_client_or_a_new_one(client: Client, mira: User) -> None:
    known = ClientFactory(owner=mira)
    both = errors(client.post(reverse("project_add"), NEW_PROJECT | {"client": known.pk}))
    assert both == {"new_client": ["Leave this empty, or choose “A new client” above"]}
    none = NEW_PROJECT | {"client": "", "new_client": "", "new_email": ""}
    sentence = "Choose a client or enter the name of a new one"
    assert errors(client.post(reverse("project_add"), none)) == {"client": [sentence]}


def test_a_strangers_client_is_no_choice(client: Client, mira: User) -> None:
    ClientFactory(owner=mira)
    theirs = ClientFactory()
    for value in (theirs.pk, "x", "9" * 400, "-1", "\0"):
        sent = NEW_PROJECT | {"client": value, "new_client": ""}
        answer = errors(client.post(reverse("project_add"), sent))
        assert answer == {"client": ["Choose a client from the list"]}


@pytest.mark.parametrize(
    ("currency", "fee", "kept"), [("JPY", "120000", "120000"), ("KWD", "1.255", "1.255")]
)
def test_a_fee_has_the_decimals_of_its_currency(
    client: Client, mira: User, currency: str, fee: str, kept: str
) -> None:
    client.post(reverse("project_add"), NEW_PROJECT | {"fee_net": fee, "currency": currency})
    project = Project.objects.get()
    assert project.fee_net == Decimal(kept)
    page = client.get(reverse("project_edit", args=[project.ref]))
    assert page.context["form"]["fee_net"].value() == fee


def edited(project: Project, **changes: str) -> dict[str, str]:
    kept = {
        "title": project.title,
        "fee_net": "1000",
        "currency": "EUR",
        "state": project.state,
        "started_on": "2026-06-01",
    }
    return kept | changes


@time_machine.travel(datetime(2026, 6, 12, 12, tzinfo=UTC), tick=False)
def test_a_project_is_changed_and_stamped(client: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira)
    before = project.changed_at
    sent = edited(project, title="Shop", state="delivered", delivered_on="2026-06-12")
    with time_machine.travel(datetime(2026, 6, 12, 13, tzinfo=UTC), tick=False):
        answer = client.post(reverse("project_edit", args=[project.ref]), sent)
    assert answer["Location"] == f"/projects/{project.ref}/"
    project.refresh_from_db()
    assert (project.title, project.state) == ("Shop", "delivered")
    assert project.delivered_on == date(2026, 6, 12)
    assert project.changed_at > before


@time_machine.travel(datetime(2026, 6, 12, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        (
            {"delivered_on": "2026-06-13"},
            "delivered_on",
            "Enter a day that is not in the future",
        ),
        (
            {"delivered_on": "2026-05-31"},
            "delivered_on",
            "Enter a day after the project started",
        ),
        ({"state": "delivered"}, "delivered_on", "Enter the day you delivered it"),
        ({"state": "approved"}, "approved_on", "Enter the day it was approved"),
        (
            {"delivered_on": "2026-06-10", "approved_on": "2026-06-09"},
            "approved_on",
            "Enter a day after the delivery",
        ),
    ],
)
def test_the_dates_of_a_project_can_have_happened(
    client: Client, mira: User, changes: dict[str, str], name: str, sentence: str
) -> None:
    project = ProjectFactory(owner=mira)
    url = reverse("project_edit", args=[project.ref])
    assert errors(client.post(url, edited(project, **changes))) == {name: [sentence]}


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
