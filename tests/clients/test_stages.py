"""The stages of a project: added, delivered, taken out, and what cannot be."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from clients.models import Project, ProjectStage
from tests.clients.page import errors
from tests.factories import ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = {
    "what": "Panel",
    "amount": "90",
    "how_many": "10",
    "delivered": "0",
    "delivered_on": "",
    "approved_on": "",
}


@pytest.fixture
def project(client: Client) -> Any:
    user = UserFactory(preferences__time_zone="Europe/Stockholm")
    client.force_login(user)
    with time_machine.travel(datetime(2026, 6, 12, 9, 0, tzinfo=UTC), tick=False):
        yield ProjectFactory(owner=user, started_on=date(2026, 5, 4), charged="stages", fee_net=0)


def address(name: str, project: Project, *place: int) -> str:
    return reverse(name, args=[project.ref, *place])


def add(client: Client, project: Project, **changes: str) -> Any:
    return client.post(address("stage_add", project), NEW | changes)


def test_a_stage_is_noted_and_makes_the_fee(client: Client, project: Project) -> None:
    assert add(client, project).url == address("project", project)
    assert add(client, project, what="Design", amount="350", how_many="1").status_code == 302
    project.refresh_from_db()
    assert project.fee_net == Decimal(1250)
    page = plain(client.get(address("project", project)).content.decode())
    for words in ("Panel", "0 of 10", "€900", "Design", "€1,250"):
        assert words in page


def test_stages_of_a_fixed_fee_leave_the_fee(client: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(charged="fixed", fee_net=1400)
    add(client, project)
    project.refresh_from_db()
    assert project.fee_net == Decimal(1400)


def test_one_more_is_delivered_with_one_click(client: Client, project: Project) -> None:
    add(client, project, how_many="2", delivered="1", delivered_on="2026-06-01")
    assert client.post(address("stage_deliver", project, 1)).status_code == 302
    stage = project.stages.get()
    assert (stage.delivered, stage.delivered_on) == (2, date(2026, 6, 12))
    page = client.post(address("stage_deliver", project, 1), follow=True)
    assert "All of them are delivered already." in page.content.decode()
    assert project.stages.get().delivered == 2


def test_a_stage_is_changed_and_taken_out(client: Client, project: Project) -> None:
    add(client, project)
    url = address("stage_edit", project, 1)
    assert 'value="90"' in client.get(url).content.decode()
    changed = NEW | {"amount": "100", "delivered": "6", "delivered_on": "2026-06-02"}
    assert client.post(url, changed).status_code == 302
    project.refresh_from_db()
    assert (project.stages.get().not_delivered, project.fee_net) == (400, 1000)
    assert client.post(address("stage_remove", project, 1)).status_code == 302
    project.refresh_from_db()
    assert (project.stages.count(), project.fee_net) == (0, 0)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"what": " "}, "what", "Say what is delivered, such as “Panel”"),
        ({"amount": "0"}, "amount", "Enter an amount above 0"),
        ({"amount": "free"}, "amount", "Enter an amount in digits, such as 1200.50"),
        ({"amount": "USD 90"}, "amount", "Enter the amount in EUR"),
        ({"how_many": "0"}, "how_many", "Enter a whole number between 1 and 1000"),
        ({"how_many": "2.5"}, "how_many", "Enter a whole number between 1 and 1000"),
        ({"delivered": "-1"}, "delivered", "Enter a whole number between 0 and 1000"),
        (
            {"how_many": "5", "delivered": "6", "delivered_on": "2026-06-01"},
            "delivered",
            "Enter at most 5",
        ),
        ({"delivered": "1"}, "delivered_on", "Enter the day you delivered it"),
        ({"delivered_on": "2026-06-01"}, "delivered_on", "Say first how many are delivered"),
        ({"approved_on": "2026-06-01"}, "approved_on", "Say first how many are delivered"),
        (
            {"delivered": "1", "delivered_on": "2026-06-13"},
            "delivered_on",
            "Enter a day that is not in the future",
        ),
        (
            {"delivered": "1", "delivered_on": "2026-06-02", "approved_on": "2026-06-01"},
            "approved_on",
            "Enter a day after the delivery",
        ),
        (
            {"delivered": "1", "delivered_on": "2026-05-03"},
            "delivered_on",
            "Enter a day on or after 4 May, when the project started",
        ),
    ],
)
def test_what_cannot_be_is_answered_beside_its_field(
    client: Client, project: Project, changes: dict[str, str], field: str, sentence: str
) -> None:
    found = errors(add(client, project, **changes))
    assert [plain(said) for said in found[field]] == [sentence]
    assert not project.stages.exists()


def test_all_stages_together_cost_less_than_a_fee_may_be(client: Client, project: Project) -> None:
    add(client, project, amount="999999999", how_many="1")
    found = errors(add(client, project, amount="1", how_many="1"))
    assert found == {"amount": ["All stages together have to cost less than 1,000,000,000"]}
    assert project.stages.count() == 1


def test_nothing_is_delivered_of_a_project_that_has_not_started(
    client: Client, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(state="planned", started_on=None)
    answer = add(client, project, delivered="1", delivered_on="2026-06-01")
    assert errors(answer) == {"delivered": ["This project has not started yet"]}


def test_stages_hold_a_project_to_its_currency(client: Client, project: Project) -> None:
    add(client, project)
    answers = {"title": "P", "charged": "stages", "currency": "JPY", "state": "active"}
    found = errors(client.post(address("project_edit", project), answers))
    assert found == {
        "currency": ["The stages of this project are priced in EUR, so its currency stays"]
    }


@pytest.mark.parametrize(
    "nonsense",
    [
        {"amount": 0},
        {"how_many": 0},
        {"delivered": 11, "delivered_on": date(2026, 6, 1)},
        {"delivered": 1},
        {"approved_on": date(2026, 6, 1)},
    ],
)
def test_the_database_refuses_nonsense(project: Project, nonsense: dict[str, Any]) -> None:
    given = {"number": 1, "what": "Panel", "amount": 90, "how_many": 10}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectStage.objects.create(project=project, **given | nonsense)
