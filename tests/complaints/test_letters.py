"""The words of the letters E1, E2, E5 and E8: where they come from, and what falls away."""

import re
from dataclasses import replace
from typing import Any

import pytest

from accounts.formats import plain
from complaints.letters import blanks, templates, wording
from complaints.letters.fill import fill
from complaints.models import Message
from complaints.moves.planning import StepDraft
from complaints.workflow import State
from tests.complaints.answers import answers_for
from tests.complaints.mail import in_full, read
from tests.complaints.page import send
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db

# Each letter in full, in a file named after it; here the screen, the state before it, the subject.
WHOLE = {
    "acknowledge": (State.OPEN, "E1", "I’ve read your message about Order form"),
    "send-plan": (State.ACKNOWLEDGED, "E2", "Two ways forward for Order form"),
    "round": (State.IN_PROGRESS, "E5", "The correction is ready: Order form"),
    "close": (State.RESOLVED, "E8", "Closing the loop on Order form"),
}


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


def test_a_company_without_a_person_is_greeted_without_a_name(story: Story) -> None:
    story.project.client.contacts.all().delete()
    story.contact = None
    story.to(State.OPEN)
    assert story.first_letter().body.startswith("Hello,\n")
    assert story.complaint.who == "Rye & Co"


WHOLE_WORDS = (
    "Dr. Weber, the partner of your firm, got invoice no. 3 twice and wants approx. 40 back.",
    "Am 3. Juni war die Seite weg, und z. B. das Formular fehlt noch immer.",
    "Your customers in the U.S. cannot order, e.g. from Ohio. Nobody told you. For a week.",
    "You asked three times why the form was never tested at all?",
    "You wrote “this is not what we agreed on!”",
    "You waited and waited for the form to come back …",
    "You waited and waited for the form to come back...",
    " ".join(["word"] * 110),
)


@pytest.mark.parametrize("words", WHOLE_WORDS)
@pytest.mark.parametrize("code", ["E1", "E2", "E8"])
def test_what_somebody_wrote_is_never_cut_and_ends_once(
    story: Story, words: str, code: str
) -> None:
    story.log().words().heard(paraphrase=words).save()
    template = templates.LETTERS[code]
    sentences = tuple(s for p in template.paragraphs for s in p if "{paraphrase}" in s)
    values = blanks.common(story.complaint) | {"accepted_option": "a", "received_date": "b"}
    values |= {"delivered_clause": "", "money_clause": ""}
    body = fill(replace(template, subject="", paragraphs=(sentences,)), values).body
    end = "" if words[-1] in ".?…”" else "."
    told = words if wording.after_colon(words)[:1] == words[:1] else words[:1].lower() + words[1:]
    assert f": {told}{end}" in f"{body.splitlines()[0]}"
    assert not re.search(r"[.?!…”]\.(?!\.)(?:\s|$)", body.replace("...", "…"))


ENDS = {
    "Why was it late?": ("Why was it late?", "Why was it late?"),
    "It was late!": ("It was late!", "It was late!"),
    "It was late…": ("It was late…", "It was late…"),
    "It was late...": ("It was late...", "It was late..."),
    "It was late.": ("It was late.", "It was late"),
    "It was late": ("It was late.", "It was late"),
    "in the U.S.": ("in the U.S.", "in the U.S."),
    "fonts, colours, etc.": ("fonts, colours, etc.", "fonts, colours, etc."),
    "“It was late.”": ("“It was late.”", "“It was late.”"),
    "遅れました。": ("遅れました。", "遅れました。"),
    "": (".", ""),
}


@pytest.mark.parametrize("words", ENDS)
def test_a_sentence_gets_one_end_mark_and_a_clause_keeps_its_dots(words: str) -> None:
    assert (wording.ended(words), wording.no_stop(words)) == ENDS[words]
