"""Valid answers for every screen, as somebody would give and send them on the page of a story."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from complaints.workflow import State
from tests.complaints.page import changed, form_on, url_of
from tests.complaints.story import PARAPHRASE, POINTS, WORDS, Story

# In which state each screen takes its answers first.
OPEN_IN = {
    "words": State.DRAFT,
    "heard": State.DRAFT,
    "check": State.DRAFT,
    "acknowledge": State.OPEN,
    "cause": State.ACKNOWLEDGED,
    "options": State.ACKNOWLEDGED,
    "dates": State.ACKNOWLEDGED,
    "send-plan": State.ACKNOWLEDGED,
    "agreed-in-a-call": State.ACKNOWLEDGED,
    "answer": State.PROPOSED,
    "round": State.IN_PROGRESS,
    "their-check": State.DELIVERED,
    "close": State.RESOLVED,
}


def answers_for(slug: str, story: Story) -> dict[str, Any]:
    """Return the answers that the screen `slug` needs beyond what it shows at first."""
    ready, sooner = story.working_day(3).isoformat(), story.working_day(1).isoformat()
    given: dict[str, dict[str, Any]] = {
        "words": {"words": WORDS},
        "heard": {
            "paraphrase": PARAPHRASE,
            "points": "\n".join(POINTS),
            "feelings": ["angry", "let_down"],
            "wish": "fix",
        },
        "check": {},
        "acknowledge": {"own_part": "result"},
        "cause": {
            "cause": "QUA.2",
            "lever": "me",
            "cause_sentence": "A filter I added on 4 March sent every order to spam.",
        },
        "options": {
            "options-TOTAL_FORMS": "2",
            "options-0-kind": "revision",
            "options-0-what": "The form sends every order to your inbox again.",
            "options-0-ready_at_day": ready,
            "options-0-ready_at_time": "17:00",
            "options-1-kind": "partial_early",
            "options-1-what": "Orders by phone from today, the form in the week after.",
            "options-1-ready_at_day": sooner,
            "options-1-ready_at_time": "17:00",
            "suggested": "A",
        },
        "dates": {
            "steps-0-what": "Fix the filter",
            "steps-0-who": "me",
            "steps-0-due_on": story.working_day(2).isoformat(),
            "not_included": "New fields in the form",
        },
        "send-plan": {},
        "agreed-in-a-call": {"option": "A"},
        "answer": {"kind": "accepts", "option": "A"},
        "round": {
            "round_type": "correction",
            "points-0-outcome": "done",
            "points-1-outcome": "differently",
            "points-1-note": "I now get a copy of every message",
            "deliverable": "https://rye.example/form",
        },
        "their-check": {"kind": "right"},
        "close": {"satisfaction": "4"},
    }
    return given[slug]


def submit(browser: Client, story: Story, slug: str, answers: dict[str, Any]) -> HttpResponse:
    """Send a screen as somebody would who has read the letter that follows the answers."""
    url = url_of(story.complaint, slug)
    data = changed(form_on(browser.get(url)), "continue", answers_for(slug, story) | answers)
    response = browser.post(url, data)
    for _question in range(2):
        if response.status_code != 200:
            break
        again = changed(form_on(response), "continue", answers)
        response = browser.post(url, again)
    return response
