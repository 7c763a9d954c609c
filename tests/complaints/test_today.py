"""Today: the sentence under its heading says how many things wait and when the first is due."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from complaints.beside import next_step
from complaints.moves.planning import StepDraft
from complaints.workflow import LIVE, State
from tests.complaints.story import DAY, HOUR, Story, another_project
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def lead_of(story: Story, browsing: Any) -> str:
    with browsing(story) as browser:
        return plain(browser.get(reverse("today")).context["lead"])


def test_one_thing_is_it(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    assert lead_of(story, browsing) == "One thing waits for you. It is due tomorrow 11:02."


def test_of_several_things_the_first_is_named(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    Story(story.user, another_project(story), story.contact, story.now).to(State.OPEN)
    assert lead_of(story, browsing) == "Two things wait for you. The first is due tomorrow 11:02."


def test_what_is_late_was_due(story: Story, browsing: Any) -> None:
    story.to(State.OPEN).later(2 * DAY)
    assert lead_of(story, browsing) == "One thing waits for you. It was due yesterday 11:02."


def test_an_hour_and_its_day_stay_on_one_line(story: Story, browsing: Any) -> None:
    story.to(State.OPEN).later(DAY - HOUR)
    with browsing(story) as browser:
        page = browser.get(reverse("complaints")).content.decode()
    assert "Reply by 11:02\N{NO-BREAK SPACE}today." in page


def test_a_promised_step_is_shown_whole_while_it_fits(story: Story, browsing: Any) -> None:
    step = "Print the note in bold on the delivery slip, and send ten test orders to the inbox"
    story.to(State.ACKNOWLEDGED).dates(steps=[StepDraft(step, "me", story.working_day(2))])
    story.send_plan().accept()
    with browsing(story) as browser:
        assert f"<strong>{step}</strong>" in browser.get(reverse("today")).content.decode()


@pytest.mark.parametrize("state", sorted(LIVE - {State.DRAFT, State.RESOLVED}))
def test_what_is_next_is_said_as_of_the_moment_asked_about(story: Story, state: State) -> None:
    complaint = story.to(state).complaint
    said = set()
    for clock in (story.now, story.now + DAY, story.now + 400 * DAY):
        with time_machine.travel(clock, tick=False):
            step = next_step(complaint, story.now)
            assert step
            said.add(step.sentence)
    assert len(said) == 1
    assert "2026" not in said.pop()


def main_of(client: Client) -> str:
    page = client.get(reverse("today")).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_a_new_account_is_told_what_this_is_beside_the_only_button(client: Client) -> None:
    client.force_login(UserFactory())
    main = main_of(client)
    assert "from a client’s unhappy message to a plan" in main
    assert main.count("figure-note") == 3
    assert main.count("btn ") == 1
    assert f'href="{reverse("complaint_new")}"' in main


def test_who_had_a_complaint_is_told_no_more_what_this_is(story: Story, browsing: Any) -> None:
    story.to(State.CLOSED)
    with browsing(story) as browser:
        main = main_of(browser)
    assert "from a client’s unhappy message to a plan" not in main
    assert "Log a complaint" in main
