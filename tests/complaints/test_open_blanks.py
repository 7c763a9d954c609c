"""Open blanks of a letter: in plain words until they are known, and none goes out."""

from dataclasses import replace
from typing import Any

import pytest

from complaints.letters import blanks, templates
from complaints.letters.fill import Filled, close, fill, open_blank, unfilled
from complaints.letters.release import UnfilledError
from complaints.letters.templates import LetterTemplate
from complaints.models import Message
from complaints.tone import presence
from complaints.workflow import State
from tests.complaints.answers import answers_for
from tests.complaints.mail import PLACEHOLDER
from tests.complaints.page import send
from tests.complaints.steps import letter
from tests.complaints.story import Story, everything

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["email", "copy"])
def test_a_letter_with_an_open_blank_does_not_go_out(story: Story, mode: str) -> None:
    story.to(State.OPEN)
    open_letter = replace(letter("E1", mode), body="By [the day of the plan].")
    before = everything()
    with pytest.raises(UnfilledError) as refused:
        story.acknowledge(letter=open_letter)
    assert refused.value.names == ["the day of the plan"]
    assert everything() == before


def test_blanks_are_named_once_and_in_order() -> None:
    text = "[the day of the plan] [what is yours to own] [the day of the plan] [your options]"
    names = ["the day of the plan", "what is yours to own"]
    assert unfilled(text, templates.ACKNOWLEDGEMENT) == names


def test_an_open_blank_is_shown_in_plain_words_until_it_is_known() -> None:
    template = LetterTemplate("E1", "{plan_date}", (("By {plan_date}, says {who}.",),))
    shown_now = fill(template, {"who": "Tess"})
    assert shown_now == Filled("[the day of the plan]", "By [the day of the plan], says Tess.")
    assert close(shown_now.body, {"plan_date": "Monday"}) == "By Monday, says Tess."


LITERAL = (
    "{first_name}",
    "{plan_date}",
    "{paraphrase}",
    "[link]",
    "{}",
    "[your options]",
    "%(day)s",
)


@pytest.mark.parametrize("words", LITERAL)
def test_what_people_wrote_is_literal_whatever_brackets_stand_in_it(
    story: Story, browsing: Any, words: str
) -> None:
    paraphrase = f"Your mails begin with {words} where the name of your customer should stand."
    story.log().words().heard(paraphrase=paraphrase).save()
    with browsing(story) as browser:
        answers = answers_for("acknowledge", story)
        assert send(browser, story.complaint, "acknowledge", **answers).status_code == 302
    sent = Message.objects.get()
    assert f"begin with {words} where" in sent.body
    edited = f"Hi Greta, {words} was wrong. I read it twice. {sent.body}"
    assert close(edited, {"first_name": "no", "paraphrase": "no", "link": "no"}) == edited


def test_an_option_may_speak_of_brackets(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    what = "Every mail names the customer, not {first_name}, and the button its page, not [link]"
    story.options(replace(story.two_options()[0], what=what))
    with browsing(story) as browser:
        assert send(browser, story.complaint, "send-plan").status_code == 302
    assert f"Option A: {what}. Ready by" in Message.objects.get(letter="E2").body


def test_a_sentence_with_an_open_blank_counts_for_none_of_the_five_points() -> None:
    open_one = f"I’m sorry about {open_blank('own_part')}."
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
