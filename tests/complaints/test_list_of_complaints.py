"""The list of complaints: the most urgent first, and one sees what is late."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from complaints import selectors
from complaints.models import Complaint
from complaints.workflow import State
from tests.complaints.page import words_of
from tests.complaints.story import DAY, HOUR, Story, another_project

pytestmark = pytest.mark.django_db


def beside(story: Story, state: State, after: Any = HOUR) -> Story:
    """Return another complaint of the same freelancer, led to `state`."""
    other = Story(story.user, another_project(story), story.contact, story.now + after)
    return other.to(state)


def test_your_turn_comes_before_theirs_and_what_is_late_before_all(
    story: Story, browsing: Any
) -> None:
    theirs = story.to(State.PROPOSED)
    late = beside(story, State.ACKNOWLEDGED)
    draft = beside(story, State.DRAFT)
    later = beside(story, State.ACKNOWLEDGED, after=20 * DAY)
    later.now += DAY
    with browsing(later) as browser:
        page = browser.get(reverse("complaints"))
    refs = [row.ref for row, _step in page.context["rows"]]
    assert refs == [each.complaint.ref for each in (late, later, draft, theirs)]
    assert [step.is_late for _row, step in page.context["rows"]] == [True, False, False, False]
    assert words_of(page).count('class="chip chip-stop"') == 1


def test_the_order_holds_across_pages_and_finds_the_rows_by_an_index(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    number = story.complaint.number
    Complaint.objects.bulk_create(
        Complaint(
            owner=story.user,
            number=number + each,
            client=story.project.client,
            project=story.project,
            state=State.DELIVERED if each % 3 else State.ACKNOWLEDGED,
            words="It still does not work.",
            received_at=story.now,
            turn_since=story.now,
            due_at=story.now + each * HOUR if each % 2 else None,
        )
        for each in range(1, 1000)
    )
    rows = selectors.by_urgency(story.user)
    plan = rows.explain()
    assert "complaint_turn" in plan or connection.vendor != "sqlite"
    found = list(rows.values_list("waits", "due_at"))
    far = story.now + 9999 * DAY
    assert found == sorted(found, key=lambda each: (each[0], each[1] or far))
    assert len(found) == 1000


def test_a_draft_shows_the_first_words_of_the_message(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    first = " ".join(story.fresh().words.split()[:5])
    with browsing(story) as browser:
        assert first in words_of(browser.get(reverse("complaints")))
        story.to(State.OPEN)
        assert first not in words_of(browser.get(reverse("complaints")))
