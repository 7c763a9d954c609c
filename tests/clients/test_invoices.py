"""Invoices of a project: noting, changing, refusing, and never a stranger's."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients import invoices
from clients.models import Invoice, Project
from clients.objections import ChangeRefused
from tests.factories import ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db

MEGABYTE = "x" * 1_000_000
TODAY = date(2026, 6, 12)
NEW = {
    "number": "2026-014",
    "net": "640",
    "issued_on": "2026-06-01",
    "paid_on": "",
    "voided_on": "",
}


@pytest.fixture
def mira(client: Client) -> Any:
    user = UserFactory(preferences__time_zone="Europe/Stockholm")
    client.force_login(user)
    # Half past midnight in Stockholm, still the day before in UTC.
    with time_machine.travel(datetime(2026, 6, 11, 22, 30, tzinfo=UTC), tick=False):
        yield user


@pytest.fixture
def project(mira: User) -> Project:
    return ProjectFactory(owner=mira, fee_net=Decimal(640), currency="EUR")


def an_invoice(project: Project, **answers: Any) -> Invoice:
    given = {"number": "2026-014", "net": Decimal(640), "issued_on": date(2026, 6, 1)}
    return invoices.add_invoice(project, given | answers)


def add(client: Client, project: Project, **changes: str) -> Any:
    return client.post(reverse("invoice_add", args=[project.ref]), NEW | changes)


def test_an_invoice_is_noted_in_the_currency_of_its_project(client: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira, currency="KWD")
    answer = add(client, project, net="640.125")
    assert answer["Location"] == f"/projects/{project.ref}/"
    invoice = project.invoices.get()
    assert (invoice.number, invoice.net, invoice.currency) == (
        "2026-014",
        Decimal("640.125"),
        "KWD",
    )
    assert invoice.is_open


def test_the_form_starts_with_the_freelancers_today(client: Client, project: Project) -> None:
    page = client.get(reverse("invoice_add", args=[project.ref]))
    assert page.context["form"]["issued_on"].value() == TODAY


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"number": ""}, "number", "Enter the number of the invoice"),
        ({"number": MEGABYTE}, "number", "Shorten this to 40 characters; it has 1,000,000 now"),
        ({"number": "\0\t\x0b"}, "number", "Enter the number of the invoice"),
        ({"net": ""}, "net", "Enter the amount of the invoice"),
        ({"net": "0"}, "net", "Enter an amount above 0"),
        ({"net": "-5"}, "net", "Enter an amount of 0 or more"),
        ({"net": "10.1234"}, "net", "Enter an amount with at most 2 decimals for EUR"),
        ({"net": "9999999999"}, "net", "Enter an amount under 1,000,000,000"),
        ({"net": "NaN"}, "net", "Enter an amount in digits, such as 1200.50"),
        ({"net": "5 USD"}, "net", "Enter the amount in EUR"),
        ({"net": "gbp5"}, "net", "Enter the amount in EUR"),
        ({"net": "$5"}, "net", "Enter the amount in EUR"),
        ({"net": MEGABYTE}, "net", "Enter an amount in digits, such as 1200.50"),
        ({"issued_on": ""}, "issued_on", "Enter a date"),
        ({"issued_on": "9999-01-01"}, "issued_on", "Enter a date between 1970 and 2100"),
        ({"issued_on": "1969-12-31"}, "issued_on", "Enter a date between 1970 and 2100"),
        ({"issued_on": "2026-06-13"}, "issued_on", "Enter a day that is not in the future"),
        ({"paid_on": "2026-06-13"}, "paid_on", "Enter a day that is not in the future"),
        ({"paid_on": "2026-05-31"}, "paid_on", "Enter the day it was issued or a later one"),
        ({"voided_on": "2026-06-13"}, "voided_on", "Enter a day that is not in the future"),
        ({"voided_on": "2026-05-31"}, "voided_on", "Enter the day it was issued or a later one"),
        ({"voided_on": "soon"}, "voided_on", "Enter a date, such as 2026-06-12"),
        (
            {"paid_on": "2026-06-02", "voided_on": "2026-06-03"},
            "voided_on",
            "A paid invoice can’t be void. Leave one of the two empty",
        ),
    ],
)
def test_what_does_not_fit_is_answered_beside_its_field(
    client: Client, project: Project, changes: dict[str, str], name: str, sentence: str
) -> None:
    answer = add(client, project, **changes)
    assert answer.context["form"].errors == {name: [sentence]}
    assert not Invoice.objects.exists()


def test_an_amount_is_read_the_way_the_freelancer_writes_it(client: Client) -> None:
    user = UserFactory(preferences__locale="de-de")
    project = ProjectFactory(owner=user, currency="EUR")
    client.force_login(user)
    with time_machine.travel(datetime(2026, 6, 12, 9, tzinfo=UTC), tick=False):
        add(client, project, net="1.000,50")
    assert project.invoices.get().net == Decimal("1000.50")


def test_a_number_is_used_once_per_project(client: Client, project: Project) -> None:
    an_invoice(project)
    sentence = "This project has an invoice with this number already"
    assert add(client, project).context["form"].errors == {"number": [sentence]}
    other = ProjectFactory(owner=project.owner)
    assert add(client, other).status_code == 302
    assert Invoice.objects.count() == 2


def test_a_payment_is_noted_and_taken_back(client: Client, project: Project) -> None:
    an_invoice(project)
    url = reverse("invoice_edit", args=[project.ref, 1])
    client.post(url, NEW | {"paid_on": "2026-06-12"})
    invoice = project.invoices.get()
    assert (invoice.paid_on, invoice.is_open) == (TODAY, False)
    client.post(url, NEW)
    invoice.refresh_from_db()
    assert invoice.is_open


def test_a_refused_change_keeps_what_was_typed_and_what_was_stored(
    client: Client, project: Project
) -> None:
    an_invoice(project)
    an_invoice(project, number="2026-015")
    url = reverse("invoice_edit", args=[project.ref, 2])
    page = client.post(url, NEW | {"net": "700"})
    assert page.context["form"]["net"].value() == "700"
    assert "<h1" in page.content.decode()
    assert "Invoice 2026-015" in page.content.decode()
    assert project.invoices.get(number="2026-015").net == 640


@pytest.mark.parametrize("late", [{"paid_on": TODAY}, {"voided_on": TODAY}])
def test_two_windows_do_not_make_an_invoice_paid_and_void(
    project: Project, late: dict[str, Any]
) -> None:
    invoice = an_invoice(project)
    as_read_before = Invoice.objects.get(pk=invoice.pk)
    [field] = late
    [other] = {"paid_on", "voided_on"} - {field}
    invoices.change_invoice(invoice, {other: TODAY})
    with pytest.raises(ChangeRefused, match="paid invoice can’t be void") as refused:
        invoices.change_invoice(as_read_before, late)
    assert refused.value.field == field


def test_the_project_page_says_where_each_invoice_stands(client: Client, project: Project) -> None:
    an_invoice(project, number="A-1", paid_on=date(2026, 6, 3))
    an_invoice(project, number="A-2", voided_on=date(2026, 6, 4))
    an_invoice(project, number="A-3")
    page = client.get(reverse("project", args=[project.ref])).content.decode()
    words = page.replace("\xa0", " ")
    assert words.index("A-1") < words.index("paid 3 June") < words.index("A-2")
    assert words.index("A-2") < words.index("void, 4 June") < words.index("A-3")
    assert words.index("A-3") < words.index("open</")
    assert f"/projects/{project.ref}/invoices/3/" in page


def test_a_project_without_invoices_says_what_they_are_for(
    client: Client, project: Project
) -> None:
    page = client.get(reverse("project", args=[project.ref])).content.decode()
    assert "Refunds and discounts are counted against invoices" in page


def test_strangers_and_wrong_places_are_not_found(client: Client, project: Project) -> None:
    an_invoice(project)
    theirs = ProjectFactory()
    ProjectFactory(owner=theirs.owner)
    theirs = ProjectFactory(owner=theirs.owner)
    an_invoice(theirs)
    for args in ([theirs.ref, 1], [project.ref, 0], [project.ref, 2], [project.ref, 10**30]):
        assert client.get(reverse("invoice_edit", args=args)).status_code == 404
        assert client.post(reverse("invoice_edit", args=args), NEW).status_code == 404
    assert add(client, theirs).status_code == 404
    assert theirs.invoices.get().net == 640


def test_opening_the_pages_changes_nothing(client: Client, project: Project) -> None:
    an_invoice(project)
    for name, args in (("invoice_add", []), ("invoice_edit", [1])):
        assert client.get(reverse(name, args=[project.ref, *args])).status_code == 200
        assert client.put(reverse(name, args=[project.ref, *args])).status_code == 405
    assert project.invoices.count() == 1


@pytest.mark.parametrize("days", [{"paid_on": TODAY, "voided_on": TODAY}, {"net": Decimal(-1)}])
def test_the_database_refuses_an_impossible_invoice(project: Project, days: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        an_invoice(project, **days)


def test_a_project_with_invoices_keeps_its_currency(client: Client, project: Project) -> None:
    an_invoice(project)
    typed = {"title": project.title, "fee_net": "640", "currency": "GBP", "state": "active"}
    page = client.post(reverse("project_edit", args=[project.ref]), typed)
    sentence = "The invoices of this project are in EUR, so its currency stays"
    assert page.context["form"].errors == {"currency": [sentence]}
    project.refresh_from_db()
    assert project.currency == "EUR"


def test_hours_and_outlays_are_kept_for_the_freelancer(client: Client, project: Project) -> None:
    typed = {"title": "Order form", "fee_net": "640", "currency": "EUR", "state": "active"}
    typed |= {"hours_spent": "7.75", "outlays": "38.50"}
    client.post(reverse("project_edit", args=[project.ref]), typed)
    project.refresh_from_db()
    assert (project.hours_spent, project.outlays) == (Decimal("7.75"), Decimal("38.5"))
    form = client.get(reverse("project_edit", args=[project.ref])).context["form"]
    assert (form["hours_spent"].value(), form["outlays"].value()) == ("7.75", "38.50")


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"hours_spent": "-1"}, "hours_spent", "Enter hours between 0 and 99,999"),
        ({"hours_spent": "100000"}, "hours_spent", "Enter hours between 0 and 99,999"),
        ({"hours_spent": "1.0005"}, "hours_spent", "Enter hours with at most two decimals"),
        ({"hours_spent": "many"}, "hours_spent", "Enter hours in digits, such as 12.5"),
        ({"outlays": "-1"}, "outlays", "Enter an amount of 0 or more"),
        (
            {"outlays": "1.0005"},
            "outlays",
            "Enter an amount with at most 2 decimals for EUR",
        ),
        (
            {"outlays": "1.5", "currency": "JPY"},
            "outlays",
            "Enter a whole amount: JPY has no smaller unit",
        ),
    ],
)
def test_hours_and_outlays_that_cannot_be_are_answered(
    client: Client, project: Project, changes: dict[str, str], name: str, sentence: str
) -> None:
    typed = {"title": "Order form", "fee_net": "640", "currency": "EUR", "state": "active"}
    page = client.post(reverse("project_edit", args=[project.ref]), typed | changes)
    assert page.context["form"].errors == {name: [sentence]}


def test_the_page_of_a_project_asks_as_little_for_many_invoices(
    client: Client, project: Project, django_assert_max_num_queries: Any
) -> None:
    for n in range(40):
        an_invoice(project, number=f"A-{n}")
    with django_assert_max_num_queries(12):
        client.get(reverse("project", args=[project.ref]))


@pytest.mark.django_db(transaction=True)
def test_two_tabs_cannot_use_one_number_twice() -> None:
    project = ProjectFactory()
    results: list[str] = []
    together = threading.Barrier(2)

    def write() -> None:
        together.wait()
        try:
            an_invoice(project, issued_on=TODAY - timedelta(days=1))
            results.append("added")
        except ChangeRefused as refusal:
            results.append(refusal.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["added", "number"]
