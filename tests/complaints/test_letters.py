"""The letters E1, E2, E5 and E8: where their words come from, and what holds them back."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accounts.formats import plain
from complaints.letters import blanks, templates
from complaints.letters.fill import fill, put, unfilled
from complaints.letters.release import UnfilledError
from complaints.models import Message
from complaints.moves.planning import StepDraft
from complaints.tone import presence
from complaints.workflow import State
from outbox.message import BadAddress
from outbox.models import OutgoingEmail
from tests.complaints.answers import answers_for
from tests.complaints.mail import read, to_the_client
from tests.complaints.page import changed, form_on, post, send, url_of
from tests.complaints.story import HOUR, MINUTE, Story, everything, letter
from tests.factories import ClientFactory, ContactFactory

pytestmark = pytest.mark.django_db

# Each letter in full, in a file named after it; here the screen, the state before it, the subject.
WHOLE = {
    "acknowledge": (State.OPEN, "E1", "I’ve read your message about Order form"),
    "send-plan": (State.ACKNOWLEDGED, "E2", "Two ways forward for Order form"),
    "round": (State.IN_PROGRESS, "E5", "The correction is ready: Order form"),
    "close": (State.RESOLVED, "E8", "Closing the loop on Order form"),
}


def in_full(code: str) -> str:
    return (Path(__file__).parent / "letters" / f"{code}.txt").read_text("utf-8").strip()


@pytest.mark.parametrize("slug", WHOLE)
def test_a_letter_says_what_was_answered_before_word_for_word(
    story: Story, browsing: Any, slug: str
) -> None:
    state, code, subject = WHOLE[slug]
    body = in_full(code)
    story.to(state)
    if slug == "send-plan":
        story.dates(answer_by=story.working_day(5))
    if slug == "close":
        note = "I now get a copy of every message"
        story.complaint.deliveries.get().answers.filter(point__number=2).update(note=note)
    answers = answers_for(slug, story)
    with browsing(story) as browser:
        assert send(browser, story.complaint, slug, **answers).status_code == 302

    message = Message.objects.get(complaint=story.complaint, letter=code)
    assert (plain(message.subject), plain(message.body)) == (subject, body)
    assert (message.to_name, message.to_email) == ("Greta Baker", "greta@rye.example")
    mail = read(message.email)
    assert (mail.to, mail.subject) == ("greta@rye.example", subject)
    assert mail.text.strip() == body
    assert " ".join(body.split()) in mail.html
    assert mail.headers["From"] == "Tess Tester <amends@127.0.0.1>"
    assert mail.headers["Reply-To"] == "answers@tester.example"
    assert "Amends" not in mail.text
    row = message.email
    assert (row.kind, row.audience, row.state) == (code, "client", "queued")
    assert row.dedupe_key.startswith(f"letter:{story.complaint.pk}:{code}:")


def e1(story: Story, **answers: Any) -> str:
    story.to(State.OPEN)
    return plain(story.first_letter(**answers).body)


def test_the_sorry_line_names_what_is_mine_and_falls_away_where_nothing_is(story: Story) -> None:
    lines = {
        "result": "I’m sorry about the result I sent you.",
        "timing": "I’m sorry about the timing.",
        "communication": "I’m sorry about how I communicated.",
    }
    story.to(State.OPEN)
    for own_part, line in lines.items():
        assert line in story.first_letter(own_part=own_part).body
    assert "sorry" not in story.first_letter(own_part="nothing").body
    mine = story.first_letter(own_part="result", own_part_text="the two lost trays.")
    assert "I’m sorry about the two lost trays.\n" in mine.body


def test_what_they_expected_is_said_with_what_reached_them(story: Story) -> None:
    body = e1(story, expected="every order by mail", received="none since Thursday.")
    line = "You were expecting every order by mail, and what reached you was none since Thursday."
    assert line in body


def test_a_date_to_protect_is_named(story: Story) -> None:
    story.log().words(needed_by=story.working_day(8)).heard().save()
    line = "I can see why that left you angry and let down, especially with Friday 20 March ahead."
    assert line in plain(story.first_letter().body)


FEELINGS = {
    ("worried",): "left you worried.",
    ("worried", "rushed", "ignored"): "left you worried, rushed and ignored.",
    ("not_said",): None,
}


@pytest.mark.parametrize("feelings", FEELINGS)
def test_feelings_are_named_as_they_were_heard(story: Story, feelings: tuple[str, ...]) -> None:
    story.log().words().heard(feelings=list(feelings)).save()
    body = story.first_letter().body
    expected = FEELINGS[feelings]
    assert expected in body if expected else "left you" not in body


def test_what_they_want_is_asked_where_they_have_not_said(story: Story) -> None:
    story.log().words().heard(wish="not_said").save()
    assert "What would put this right for you?" in story.first_letter().body


def test_one_point_is_the_topic_in_their_words(story: Story) -> None:
    story.log().words().heard(points=["The lost orders."]).save()
    assert "Thank you for telling me about the lost orders. I’ve" in story.first_letter().body


def test_a_plan_with_one_option_offers_one_way(story: Story) -> None:
    story.to(State.ACKNOWLEDGED).options(story.two_options()[0])
    plan = story.fresh().plans.get()
    text = fill(templates.PLAN, blanks.plan(story.complaint, plan, now=story.now))
    assert text.subject == "A way forward for Order form"
    assert "Here is how I would put it right:\n" in text.body
    assert "My suggestion" not in text.body
    assert "whether this works for you" in text.body


def test_extra_work_names_its_price_in_the_currency_of_the_project(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    quote = replace(story.two_options()[0], kind="quote", client_cost=150)
    story.options(quote)
    text = blanks.plan(story.fresh(), story.complaint.plans.get(), now=story.now)
    assert plain(text["options_list"]).endswith("Cost to you: €150.")


def test_a_cause_that_is_not_known_yet_comes_with_a_day(story: Story) -> None:
    story.to(State.ACKNOWLEDGED).cause(cause="not_sure", cause_sentence="")
    step = StepDraft("Find out what led to this", "me", story.working_day(2), is_finding_out=True)
    story.dates(steps=[step], not_included="", nothing_to_add=True)
    plan = story.fresh().plans.get()
    body = plain(fill(templates.PLAN, blanks.plan(story.complaint, plan, now=story.now)).body)
    assert (
        "I don’t know yet what led to it; I am finding out and will tell you by Thursday 12 March."
        in body
    )
    assert "mine to catch" not in body
    assert "does not cover" not in body


def test_a_cause_that_is_not_mine_is_not_claimed(story: Story) -> None:
    story.to(State.ACKNOWLEDGED).cause(lever="both")
    plan = story.fresh().plans.get()
    assert (
        "mine to catch"
        not in fill(templates.PLAN, blanks.plan(story.complaint, plan, now=story.now)).body
    )


ROUNDS = {
    "included": (
        "Round 3 is ready: Order form",
        "This is round three of the three in our agreement, so none remains at no charge.",
    ),
    "correction": (
        "The correction is ready: Order form",
        "This corrects my own error, so it does not count as a round:"
        " of the three in our agreement, one remains at no charge.",
    ),
    "courtesy": (
        "The extra revision is ready: Order form",
        "This round is a courtesy and does not count against our agreement.",
    ),
    "paid_extra": ("Round 3 is ready: Order form", "This is the extra round we agreed on."),
    "": ("The new version is ready: Order form", ""),
}


@pytest.mark.parametrize("round_type", ROUNDS)
def test_the_delivery_says_how_the_round_counts(story: Story, round_type: str) -> None:
    for number in (1, 2):
        story.project.rounds.create(number=number, type="included")
    story.to(State.IN_PROGRESS)
    values = blanks.delivery(story.fresh(), round_type=round_type, now=story.now)
    subject, line = ROUNDS[round_type]
    assert fill(templates.DELIVERY, values).subject == subject
    assert values["round_line"] == line


def test_an_explanation_is_handed_over_as_an_answer(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    values = blanks.delivery(story.fresh(), is_words_only=True, now=story.now)
    assert fill(templates.DELIVERY, values).subject == "My answer is ready: Order form"


def test_without_an_agreement_nothing_is_said_of_rounds(story: Story) -> None:
    story.project.agreements.all().delete()
    story.to(State.IN_PROGRESS)
    assert blanks.round_line(story.fresh(), "correction") == (
        "This corrects my own error, so it costs you nothing."
    )
    assert blanks.round_line(story.complaint, "included") == ""


def test_an_end_without_a_reply_is_closed_without_thanks_for_one(story: Story) -> None:
    story.to(State.RESOLVED)
    values = blanks.closing(story.fresh(), outcome="no_reply", now=story.now)
    assert plain(values["opening_line"]) == (
        "I have not heard otherwise since 10 March, so I am closing this for now."
    )


def test_a_client_without_a_contact_is_greeted_by_name(story: Story) -> None:
    story.project.client.contacts.all().delete()
    story.contact = None
    story.to(State.OPEN)
    assert story.first_letter().body.startswith("Hi Rye & Co,\n")


def test_a_long_paraphrase_is_told_by_its_first_sentence() -> None:
    assert blanks.shorten("It broke. Then it rained.") == "It broke"
    assert blanks.shorten("word " * 60).endswith(" …")
    assert len(blanks.shorten("word " * 60)) <= 162


# What holds a letter back.


@pytest.mark.parametrize("mode", ["email", "copy"])
def test_a_letter_with_an_open_blank_does_not_go_out(story: Story, mode: str) -> None:
    story.to(State.OPEN)
    open_letter = replace(letter("E1", mode), body="Hi {client_first_name}, by {plan_date}.")
    before = everything()
    with pytest.raises(UnfilledError) as refused:
        story.acknowledge(letter=open_letter)
    assert refused.value.names == ["client first name", "the day of the plan"]
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


PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


def test_every_blank_that_may_stay_open_has_plain_words(story: Story) -> None:
    story.log().words().heard().save()
    known = set(blanks.acknowledgement(story.complaint, own_part="result", now=story.now))
    known |= set(blanks.plan(story.complaint, None, now=story.now))
    known |= set(blanks.delivery(story.complaint, now=story.now))
    known |= set(blanks.closing(story.complaint, now=story.now))
    for template in templates.LETTERS.values():
        filled = fill(template, dict.fromkeys(known, "said"))
        assert not PLACEHOLDER.search(filled.subject + filled.body)


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


def test_an_open_blank_is_named_beside_the_letter(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        page = send(
            browser, story.complaint, "acknowledge", own_part="result", body="Hi {who}, " * 20
        )
    assert page.status_code == 422
    assert "Fill in “who”, or take its sentence out" in page.content.decode()
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
    mine = (
        f"Dear Greta, {'I will look into it today. ' * 4} A plan by Thursday 12 March. {{own_part}}"
    )
    page = shown(browsing, story, "acknowledge", own_part="timing", body=mine)
    body = form_on(page).values["body"][0]
    # Only its open blanks are filled.
    assert body == mine.replace("{own_part}", "the timing")


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
    sentence = "The message does not name Thursday 12 March. Add it, or choose the day it names"
    assert sentence in plain(page.content.decode())
    assert form_on(page).values["body"] == [body]


def test_a_few_words_are_not_a_letter(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    page = shown(browsing, story, "send-plan", body="Here is the plan.")
    assert page.status_code == 422
    assert "Write at least twenty words, so they can tell you heard" in page.content.decode()


CALLS = {
    "without a note": ({"call_note": ""}, "Note in two lines what was said"),
    "without a moment": (
        {"said_at_day": "", "said_at_time": "", "call_note": "I said I heard."},
        "Enter when you said it",
    ),
    "tomorrow": (
        {"said_at_day": "2026-03-11", "call_note": "I said I heard."},
        "Enter a day and time that is not in the future",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_says_when_and_what(story: Story, browsing: Any, name: str) -> None:
    answers, sentence = CALLS[name]
    story.to(State.OPEN)
    with browsing(story) as browser:
        page = send(
            browser,
            story.complaint,
            "acknowledge",
            own_part="result",
            send_mode="call",
            **answers,
        )
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_what_was_said_in_a_call_is_kept_and_not_mailed(story: Story, browsing: Any) -> None:
    story.to(State.OPEN).later(2 * HOUR)
    with browsing(story) as browser:
        response = send(
            browser,
            story.complaint,
            "acknowledge",
            own_part="result",
            send_mode="call",
            said_at_time="12:30",
            call_note="I said I heard. A plan comes on Thursday.",
        )
    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.send_mode, message.email) == ("call", None)
    assert message.call_note == "I said I heard. A plan comes on Thursday."
    assert message.sent_at == story.calendar.at(story.today, message.sent_at.time()).replace(
        hour=11, minute=30
    )
    assert to_the_client() == []
    assert story.fresh().state == "acknowledged"


def test_a_copied_letter_is_marked_as_sent_and_not_mailed(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        send(browser, story.complaint, "acknowledge", own_part="result", send_mode="copy")
    assert Message.objects.get().send_mode == "copy"
    assert to_the_client() == []
    assert story.fresh().state == "acknowledged"


def test_without_an_address_it_is_copied_or_said_and_the_page_says_so(
    story: Story, browsing: Any
) -> None:
    story.project.client.contacts.update(email="")
    story.contact.refresh_from_db()
    story.to(State.OPEN)
    with browsing(story) as browser:
        first = form_on(browser.get(url_of(story.complaint, "acknowledge")))
        assert first.values["send_mode"] == ["copy"]
        page = send(browser, story.complaint, "acknowledge", own_part="result", send_mode="email")
    assert page.status_code == 422
    assert "There is no email address for Greta." in page.content.decode()


def test_two_letters_of_one_kind_are_two_mails(story: Story) -> None:
    story.to(State.PROPOSED).later(MINUTE).decline().later(MINUTE)
    story.options().dates().send_plan()
    keys = [row.dedupe_key for row in OutgoingEmail.objects.filter(kind="E2")]
    assert len(set(keys)) == 2


def test_the_letter_goes_to_the_person_who_is_unhappy_not_to_the_main_contact(
    story: Story,
) -> None:
    client = story.project.client
    helper = ContactFactory(client=client, name="Ida", email="ida@rye.example", is_main=False)
    story.contact = helper
    story.to(State.ACKNOWLEDGED)
    assert [mail.to for mail in to_the_client()] == ["ida@rye.example"]


def test_without_an_address_for_answers_they_reach_the_account(story: Story) -> None:
    preferences = story.user.preferences
    preferences.reply_to, preferences.sender_name = "", "Tess of the Forms"
    preferences.save()
    story.to(State.ACKNOWLEDGED)
    [mail] = to_the_client()
    assert mail.headers["Reply-To"] == story.user.email
    assert mail.headers["From"] == "Tess of the Forms <amends@127.0.0.1>"


def test_the_move_and_its_letter_happen_together_or_not_at_all(story: Story) -> None:
    contact = story.contact
    story.to(State.OPEN)
    type(contact).objects.filter(pk=contact.pk).update(email="no address")
    before = everything()
    with pytest.raises(BadAddress):
        story.acknowledge()
    assert everything() == before


def test_strangers_of_the_same_name_are_not_mixed_up(story: Story) -> None:
    ContactFactory(client=ClientFactory(owner=story.user), name="Greta Baker")
    story.to(State.ACKNOWLEDGED)
    assert [mail.to for mail in to_the_client()] == ["greta@rye.example"]


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
