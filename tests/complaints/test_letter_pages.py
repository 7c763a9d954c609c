"""A letter on its screen: it follows the answers, is kept as written, or is held back."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.formats import plain
from complaints.forms.letter import count_words
from complaints.models import Message
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import PLACEHOLDER, to_the_client
from tests.complaints.page import changed, form_on, post, send, url_of
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db


def test_a_plan_that_is_not_ready_says_what_it_still_lacks(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    story.complaint.plans.all().delete()
    page = shown(browsing, story, "send-plan")
    body = plain(form_on(page).values["body"][0])
    assert page.status_code == 422
    assert not PLACEHOLDER.search(body)
    assert "[your options]" in body
    assert "What this does not cover: [what is not part of it]." in body
    assert "Please tell me by [the day for their answer] whether this works for you" in body
    assert "Fill in “your options”, “what is not part of it”" in page.content.decode()


def test_an_open_blank_is_named_beside_the_letter(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        page = send(
            browser,
            story.complaint,
            "acknowledge",
            own_part=None,
            body="Sorry: [what is yours to own]. " * 9,
        )
    assert page.status_code == 422
    assert "Fill in “what is yours to own”, or take its sentence out" in page.content.decode()
    assert story.fresh().state == "open"


def shown(browsing: Callable[[Story], Any], story: Story, slug: str, **answers: Any) -> Any:
    """Return the page after pressing the button once."""
    with browsing(story) as browser:
        return post(browser, story.complaint, slug, **answers)


def test_an_untouched_letter_follows_the_answers_and_is_shown_before_it_goes(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN)
    page = shown(browsing, story, "acknowledge", own_part="timing")
    assert page.status_code == 200
    assert "The message now follows your answers." in page.content.decode()
    values = form_on(page).values
    assert "I’m sorry about the timing." in values["body"][0]
    assert values["body"] == values["prefill"]
    assert story.fresh().state == "open"
    assert not OutgoingEmail.objects.exists()

    with browsing(story) as browser:
        again = browser.post(url_of(story.complaint, "acknowledge"), values)
    assert again.status_code == 302
    assert "I’m sorry about the timing." in Message.objects.get().body


def test_an_edited_letter_stays_as_it_was_written(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    today = "I will look into it today. " * 4
    mine = f"Dear Greta, {today} A plan by Thursday 12 March. [what is yours to own]."
    page = shown(browsing, story, "acknowledge", own_part="timing", body=mine)
    body = form_on(page).values["body"][0]
    # Only its open blanks are filled.
    assert body == mine.replace("[what is yours to own]", "the timing")


def test_a_letter_that_was_read_already_goes_out_at_once(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    assert shown(browsing, story, "send-plan").status_code == 302


def test_fill_it_in_from_my_answers_judges_nothing(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        page = post(browser, story.complaint, "acknowledge", "refresh", own_part="result")
    assert page.status_code == 200
    assert "error-summary" not in page.content.decode()
    assert "I’m sorry about the result I sent you." in form_on(page).values["body"][0]


def test_a_letter_that_names_another_day_than_the_field_is_held_back(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN)
    body = f"{'I read it twice and heard you. ' * 5} You will have a plan by Monday 16 March."
    page = shown(browsing, story, "acknowledge", own_part="result", body=body)
    assert page.status_code == 422
    sentence = "Thursday 12 March was not found in the message. Add it, choose the day it names"
    assert sentence in plain(page.content.decode())
    assert form_on(page).values["body"] == [body]


def test_a_few_words_are_not_a_letter(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    page = shown(browsing, story, "send-plan", body="Here is the plan.")
    assert page.status_code == 422
    assert "Write at least twenty words, so they can tell you heard" in page.content.decode()


def test_what_a_letter_says_survives_the_page_unchanged(story: Story, browsing: Any) -> None:
    """Angle brackets, quotes and a leading empty line are the letter's, not the page's."""
    story.to(State.ACKNOWLEDGED)
    body = (
        '\nHi <b>Greta</b> & "Co",\n\n' + "one of twenty words " * 6 + "\n\n  indented </textarea>"
    )
    with browsing(story) as browser:
        page = post(browser, story.complaint, "send-plan", send_mode="email", body=body, subject="")
        assert page.status_code == 422
        kept = form_on(page).values["body"][0].replace("\r\n", "\n")
        assert kept.strip() == body.strip()
        data = changed(form_on(page), "continue", {"subject": "A <plan>"})
        assert browser.post(url_of(story.complaint, "send-plan"), data).status_code == 302
    mail = to_the_client()[-1]
    assert mail.subject == "A <plan>"
    assert 'Hi <b>Greta</b> & "Co",' in mail.text


GERMAN = "Bis Donnerstag, 12. März, haben Sie einen Plan von mir. " + "Das tut mir leid. " * 8
JAPANESE = "3月12日（木）までに計画をお送りします。" + "ご連絡ありがとうございます。" * 4


@pytest.mark.parametrize("body", [GERMAN, JAPANESE, "By 12/03 I send you a plan. " * 5])
def test_a_reply_in_another_language_goes_out(story: Story, browsing: Any, body: str) -> None:
    story.to(State.OPEN)
    page = shown(browsing, story, "acknowledge", own_part="result", body=body)
    assert page.status_code == 302
    assert Message.objects.get().body == body.strip()


def test_a_day_that_is_not_found_is_a_question_and_no_wall(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    body = "You will have a plan from me the day after the next, before noon. " * 3
    with browsing(story) as browser:
        page = post(browser, story.complaint, "acknowledge", own_part="result", body=body)
        assert page.status_code == 422
        assert "The message says it in other words" in page.content.decode()
        said = changed(form_on(page), "continue", {"in_other_words": "on"})
        sent = browser.post(url_of(story.complaint, "acknowledge"), said)
    assert sent.status_code == 302
    assert Message.objects.get().body == body.strip()


def test_words_are_counted_where_a_script_parts_none() -> None:
    assert count_words("one two, three") == 3
    assert count_words("ご連絡ありがとうございます") == 6
    assert count_words("Plan を送る tomorrow") == 3


OWN_WORDS = "Dear Rye & Co, I wrote these words myself, and I want to keep them. " * 3


def test_a_letter_in_own_words_says_that_it_follows_the_answers_no_more(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN)
    untouched = shown(browsing, story, "acknowledge", action="refresh").content.decode()
    assert "Fill it in from my answers" in untouched
    assert "You changed the words" not in untouched
    edited = shown(browsing, story, "acknowledge", action="refresh", body=OWN_WORDS)
    assert form_on(edited).values["body"] == [OWN_WORDS]
    assert "You changed the words, so they stay as you wrote them" in edited.content.decode()
    assert "Start again from my answers" in edited.content.decode()


def test_starting_again_fills_the_letter_in_and_can_be_undone(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        again = post(
            browser,
            story.complaint,
            "acknowledge",
            action="start-again",
            own_part="timing",
            subject="Mine",
            body=OWN_WORDS,
        )
        filled = form_on(again).values
        assert "I’m sorry about the timing." in filled["body"][0]
        assert filled["body"] == filled["prefill"]
        assert "Put my words back" in again.content.decode()
        back = browser.post(url_of(story.complaint, "acknowledge"), filled | {"action": "put-back"})
    values = form_on(back).values
    assert (values["subject"], values["body"]) == (["Mine"], [OWN_WORDS])
    assert "Put my words back" not in back.content.decode()
    assert story.fresh().state == "open"


def test_starting_again_from_an_empty_letter_fills_it_in(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    again = shown(
        browsing, story, "acknowledge", action="start-again", own_part="timing", body="", subject=""
    )
    assert "I’m sorry about the timing." in form_on(again).values["body"][0]
