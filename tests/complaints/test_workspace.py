"""The stages on the page of a complaint: which one is next, and which one waits for the client."""

import pytest

from complaints import beside
from complaints.views.browse import stage_rows
from complaints.workflow import State
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db

# What stands out among the stages in each state: its words, what it says, its mark.
CURRENT = {
    State.OPEN: ("Acknowledge", "Next", "mark-now"),
    State.PROPOSED: ("Plan", "Their turn", "mark-theirs"),
    State.IN_PROGRESS: ("Put it right", "Next", "mark-now"),
    State.DELIVERED: ("Put it right", "Their turn", "mark-theirs"),
}


@pytest.mark.parametrize("state", CURRENT)
def test_a_stage_that_waits_for_the_client_has_their_mark(story: Story, state: State) -> None:
    story.to(state)
    rows = stage_rows(story.fresh(), beside.next_step(story.complaint, story.now))
    marked = [row for row in rows if row.mark in {"mark-now", "mark-theirs"}]
    assert [(row.words, row.status, row.mark) for row in marked] == [CURRENT[state]]
