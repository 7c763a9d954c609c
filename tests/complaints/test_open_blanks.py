"""Open blanks of a letter: in plain words until they are known, and none goes out."""

from dataclasses import replace

import pytest

from complaints.letters import blanks, templates
from complaints.letters.fill import fill, put, unfilled
from complaints.letters.release import UnfilledError
from complaints.tone import presence
from complaints.workflow import State
from tests.complaints.mail import PLACEHOLDER
from tests.complaints.steps import letter
from tests.complaints.story import Story, everything

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["email", "copy"])
def test_a_letter_with_an_open_blank_does_not_go_out(story: Story, mode: str) -> None:
    story.to(State.OPEN)
    open_letter = replace(letter("E1", mode), body="{greeting} By {plan_date}.")
    before = everything()
    with pytest.raises(UnfilledError) as refused:
        story.acknowledge(letter=open_letter)
    assert refused.value.names == ["greeting", "the day of the plan"]
    assert everything() == before


def test_blanks_are_named_once_and_in_order() -> None:
    text = "{plan_date} {own_part} [the day of the plan] {plan_date} {not a blank} {who}"
    assert unfilled(text) == ["the day of the plan", "what is yours to own", "who"]


def test_an_open_blank_is_shown_in_plain_words_until_it_is_known() -> None:
    shown_now = put("By {plan_date}, says {who}.", {})
    assert shown_now == "By [the day of the plan], says {who}."
    assert put(shown_now, {"plan_date": "Monday", "who": "Tess"}) == "By Monday, says Tess."


def test_a_sentence_with_an_open_blank_counts_for_none_of_the_five_points() -> None:
    open_one = put("I’m sorry about {own_part}.", {})
    assert not presence.present(open_one, "")[presence.Point.MY_PART]
    assert presence.present("I’m sorry about the timing.", "")[presence.Point.MY_PART]


def test_every_blank_that_may_stay_open_has_plain_words(story: Story) -> None:
    story.log().words().heard().save()
    known = set(blanks.acknowledgement(story.complaint, own_part="result", now=story.now))
    known |= set(blanks.plan(story.complaint, None, now=story.now))
    known |= set(blanks.delivery(story.complaint, now=story.now))
    known |= set(blanks.closing(story.complaint, now=story.now))
    for template in templates.LETTERS.values():
        filled = fill(template, dict.fromkeys(known, "said"))
        assert not PLACEHOLDER.search(filled.subject + filled.body)


STARTS = {
    "New fields in the form.": "new fields in the form",
    "The printing": "the printing",
    "Instagram posts": "Instagram posts",
    "HTML mails": "HTML mails",
}


@pytest.mark.parametrize("limits", STARTS)
def test_what_follows_a_colon_goes_on_small_unless_it_may_be_a_name(
    story: Story, limits: str
) -> None:
    story.to(State.ACKNOWLEDGED).dates(not_included=limits)
    values = blanks.plan(story.fresh(), story.complaint.plans.get(), now=story.now)
    body = fill(templates.PLAN, values).body
    assert f"What this does not cover: {STARTS[limits]}." in body
