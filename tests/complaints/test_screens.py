"""Every screen on the straight road, filled in on its page and sent, without JavaScript."""

import re
from typing import Any

import pytest
from django.urls import reverse

from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.page import send, url_of
from tests.complaints.story import MINUTE, Story, everything

pytestmark = pytest.mark.django_db

ROAD = [slug for slug in OPEN_IN if slug != "agreed-in-a-call"]
AFTER = {
    "words": "heard",
    "heard": "check",
    "check": "acknowledge",
    "cause": "options",
    "options": "dates",
    "dates": "send-plan",
}


def test_a_complaint_is_led_from_their_words_to_closing_on_its_pages(
    story: Story, browsing: Any
) -> None:
    with browsing(story) as browser:
        started = browser.post(reverse("complaint_new"), {"project": story.project.number})
        story.complaint = story.project.complaints.get()
        assert started.url == url_of(story.complaint, "words")
    for slug in ROAD:
        story.later(MINUTE)
        with browsing(story) as browser:
            response = send(browser, story.complaint, slug, **answers_for(slug, story))
            assert response.status_code == 302, response.content.decode()
            goes_to = reverse("complaint", args=[story.complaint.ref])
            assert response.url == (
                url_of(story.complaint, AFTER[slug]) if slug in AFTER else goes_to
            )
            assert browser.get(response.url).status_code == 200
    assert story.fresh().state == State.CLOSED
    assert [m.letter for m in story.complaint.messages.order_by("pk")] == ["E1", "E2", "E5", "E8"]
    assert {m.send_mode for m in story.complaint.messages.all()} == {"email"}


def test_a_call_takes_the_place_of_the_plan(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        response = send(browser, story.complaint, "agreed-in-a-call", option="B")
    assert response.status_code == 302
    assert story.fresh().state == State.IN_PROGRESS
    assert story.complaint.remedies.get(state="accepted").option.letter == "B"


@pytest.mark.parametrize("slug", OPEN_IN)
def test_opening_a_screen_changes_nothing_in_any_state(
    story: Story, browsing: Any, slug: str
) -> None:
    for state in State:
        told = Story(story.user, story.project, story.contact, story.now).to(state)
        with browsing(told) as browser:
            before = everything()
            assert browser.get(url_of(told.complaint, slug)).status_code == 200
            assert everything() == before


def test_the_list_of_what_is_missing_follows_the_page(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    nothing = {"steps-0-what": "", "steps-0-due_on": "", "not_included": "", "answer_by": ""}
    with browsing(story) as browser:
        page = send(browser, story.complaint, "dates", **nothing)
    summary = page.content.decode().partition('id="error-summary"')[2].partition("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', summary) == [
        "id_steps-0-what",
        "id_not_included",
        "id_answer_by",
    ]


def test_a_letter_comes_after_the_answers_it_is_made_of(story: Story, browsing: Any) -> None:
    story.to(State.IN_PROGRESS)
    wrong = {"round_type": None, "points-0-outcome": None, "deliverable": "", "subject": ""}
    with browsing(story) as browser:
        page = send(browser, story.complaint, "round", **wrong)
    summary = page.content.decode().partition('id="error-summary"')[2].partition("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', summary) == [
        "id_round_type_0",
        "id_points-0-outcome_0",
        "id_points-1-outcome_0",
        "id_deliverable",
        "id_subject",
        "id_body",
    ]
