"""The pages on which a project is added and changed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients import selectors
from clients.models import Client as Customer
from clients.models import Project
from tests.clients.page import MEGABYTE, NEW_PROJECT, errors
from tests.factories import ClientFactory, ProjectFactory

pytestmark = pytest.mark.django_db


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
        ({"fee_net": "1.200"}, "fee_net", "Do you mean 1,200 or 1.20? Enter one of the two"),
        ({"fee_net": "$500"}, "fee_net", "Enter the amount in EUR"),
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
