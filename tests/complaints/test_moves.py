"""Every state by every move that has a verb: it ends where the table says, or changes nothing."""

from itertools import product

import pytest

from complaints.models import Complaint
from complaints.moves.base import IllegalMoveError
from complaints.workflow import LIVE, MOVES, M, State, may, moves_from, next_screen
from tests.complaints.story import VERBS, Story, everything

pytestmark = pytest.mark.django_db

GRID = list(product(State, VERBS))
ALLOWED = [(state, move) for state, move in GRID if may(move, state)]
FORBIDDEN = [(state, move) for state, move in GRID if not may(move, state)]

# Written out, so that a slip in the table of moves is seen.
TARGETS = {
    (State.DRAFT, M.SAVE): State.OPEN,
    (State.DRAFT, M.DISCARD): State.WITHDRAWN,
    (State.DRAFT, M.OVERRIDE): State.DRAFT,
    (State.OPEN, M.ACKNOWLEDGE): State.ACKNOWLEDGED,
    (State.OPEN, M.OVERRIDE): State.OPEN,
    (State.ACKNOWLEDGED, M.SEND_PLAN): State.PROPOSED,
    (State.ACKNOWLEDGED, M.AGREE_IN_A_CALL): State.IN_PROGRESS,
    (State.ACKNOWLEDGED, M.OVERRIDE): State.ACKNOWLEDGED,
    (State.PROPOSED, M.ACCEPT): State.IN_PROGRESS,
    (State.PROPOSED, M.DECLINE): State.ACKNOWLEDGED,
    (State.PROPOSED, M.OVERRIDE): State.PROPOSED,
    (State.IN_PROGRESS, M.DELIVER): State.DELIVERED,
    (State.IN_PROGRESS, M.OVERRIDE): State.IN_PROGRESS,
    (State.DELIVERED, M.CONFIRM): State.RESOLVED,
    (State.DELIVERED, M.NOT_ENOUGH): State.ACKNOWLEDGED,
    (State.DELIVERED, M.OVERRIDE): State.DELIVERED,
    (State.RESOLVED, M.CLOSE): State.CLOSED,
    (State.RESOLVED, M.OVERRIDE): State.RESOLVED,
}


def named(pair: tuple[State, M]) -> str:
    return f"{pair[0]}-{pair[1].name}"


def test_the_table_allows_what_the_playbook_says() -> None:
    assert set(ALLOWED) == set(TARGETS)
    assert {(state, move): MOVES[move].target or state for state, move in ALLOWED} == TARGETS


def test_there_are_22_moves_and_each_has_a_code_of_its_own() -> None:
    assert [str(move) for move in MOVES] == [f"T{n}" for n in range(1, 23)]


def test_an_ended_complaint_offers_only_what_belongs_to_its_end() -> None:
    assert moves_from(State.WITHDRAWN) == [M.SETTLE]
    assert moves_from(State.CLOSED) == [M.REOPEN, M.SETTLE]


def test_every_live_state_has_a_next_screen() -> None:
    assert {state: next_screen(state, lambda slug: False) for state in State} == {
        State.DRAFT: "words",
        State.OPEN: "acknowledge",
        State.ACKNOWLEDGED: "cause",
        State.PROPOSED: "answer",
        State.IN_PROGRESS: "round",
        State.DELIVERED: "their-check",
        State.RESOLVED: "close",
        State.CLOSED: None,
        State.WITHDRAWN: None,
    }


@pytest.mark.parametrize("pair", ALLOWED, ids=named)
def test_an_allowed_move_ends_where_the_table_says_with_one_event(
    story: Story, pair: tuple[State, M]
) -> None:
    state, move = pair
    story.to(state)
    before = len(story.events())

    VERBS[move](story)

    assert story.fresh().state == TARGETS[pair]
    [event] = story.events()[before:]
    assert (event.move, event.from_state, event.to_state) == (move, state, TARGETS[pair])
    # The timeline shows their message at the moment it arrived, not when it was saved.
    at = story.fresh().received_at if move == M.SAVE else story.now
    assert (event.actor, event.at) == ("you", at)
    assert event.title


@pytest.mark.parametrize("pair", FORBIDDEN, ids=named)
def test_a_forbidden_move_is_refused_and_changes_nothing(
    story: Story, pair: tuple[State, M]
) -> None:
    state, move = pair
    story.to(state)
    before = everything()

    with pytest.raises(IllegalMoveError) as refused:
        VERBS[move](story)

    assert everything() == before
    assert refused.value.sentence.startswith("This was already done, perhaps in another window.")
    assert refused.value.state == state


TWO_TABS = [
    (state, first, second)
    for state, first, second in product(sorted(LIVE), VERBS, VERBS)
    if may(first, state)
    and may(second, state)
    and MOVES[first].target
    # What the first move leads to does not allow the second.
    and not may(second, MOVES[first].target)
]


@pytest.mark.parametrize(
    ("state", "first", "second"), TWO_TABS, ids=lambda value: getattr(value, "name", str(value))
)
def test_of_two_tabs_the_second_changes_nothing(
    story: Story, state: State, first: M, second: M
) -> None:
    story.to(state)
    stale = Complaint.objects.get(pk=story.complaint.pk)
    VERBS[first](story)
    before = everything()

    late = Story(story.user, story.project, story.contact, story.now, stale)
    late.fresh = lambda: stale  # type: ignore[method-assign]
    with pytest.raises(IllegalMoveError):
        VERBS[second](late)

    assert everything() == before


@pytest.mark.parametrize("verb", [Story.words, Story.heard, Story.options, Story.dates])
def test_nothing_is_written_into_a_closed_complaint(story: Story, verb) -> None:  # type: ignore[no-untyped-def]
    story.to(State.CLOSED)
    before = everything()
    with pytest.raises(IllegalMoveError):
        verb(story)
    assert everything() == before
