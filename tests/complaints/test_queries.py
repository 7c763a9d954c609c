"""How often each page asks the database: as often for thirty rows as for one, and seldom."""

from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import Attachment, Event, Message
from complaints.workflow import State
from tests.complaints.answers import OPEN_IN
from tests.complaints.story import MINUTE, Story, another_project
from tests.factories import (
    AgreementFactory,
    ClientFactory,
    ContactFactory,
    PolicyVersionFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db

MOST = 12
MANY = 29
STATES = [
    State.OPEN,
    State.ACKNOWLEDGED,
    State.PROPOSED,
    State.IN_PROGRESS,
    State.DELIVERED,
    State.RESOLVED,
    State.DRAFT,
    State.CLOSED,
]


def questions(browser: Client, url: str) -> list[str]:
    """Return the queries that a page makes, once everything that is kept is warm."""
    assert browser.get(url).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(url).status_code == 200
    return [query["sql"] for query in caught]


def reading_pages(told: list[Story]) -> dict[str, str]:
    """Return the pages on which one reads, by name."""
    first = told[0]
    pages = {
        name: reverse(name)
        for name in (
            "today",
            "complaints",
            "projects",
            "clients",
            "policies",
            "preferences",
            "help",
            "complaint_new",
            "client_add",
            "project_add",
        )
    }
    pages |= {f"workspace, {s.complaint.state}": workspace(s) for s in told}
    pages |= {
        "complaints that ended": reverse("complaints") + "?show=ended",
        "what they saw": workspace(told[-1]) + "?saw=client",
        "project": reverse("project", args=[first.project.ref]),
        "project_edit": reverse("project_edit", args=[first.project.ref]),
        "client": reverse("client", args=[first.project.client.number]),
        "client_edit": reverse("client_edit", args=[first.project.client.number]),
        "agreement": reverse("agreement", args=[first.project.ref]),
        "rounds": reverse("rounds", args=[first.project.ref]),
        "policy_version": reverse("policy_version", args=[1, 1]),
    }
    return pages


def workspace(story: Story) -> str:
    return reverse("complaint", args=[story.complaint.ref])


def one_of_each(story: Story) -> list[Story]:
    told = []
    for state in STATES:
        each = Story(story.user, story.project, story.contact, story.now)
        told.append(each.to(state))
        story.later(MINUTE)
    return told


def many_more(story: Story, told: list[Story]) -> None:
    """Add about thirty of everything that a page may list."""
    for _index, state in zip(range(MANY), cycle(STATES), strict=False):
        other = another_project(story) if state == State.OPEN else story.project
        Story(story.user, other, story.contact, story.now).to(state)
    for index in range(MANY):
        client = ClientFactory(owner=story.user)
        ContactFactory(client=client)
        ContactFactory(client=story.project.client, is_main=False)
        project = ProjectFactory(owner=story.user, client=client)
        version = PolicyVersionFactory(policy__owner=story.user, policy__title=f"Policy {index}")
        AgreementFactory(project=project, policy_version=version)
        AgreementFactory(project=story.project, policy_version=version, state="replaced")
    for each in told:
        many_lines(each)


def many_lines(story: Story) -> None:
    for index in range(MANY):
        at = story.now + index * MINUTE
        Event.objects.create(
            complaint=story.complaint, at=at, actor="you", verb="note", title=f"Line {index}"
        )
        Message.objects.create(
            complaint=story.complaint,
            letter="E1",
            subject=f"Letter {index}",
            body="Words",
            send_mode="copy",
            to_name="Greta",
            sent_at=at,
        )
        Attachment.objects.create(
            complaint=story.complaint, name=f"{index}.png", file="x.png", size=3, added_at=at
        )


def test_a_page_asks_as_often_for_thirty_rows_as_for_one(story: Story, browsing: Any) -> None:
    told = one_of_each(story)
    pages = reading_pages(told)
    with browsing(told[-1]) as browser:
        few = {name: questions(browser, url) for name, url in pages.items()}
        many_more(story, told)
        many = {name: questions(browser, url) for name, url in pages.items()}
    grown = {
        name: (len(few[name]), len(many[name]))
        for name in pages
        if len(many[name]) != len(few[name])
    }
    assert grown == {}
    too_many = {name: len(asked) for name, asked in many.items() if len(asked) > MOST}
    assert too_many == {}


@pytest.mark.parametrize("slug", OPEN_IN)
def test_a_screen_asks_seldom_and_no_more_for_thirty_rows(
    story: Story, browsing: Any, slug: str
) -> None:
    story.to(OPEN_IN[slug])
    with browsing(story) as browser:
        url = reverse("screen", args=[story.complaint.ref, slug])
        few = len(questions(browser, url))
        told = [Story(story.user, story.project, story.contact, story.now) for _ in range(3)]
        for each in told:
            each.to(State.IN_PROGRESS)
        many_lines(story)
        many = len(questions(browser, url))
    assert many == few
    assert many <= MOST
