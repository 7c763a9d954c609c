"""A story that is remembered is the one that was walked, and is never used where it is not."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.models import Preferences
from complaints.models import Complaint
from complaints.workflow import State
from tests.complaints.money import MoneyStory, answered
from tests.complaints.rows import undone
from tests.complaints.story import Story, begin, everything
from tests.remembered import forgetting, starting

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="Stories walk by themselves on another database."
    ),
]


# What differs in every walk: what is drawn by chance, and the one moment that the clock gives.
BY_CHANCE = re.compile(rb"[0-9a-f-]{32,36}|=[0-9]{19}=")
BY_THE_CLOCK = "created_at"


def plain(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Return the rows in an order that no drawn id decides, without what differs in every walk."""
    for row in rows["complaints.Complaint"] + rows["clients.Invoice"]:
        del row[BY_THE_CLOCK]
    return {name: sorted(map(_written_out, found)) for name, found in rows.items()}


def _written_out(row: dict[str, Any]) -> str:
    told = repr({name: value for name, value in row.items() if not isinstance(value, UUID)})
    return BY_CHANCE.sub(b"?", told.encode()).decode()


def written(told: Story, state: State) -> Any:
    """Return every row, where the complaint stands and what waits for the commit."""
    with undone():
        starting("the story of this test, all else undone")
        told.to(state)
        waiting = [func for _, func, _ in connection.run_on_commit]
        return plain(everything()), told.now, Complaint.objects.get().state, waiting


@pytest.mark.parametrize("state", State)
def test_what_is_remembered_is_what_the_verbs_write(story: Story, state: State) -> None:
    def again() -> Story:
        return Story(story.user, story.project, story.contact, story.now)

    with forgetting():
        walked = written(again(), state)
    assert written(again(), state) == walked
    assert written(again(), state) == walked


def test_a_road_to_money_is_remembered_as_it_was_walked(tale: MoneyStory) -> None:
    def told() -> Any:
        with undone():
            starting("the story of this test, all else undone")
            owing = answered(tale.another())
            return plain(everything()), owing.now, owing.complaint.state

    with forgetting():
        walked = told()
    assert told() == walked
    assert told() == walked


def zones(changed_to: str = "") -> set[str]:
    """Return the zones of the reminders of a new story, its own zone changed before it walks."""
    with undone():
        told = begin()
        if changed_to:
            Preferences.objects.filter(user=told.user).update(time_zone=changed_to)
            told.user.preferences.refresh_from_db()
        complaint = told.to(State.OPEN).complaint
        return set(complaint.reminders.values_list("tz", flat=True))


def test_a_story_walks_anew_when_anything_was_written_since_it_began() -> None:
    assert zones() == {"Europe/Berlin"}
    assert zones("Asia/Tokyo") == {"Asia/Tokyo"}
    assert zones() == {"Europe/Berlin"}
