"""A screen sent from a second tab: what was done is said, and nothing is done twice."""

from typing import Any

import pytest

from complaints.models import Complaint
from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.bad_answers import CASES
from tests.complaints.page import changed, form_on, url_of, words_of
from tests.complaints.rows import but_drafts
from tests.complaints.steps import letter
from tests.complaints.story import Story, everything

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", CASES)
def test_what_was_done_in_another_tab_is_said_and_what_was_typed_is_shown(
    story: Story, browsing: Any, slug: str
) -> None:
    story.to(OPEN_IN[slug])
    typed = "Every word of this was typed in the other window"
    with browsing(story) as browser:
        url = url_of(story.complaint, slug)
        data = changed(form_on(browser.get(url)), "continue", answers_for(slug, story))
        Complaint.objects.filter(pk=story.complaint.pk).update(
            state="withdrawn", withdrawn_reason="logged in error"
        )
        before = everything()
        page = browser.post(url, data | {"typed": typed})
    assert page.status_code == 409
    assert "now stands at “Withdrawn”" in words_of(page)
    assert typed in words_of(page)
    assert everything() == before


def test_the_same_reply_sent_twice_goes_out_once(story: Story, browsing: Any) -> None:
    """By one form, which leads to the same place twice, or from two windows."""
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        url = url_of(story.complaint, "send-plan")
        data, other = (changed(form_on(browser.get(url)), "continue", {}) for _window in (1, 2))
        first = browser.post(url, data)
        assert (first.status_code, browser.post(url, data).url) == (302, first.url)
        second = browser.post(url, other)
    assert second.status_code == 409
    assert "This was already done, perhaps in another window." in words_of(second)
    assert story.complaint.messages.filter(letter="E2").count() == 1


def test_a_plan_that_was_replaced_since_does_not_go_out(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        url = url_of(story.complaint, "send-plan")
        data = changed(form_on(browser.get(url)), "continue", {})
        story.send_plan().decline()
        story.options().dates()
        before = but_drafts(everything())
        page = browser.post(url, data)
    assert page.status_code == 409
    sentence = "The plan was changed in another window. Look at it once more."
    assert sentence in words_of(page)
    assert but_drafts(everything()) == before


def test_an_answer_to_a_replaced_plan_is_not_taken_for_the_new_one(
    story: Story, browsing: Any
) -> None:
    story.to(State.PROPOSED)
    with browsing(story) as browser:
        url = url_of(story.complaint, "answer")
        data = changed(form_on(browser.get(url)), "continue", answers_for("answer", story))
        story.decline()
        story.options().dates().send_plan(letter=letter("E2"))
        page = browser.post(url, data)
    assert page.status_code == 409
    assert "A newer plan has gone out since." in words_of(page)
    assert story.fresh().state == "proposed"
