"""How a project is charged and taxed: its form, its invoices, and what holds it to its fee."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from accounts.models import Preferences, User
from clients.models import Invoice, Project
from tests.clients.page import NEW_PROJECT, errors
from tests.factories import AgreementFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db

D = Decimal
EDIT = {"title": "Order form", "currency": "EUR", "state": "active"}
INVOICE = {"number": "2026-14", "net": "119", "issued_on": "2026-06-01"}


@pytest.fixture
def mira(client: Client) -> Any:
    user = UserFactory(preferences__time_zone="Europe/Stockholm")
    client.force_login(user)
    with time_machine.travel(datetime(2026, 6, 12, 9, 0, tzinfo=UTC), tick=False):
        yield user


def add(client: Client, **changes: str) -> Any:
    return client.post(reverse("project_add"), NEW_PROJECT | changes)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({}, ("fixed", "none", None, "640", "0")),
        ({"prices": "net", "tax_rate": "19"}, ("fixed", "net", "19", "640", "121.60")),
        (
            {"prices": "gross", "tax_rate": "19 %", "fee_net": "761.60"},
            ("fixed", "gross", "19", "640", "121.60"),
        ),
        ({"prices": "net", "tax_rate": "8,1"}, ("fixed", "net", "8.1", "640", "51.84")),
        ({"prices": "net", "tax_rate": "0"}, ("fixed", "net", "0", "640", "0")),
        ({"prices": "net", "tax_rate": "100"}, ("fixed", "net", "100", "640", "640")),
        # A rate that belongs to no tax is forgotten.
        ({"prices": "none", "tax_rate": "19"}, ("fixed", "none", None, "640", "0")),
        (
            {"charged": "hourly", "hourly_rate": "90", "fee_net": ""},
            ("hourly", "none", None, "0", "0"),
        ),
        ({"charged": "stages", "fee_net": ""}, ("stages", "none", None, "0", "0")),
    ],
)
def test_a_project_is_charged_and_taxed_as_it_was_agreed(
    client: Client, mira: User, typed: dict[str, str], kept: tuple[str | None, ...]
) -> None:
    assert add(client, **typed).status_code == 302
    project = Project.objects.get()
    found = (project.charged, project.prices, project.tax_rate, project.fee_net, project.tax)
    assert found == (*kept[:2], *(D(each) if each else None for each in kept[2:]))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"fee_net": ""}, "fee_net", "Enter the fee, or 0"),
        ({"charged": "hourly"}, "hourly_rate", "Enter what an hour costs"),
        ({"charged": "daily"}, "charged", "Choose how it is charged"),
        ({"prices": "net"}, "tax_rate", "Enter the rate of the tax, or choose “No tax”"),
        (
            {"prices": "net", "tax_rate": "250"},
            "tax_rate",
            "Enter a percentage between 0 and 100",
        ),
        ({"prices": "net", "tax_rate": "-1"}, "tax_rate", "Enter a percentage between 0 and 100"),
        (
            {"prices": "net", "tax_rate": "many"},
            "tax_rate",
            "Enter a percentage in digits, such as 30",
        ),
    ],
)
def test_what_is_missing_is_asked_for(
    client: Client, mira: User, typed: dict[str, str], field: str, sentence: str
) -> None:
    assert errors(add(client, **typed))[field] == [sentence]
    assert not Project.objects.exists()


def test_a_new_project_starts_from_the_preferences(client: Client, mira: User) -> None:
    Preferences.objects.filter(user=mira).update(prices="gross", tax_rate=19)
    page = client.get(reverse("project_add")).content.decode()
    assert "Fee, with tax" in page
    assert 'value="19"' in page
    client.force_login(UserFactory())
    assert "Fee, with" not in client.get(reverse("project_add")).content.decode()


@pytest.mark.parametrize(
    ("prices", "asked", "kept"),
    [
        ("none", "Amount", (D(119), None, D(0))),
        ("net", "Amount, without tax", (D(119), D(19), D("22.61"))),
        ("gross", "Amount, with tax", (D(100), D(19), D(19))),
    ],
)
def test_an_invoice_takes_the_tax_of_its_project(
    client: Client, mira: User, prices: str, asked: str, kept: tuple[Any, ...]
) -> None:
    rate = None if prices == "none" else 19
    project = ProjectFactory(owner=mira, prices=prices, tax_rate=rate)
    url = reverse("invoice_add", args=[project.ref])
    form = client.get(url).context["form"]
    assert form.fields["net"].label == asked
    rates = {"tax_rate": str(form.initial["tax_rate"])} if rate else {}
    assert client.post(url, INVOICE | rates).status_code == 302
    invoice = Invoice.objects.get()
    assert (invoice.net, invoice.tax_rate, invoice.tax) == kept
    # Opened again it stands as it was typed, and saving it changes nothing.
    page = client.get(reverse("invoice_edit", args=[project.ref, 1])).content.decode()
    assert 'value="119"' in page
    client.post(reverse("invoice_edit", args=[project.ref, 1]), INVOICE | rates)
    invoice.refresh_from_db()
    assert (invoice.net, invoice.tax_rate, invoice.tax) == kept
    shown = plain(client.get(reverse("project", args=[project.ref])).content.decode())
    assert ("with tax" in shown) == bool(rate)


def test_an_invoice_may_have_a_rate_of_its_own(client: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira, prices="net", tax_rate=19)
    client.post(reverse("invoice_add", args=[project.ref]), INVOICE | {"tax_rate": "7"})
    assert Invoice.objects.get().tax_rate == 7
    found = errors(client.post(reverse("invoice_add", args=[project.ref]), INVOICE))
    assert found["tax_rate"] == ["Enter the rate of the tax, or 0"]


def test_without_tax_nothing_speaks_of_it(client: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira)
    client.post(reverse("invoice_add", args=[project.ref]), INVOICE)
    for name in ("project", "invoice_add", "rounds", "agreement"):
        page = client.get(reverse(name, args=[project.ref])).content.decode()
        assert "tax" not in page.lower(), name


def test_a_fee_that_was_agreed_is_not_taken_away(client: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira, fee_net=D(2400))
    AgreementFactory(project=project)
    url = reverse("project_edit", args=[project.ref])
    found = errors(client.post(url, EDIT | {"charged": "fixed", "fee_net": "0"}))
    assert found == {
        "fee_net": ["A policy is agreed for this fee. Enter a fee, or choose “By the hour”"]
    }
    project.refresh_from_db()
    assert project.fee_net == D(2400)
    hourly = EDIT | {"charged": "hourly", "hourly_rate": "90", "fee_net": "0"}
    assert client.post(url, hourly).status_code == 302


def test_amounts_of_a_policy_hold_a_project_to_its_currency(client: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira, fee_net=D(2400))
    AgreementFactory(project=project)
    url = reverse("project_edit", args=[project.ref])
    found = errors(client.post(url, EDIT | {"fee_net": "2400", "currency": "USD"}))
    assert found == {"currency": ["The agreed policy names amounts in EUR, so the currency stays"]}


def test_a_fee_with_tax_is_shown_and_saved_as_it_was_typed(client: Client, mira: User) -> None:
    add(client, prices="gross", tax_rate="19", fee_net="99.99")
    project = Project.objects.get()
    url = reverse("project_edit", args=[project.ref])
    assert 'value="99.99"' in client.get(url).content.decode()
    same = EDIT | {"charged": "fixed", "prices": "gross", "tax_rate": "19", "fee_net": "99.99"}
    assert client.post(url, same).status_code == 302
    again = Project.objects.get()
    assert (again.fee_net, again.tax) == (project.fee_net, project.tax)
    page = plain(client.get(reverse("project", args=[project.ref])).content.decode())
    assert "€99.99 including 19 % tax" in page


def test_the_rate_of_the_preferences_is_asked_for_where_prices_have_tax(
    client: Client, mira: User
) -> None:
    url = reverse("preferences")
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    found = client.post(url, typed | {"prices": "net"})
    assert found.context["form"].errors["tax_rate"] == [
        "Enter the rate of the tax, or choose “No tax”"
    ]
