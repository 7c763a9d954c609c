"""Forms take no row of somebody else as an answer."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.workflow import State
from tests.complaints.story import Story
from tests.isolation.addresses import ASKED_AGAIN
from tests.isolation.world import MARKER, World

pytestmark = pytest.mark.django_db


def test_a_stranger_cannot_log_a_complaint_about_my_project(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    page = browser.post(reverse("complaint_new"), {"project": world.project.number})
    assert page.status_code == 422
    assert "Choose a project" in page.content.decode()
    assert MARKER not in page.content.decode()


def test_a_stranger_cannot_name_my_contact(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    own = world.stranger.projects.get()
    contact = world.client.contacts.get()
    page = browser.post(reverse("complaint_new"), {"project": own.number, "contact": contact.pk})
    assert page.status_code == 422
    assert "Choose a person from the list" in page.content.decode()
    assert not world.stranger.complaints.filter(contact=contact).exists()


def test_a_stranger_cannot_use_my_client_for_a_project(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    for given in (world.client.pk, world.client.number):
        answers = {"client": given, "title": "Mine", "fee_net": "10", "currency": "EUR"}
        page = browser.post(reverse("project_add"), answers | {"state": "active"})
        assert page.status_code in ASKED_AGAIN
    assert not world.stranger.projects.filter(title="Mine").exists()
    assert not world.client.projects.filter(title="Mine").exists()


def test_a_stranger_cannot_agree_to_my_policy(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    own = world.stranger.projects.get()
    before = own.agreements.count()
    for given in (world.version.pk, world.draft_version.pk):
        answers = {
            "policy_version": given,
            "method": "call",
            "agreed_by": "Ann",
            "agreed_at_day": "2026-03-01",
            "agreed_at_time": "10:00",
        }
        page = browser.post(reverse("agreement", args=[own.ref]), answers)
        assert page.status_code in ASKED_AGAIN
        assert "Choose a published version of a policy" in page.content.decode()
    assert own.agreements.count() == before


def test_an_option_of_another_plan_is_no_answer(world: World) -> None:
    """Options are named by their letter, so another plan's option cannot even be asked for."""
    browser = Client()
    browser.force_login(world.owner)
    told = world.story
    mine = Story(told.user, told.project, told.contact, told.now).to(State.PROPOSED)
    url = reverse("screen", args=[mine.complaint.ref, "answer"])
    page = browser.post(
        url,
        {
            "action": "continue",
            "kind": "accepts",
            "option": "C",
            "received_at_day": "2026-03-10",
            "received_at_time": "10:00",
            "source": "call",
            "plan_round": "1",
        },
    )
    assert page.status_code == 422
    assert mine.fresh().state == State.PROPOSED
