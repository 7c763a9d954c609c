"""What cannot be taken back is asked first, with what it does and what the client gets in view."""

from typing import Any

import pytest
from django.urls import reverse

from complaints.screens import SCREENS
from complaints.workflow import MOVES, M, State
from outbox.models import OutgoingEmail
from tests.complaints.page import changed, form_on, post, url_of, words_of
from tests.complaints.story import Story, everything

pytestmark = pytest.mark.django_db

CLOSING = {"outcome": "confirmed", "satisfaction": "4"}


def test_closing_shows_the_record_that_the_client_gets_before_it_goes(
    story: Story, browsing: Any
) -> None:
    story.to(State.RESOLVED)
    letters = OutgoingEmail.objects.count()
    with browsing(story) as browser:
        asked = post(browser, story.complaint, "close", **CLOSING)
        record = form_on(asked).values["body"][0]
        assert asked.status_code == 200
        assert "Close it with this record?" in words_of(asked)
        assert " ".join(record.split()[:8]) in " ".join(words_of(asked).split())
        assert story.fresh().state == State.RESOLVED
        assert OutgoingEmail.objects.count() == letters
        done = browser.post(
            url_of(story.complaint, "close"), changed(form_on(asked), "continue", {})
        )
    assert done.status_code == 302
    assert story.fresh().state == State.CLOSED
    assert OutgoingEmail.objects.count() == letters + 1


def test_changing_something_leads_back_with_everything_typed(story: Story, browsing: Any) -> None:
    story.to(State.RESOLVED)
    with browsing(story) as browser:
        asked = post(browser, story.complaint, "close", hours_total="3,5", **CLOSING)
        back = browser.post(url_of(story.complaint, "close"), changed(form_on(asked), "change", {}))
    assert back.status_code == 200
    assert form_on(back).values["hours_total"] == ["3,5"]
    assert story.fresh().state == State.RESOLVED


@pytest.mark.parametrize(
    ("state", "move", "name"),
    [(State.DRAFT, M.DISCARD, "discard"), (State.PROPOSED, M.LAPSE, "end_offer")],
)
def test_a_link_asks_first_and_changes_nothing(
    story: Story, browsing: Any, state: State, move: M, name: str
) -> None:
    story.to(state)
    given = [story.complaint.ref] + ([story.complaint.plan_round] if name == "end_offer" else [])
    confirm = MOVES[move].confirm
    assert confirm
    with browsing(story) as browser:
        before = everything()
        asked = browser.get(reverse(name, args=given))
        assert everything() == before
        assert str(confirm.question) in words_of(asked)
        assert browser.post(reverse(name, args=given)).status_code == 302
        assert browser.get(reverse(name, args=given)).status_code == 409
    assert story.fresh().state == MOVES[move].target


def test_the_screens_that_ask_take_the_question_from_their_move() -> None:
    asking = {slug: screen.confirm for slug, screen in SCREENS.items() if screen.confirm}
    assert asking == {"close": MOVES[M.CLOSE].confirm}
