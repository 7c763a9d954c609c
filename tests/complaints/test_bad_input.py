"""Bad answers on every screen: always a sentence, every typed word kept, nothing half-written."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from clients.models import Project
from complaints.models import Complaint
from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.page import changed, form_on, url_of
from tests.complaints.story import WORDS, Story, everything, letter

pytestmark = pytest.mark.django_db

MEGABYTE = "an angry word " * 75_000
YESTERDAY, TODAY, TOMORROW = "2026-03-09", "2026-03-10", "2026-03-11"
FAR, LONG_AGO = "9999-12-31", "1969-12-31"
REACH = "Enter a date between 1970 and 2100"
NO_DATE = "Enter a date, such as 2026-06-12"
DAY_AND_TIME = "Enter the day and the time"
NOT_YET = "Enter a day and time that is not in the future"
TEN_DAYS = "Choose a date in the next 10 working days"
USED = "All included rounds are used. Is this a correction, a courtesy or a paid round?"
HOURS = "Enter hours between 0 and 500"

Case = tuple[dict[str, Any], str]

# What is answered instead of the valid answer, and the sentence that says what to do.
CASES: dict[str, dict[str, Case]] = {
    "words": {
        "nothing": ({"words": ""}, "Paste what they said, or note it in your own words"),
        "a word": ({"words": "Bad!"}, "Paste what they said, or note it in your own words"),
        "only control characters": (
            {"words": "\x00\x07\x1b" * 20},
            "Paste what they said, or note it in your own words",
        ),
        "a megabyte": ({"words": MEGABYTE}, "Shorten this to 100,000 characters; it has 1,049,999"),
        "no channel": ({"channel": None}, "Choose how it reached you"),
        "a channel that is not there": ({"channel": "pigeon"}, "Choose how it reached you"),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "year 9999": ({"received_at_day": FAR}, REACH),
        "before 1970": ({"received_at_day": LONG_AGO}, REACH),
        "no date at all": ({"received_at_day": "soon"}, NO_DATE),
        "no time": ({"received_at_time": ""}, DAY_AND_TIME),
        "a time that is none": ({"received_at_time": "25:61"}, "Enter a time, such as 15:00"),
        "a date to protect that is past": (
            {"needed_by": YESTERDAY},
            "Enter a date from today on, or leave it open",
        ),
        "a date to protect in 9999": ({"needed_by": FAR}, REACH),
        "a megabyte for a date": ({"needed_by": MEGABYTE}, NO_DATE),
    },
    "heard": {
        "a few words": ({"paraphrase": "No orders."}, "Say in your own words what they are"),
        "too many words": ({"paraphrase": "word " * 150}, "Shorten this to 600 characters"),
        "a megabyte": ({"paraphrase": MEGABYTE}, "Shorten this to 600 characters"),
        "their own words": ({"paraphrase": WORDS[:90]}, "Use your own words, so they can tell"),
        "no feeling": ({"feelings": []}, "Choose at least one, or ‘they haven’t said’"),
        "a feeling that is not there": (
            {"feelings": ["hungry"]},
            "Choose at least one, or ‘they haven’t said’",
        ),
        "not said, and angry": (
            {"feelings": ["not_said", "angry"]},
            "Choose feelings, or ‘they haven’t said’, not both",
        ),
        "no wish": ({"wish": None}, "Choose what they want to happen"),
        "a wish that is not there": ({"wish": "moon"}, "Choose what they want to happen"),
        "thirteen points": ({"points": "A point\n" * 13}, "Keep it to twelve points"),
        "a long point": ({"points": "x" * 301}, "Keep each point under 300 characters"),
        "a long note": ({"wish_note": "x" * 201}, "Shorten this to 200 characters"),
    },
    "acknowledge": {
        "nothing chosen": ({"own_part": None}, "Choose what is yours to own, or ‘not sure yet’"),
        "a part that is not there": (
            {"own_part": "everything"},
            "Choose what is yours to own, or ‘not sure yet’",
        ),
        "a long line": ({"own_part_text": "x" * 161}, "Shorten this to 160 characters"),
        "a plan yesterday": ({"plan_promised_on": YESTERDAY}, TEN_DAYS),
        "a plan in eleven working days": ({"plan_promised_on": "2026-03-25"}, TEN_DAYS),
        "a plan in 9999": ({"plan_promised_on": FAR}, REACH),
        "no plan": ({"plan_promised_on": ""}, TEN_DAYS),
        "no subject": ({"subject": ""}, "Enter a subject"),
        "a long subject": ({"subject": "x" * 201}, "Shorten this to 200 characters"),
        "no message": ({"body": ""}, "Write the message"),
        "a megabyte": ({"body": MEGABYTE}, "Shorten this to 20,000 characters"),
        "no way out": ({"send_mode": None}, "Choose how it will go out"),
        "a way that is not there": ({"send_mode": "pigeon"}, "Choose how it will go out"),
    },
    "cause": {
        "nothing": ({"cause": None}, "Choose the closest cause, or ‘not sure yet’"),
        "a cause that is not there": (
            {"cause": "HUM.1"},
            "Choose the closest cause, or ‘not sure yet’",
        ),
        "no sentence": ({"cause_sentence": ""}, "Say in one sentence what led to it"),
        "a long sentence": ({"cause_sentence": "x" * 241}, "Shorten this to 240 characters"),
        "three more causes": ({"contributing": ["TIM.1", "TIM.2", "TIM.3"]}, "Choose at most two"),
        "a cause from nowhere": ({"contributing": ["XXX"]}, "Choose causes from the list"),
        "nobody to change it": ({"lever": None}, "Choose who can change it next time"),
        "a long because": ({"because_2": "x" * 161}, "Shorten this to 160 characters"),
    },
    "options": {
        "nothing": (
            {
                "options-0-kind": None,
                "options-0-what": "",
                "options-1-kind": None,
                "options-1-what": "",
                "options-0-ready_at_day": "",
                "options-1-ready_at_day": "",
            },
            "Choose what kind of remedy it is",
        ),
        "a kind that is not there": (
            {"options-0-kind": "refund"},
            "Choose what kind of remedy it is",
        ),
        "a few words": ({"options-0-what": "Fix it"}, "Say what they will get"),
        "a megabyte": ({"options-0-what": MEGABYTE}, "Shorten this to 400 characters"),
        "ready yesterday": (
            {"options-0-ready_at_day": YESTERDAY},
            "Choose a day and time that is still ahead",
        ),
        "ready in 9999": ({"options-1-ready_at_day": FAR}, REACH),
        "ready before 1970": ({"options-1-ready_at_day": LONG_AGO}, REACH),
        "no time": ({"options-0-ready_at_time": ""}, DAY_AND_TIME),
        "a price of a fix": (
            {"options-0-client_cost": "150"},
            "Only extra work has a price. Enter 0, or choose “extra work”",
        ),
        "extra work without a price": (
            {"options-0-kind": "quote"},
            "Enter the price of the extra work",
        ),
        "a negative price": (
            {"options-0-kind": "quote", "options-0-client_cost": "-150"},
            "Enter an amount of 0 or more",
        ),
        "a huge price": (
            {"options-0-kind": "quote", "options-0-client_cost": "9" * 30},
            "Enter an amount under 1,000,000,000",
        ),
        "no number": (
            {"options-0-kind": "quote", "options-0-client_cost": "a lot"},
            "Enter an amount in digits, such as 1200.50",
        ),
        "a price finer than the currency": (
            {"options-0-kind": "quote", "options-0-client_cost": "150.125"},
            "Enter an amount with at most 2 decimals for EUR",
        ),
        "infinity": (
            {"options-0-kind": "quote", "options-0-client_cost": "Infinity"},
            "Enter an amount in digits, such as 1200.50",
        ),
        "too many hours": ({"options-0-effort_hours": "501"}, HOURS),
        "fewer hours than none": ({"options-0-effort_hours": "-1"}, "or more"),
    },
    "dates": {
        "no step": ({"steps-0-what": "", "steps-0-due_on": ""}, "Add at least one step"),
        "a step without words": ({"steps-0-what": ""}, "Say what the step is"),
        "a long step": ({"steps-0-what": "x" * 161}, "Shorten this to 160 characters"),
        "a step yesterday": ({"steps-0-due_on": YESTERDAY}, "Choose a day from today on"),
        "a step in 9999": ({"steps-0-due_on": FAR}, REACH),
        "a step after all is ready": (
            {"steps-0-due_on": "2026-03-20"},
            "The last step must be done by Friday 13 March, when the last option is ready",
        ),
        "steps in the wrong order": (
            {"steps-1-what": "Look for it", "steps-1-due_on": TODAY},
            "Put the steps in the order of their dates",
        ),
        "no limits": (
            {"not_included": ""},
            "Say what the plan does not cover, or tick “Nothing to add”",
        ),
        "a megabyte": ({"not_included": MEGABYTE}, "Shorten this to 300 characters"),
        "an answer today": (
            {"answer_by": TODAY},
            "Choose a day in the next 15 working days, from tomorrow on",
        ),
        "an answer in 16 working days": (
            {"answer_by": "2026-04-01"},
            "Choose a day in the next 15 working days, from tomorrow on",
        ),
        "an answer in 9999": ({"answer_by": FAR}, REACH),
        "no answer by": ({"answer_by": ""}, "Enter a date"),
        "a rhythm that is not there": ({"rhythm": "never"}, "Choose how often they hear from you"),
        "a silence that is not there": (
            {"if_silent": "sue"},
            "Choose what happens without an answer",
        ),
        "a long risk": ({"risk": "x" * 161}, "Shorten this to 160 characters"),
    },
    "send-plan": {
        "no subject": ({"subject": ""}, "Enter a subject"),
        "no message": ({"body": " \n "}, "Write the message"),
        "an open blank": ({"body": "Hi {client_link} " * 20}, "Fill in “client link”"),
        "no way out": ({"send_mode": None}, "Choose how it will go out"),
    },
    "agreed-in-a-call": {
        "no option": ({"option": None}, "Choose which option they took"),
        "an option that is not there": ({"option": "C"}, "Choose which option they took"),
        "nobody": ({"said_by": ""}, "Enter the name of the person who said yes"),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "year 9999": ({"received_at_day": FAR}, REACH),
        "a megabyte": ({"said": MEGABYTE}, "Shorten this to 5,000 characters"),
    },
    "answer": {
        "nothing": ({"kind": None}, "Choose what they decided"),
        "an answer that is not there": ({"kind": "maybe"}, "Choose what they decided"),
        "a yes to nothing": ({"option": None}, "Choose which option they took"),
        "an option that is not there": ({"option": "Z"}, "Choose which option they took"),
        "a no without words": ({"kind": "no", "said": ""}, "Note what they said, in their words"),
        "no new date": (
            {"kind": "no", "said": "No, thank you.", "next_plan_on": ""},
            "Choose the day by which they hear from you",
        ),
        "a new date in eleven working days": (
            {"kind": "no", "said": "No, thank you.", "next_plan_on": "2026-03-25"},
            TEN_DAYS,
        ),
        "a new date in 9999": (
            {"kind": "question", "said": "Why is that?", "next_plan_on": FAR},
            REACH,
        ),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "nowhere": ({"source": "client_page"}, "Choose how it reached you"),
    },
    "round": {
        "no kind": ({"round_type": None}, "Choose what kind of round this is"),
        "a kind that is not offered": (
            {"round_type": "paid_extra"},
            "Choose what kind of round this is",
        ),
        "a courtesy without a reason": (
            {"round_type": "courtesy"},
            "Say why this round is a courtesy",
        ),
        "a point left open": ({"points-1-outcome": None}, "Say what happened with point 2"),
        "a point that was done otherwise": (
            {"points-0-outcome": "differently"},
            "Say what is different with point 1",
        ),
        "an outcome that is not there": (
            {"points-0-outcome": "magic"},
            "Say what happened with point 1",
        ),
        "no link": ({"deliverable": ""}, "Enter the link, or say how you handed it over"),
        "a long link": ({"deliverable": "x" * 501}, "Shorten this to 500 characters"),
        "a check today": (
            {"feedback_by": TODAY},
            "Choose a day from tomorrow on, in the next 60 working days",
        ),
        "a check in 9999": ({"feedback_by": FAR}, REACH),
        "fewer hours than none": ({"hours": "-2"}, "or more"),
        "too many hours": ({"hours": "1e9"}, "Enter hours"),
    },
    "their-check": {
        "nothing": ({"kind": None}, "Choose what they said"),
        "an answer that is not there": ({"kind": "maybe"}, "Choose what they said"),
        "not right without words": (
            {"kind": "not_right", "said": "No"},
            "Note what is still not right, in their words",
        ),
        "no new date": (
            {"kind": "not_right", "said": "Still broken", "next_plan_on": ""},
            "Choose the day by which they hear from you",
        ),
        "tomorrow": ({"received_at_day": TOMORROW}, NOT_YET),
        "before 1970": ({"received_at_day": LONG_AGO}, REACH),
    },
    "close": {
        "an end that is not there": ({"outcome": "sued"}, "Choose how it ended"),
        "no agreement, no word about it": (
            {"outcome": "not_agreed"},
            "Say in one line what was not agreed",
        ),
        "a sixth star": ({"satisfaction": "6"}, "Choose one from the list"),
        "negative outlays": ({"direct_cost": "-1"}, "Enter an amount of 0 or more"),
        "huge outlays": ({"direct_cost": "1" * 40}, "Enter an amount under 1,000,000,000"),
        "outlays finer than the currency": (
            {"direct_cost": "1.234"},
            "Enter an amount with at most 2 decimals for EUR",
        ),
        "hours in words": ({"hours_total": "two"}, "Enter hours in digits, such as 2.5"),
        "no record": ({"body": ""}, "Write the message"),
    },
}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def but_drafts(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out what is kept while typing: a refused page keeps it on purpose."""
    return {name: found for name, found in rows.items() if name != "complaints.Draft"}


def submit(browser: Client, story: Story, slug: str, answers: dict[str, Any]) -> HttpResponse:
    """Send a screen as somebody would who has read the letter that follows the answers."""
    url = url_of(story.complaint, slug)
    data = changed(form_on(browser.get(url)), "continue", answers_for(slug, story) | answers)
    response = browser.post(url, data)
    if response.status_code == 200:
        again = changed(form_on(response), "continue", answers)
        response = browser.post(url, again)
    return response


def words_of(page: HttpResponse) -> str:
    return plain(html.unescape(page.content.decode()))


def lost(page: HttpResponse, answers: dict[str, Any]) -> list[str]:
    """Return the names of the texts that are not on the page any more."""
    shown = form_on(page).values
    return [
        name
        for name, typed in answers.items()
        if isinstance(typed, str)
        and len(typed.split()) > 1
        and " ".join(typed.split()) not in " ".join(" ".join(shown.get(name, [])).split())
    ]


@pytest.mark.parametrize("slug", CASES)
def test_a_bad_answer_gets_a_sentence_and_loses_nothing(
    story: Story, browsing: Any, slug: str
) -> None:
    story.to(OPEN_IN[slug])
    wrong = []
    with browsing(story) as browser:
        for name, (answers, sentence) in CASES[slug].items():
            with undone():
                before = but_drafts(everything())
                page = submit(browser, story, slug, answers)
                if page.status_code != 422:
                    wrong.append(f"{name}: {page.status_code}")
                elif sentence not in words_of(page):
                    wrong.append(f"{name}: does not say “{sentence}”")
                elif missing := lost(page, answers):
                    wrong.append(f"{name}: lost {missing}")
                elif "Error: " not in words_of(page).partition("</title>")[0]:
                    wrong.append(f"{name}: the title does not say that there is an error")
                if but_drafts(everything()) != before:
                    wrong.append(f"{name}: something was written")
    assert wrong == []


@pytest.mark.parametrize("slug", CASES)
def test_what_was_typed_and_refused_is_still_there_after_coming_back(
    story: Story, browsing: Any, slug: str
) -> None:
    story.to(OPEN_IN[slug])
    texts = [
        (answers, name)
        for answers, _sentence in CASES[slug].values()
        for name, typed in answers.items()
        if isinstance(typed, str) and 1 < len(typed.split()) < 1000
    ]
    with browsing(story) as browser:
        for answers, name in texts:
            submit(browser, story, slug, answers)
            again = form_on(browser.get(url_of(story.complaint, slug)))
            assert " ".join(answers[name].split()) in " ".join(" ".join(again.values[name]).split())


def test_an_included_round_without_one_left_is_refused_beside_its_field(
    story: Story, browsing: Any
) -> None:
    story.to(State.IN_PROGRESS)
    for number in (1, 2, 3):
        story.project.rounds.create(number=number, type="included")
    with browsing(story) as browser:
        page = submit(browser, story, "round", {"round_type": "included"})
    assert page.status_code == 422
    assert USED in words_of(page)


def test_a_currency_without_cents_takes_none(story: Story, browsing: Any) -> None:
    Project.objects.filter(pk=story.project.pk).update(currency="JPY")
    story.project.refresh_from_db()
    story.to(State.ACKNOWLEDGED)
    quote = {"options-0-kind": "quote", "options-0-client_cost": "150.5"}
    with browsing(story) as browser:
        page = submit(browser, story, "options", quote)
    assert page.status_code == 422
    assert "Enter a whole amount: JPY has no smaller unit" in words_of(page)


def test_going_ahead_without_an_answer_needs_a_free_suggestion(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED).options(story.two_options()[1])
    step = {"steps-0-due_on": TOMORROW}
    with browsing(story) as browser:
        page = submit(browser, story, "dates", {"if_silent": "go_ahead", **step})
    assert page.status_code == 422
    assert "Going ahead needs a suggestion that costs them nothing." in words_of(page)


def test_words_are_kept_without_what_a_page_cannot_show(story: Story, browsing: Any) -> None:
    story.log()
    typed = "Since Thursday\x00 not one order\r\ncame through.\x1b[31m Why?\ufffe"
    with browsing(story) as browser:
        assert submit(browser, story, "words", {"words": typed}).status_code == 302
    assert story.fresh().words == "Since Thursday not one order\ncame through.[31m Why?"


ENCODINGS = {
    "latin-1 sent as utf-8": (b"words=%E9%E8%FC+not+one+order+came+through+the+form", None),
    "a lone surrogate": (b"words=%ED%A0%80+not+one+order+came+through+the+form", None),
    "cut in the middle": (b"words=not+one+order+came+through+the+form+%E2%82", None),
    "utf-16": (b"words=%FF%FEn%00o%00t%00+one+order+came+through", "utf-16"),
    "an encoding that is not there": (b"words=not+one+order+came+through+the+form", "klingon"),
    "nothing but noise": (bytes(range(256)) * 40, None),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_wrong_encoding_breaks_nothing(story: Story, browsing: Any, name: str) -> None:
    body, charset = ENCODINGS[name]
    kind = "application/x-www-form-urlencoded" + (f"; charset={charset}" if charset else "")
    story.log()
    with browsing(story) as browser:
        rest = b"&channel=email&received_at_day=2026-03-10&received_at_time=10:00&action=continue"
        url = url_of(story.complaint, "words")
        response = browser.generic("POST", url, body + rest, content_type=kind)
    assert response.status_code in {302, 400, 422}
    assert "\ud800" not in story.fresh().words


def test_more_than_a_request_may_hold_is_refused_with_a_sentence(
    story: Story, browsing: Any
) -> None:
    story.log()
    with browsing(story) as browser:
        before = everything()
        page = browser.post(url_of(story.complaint, "words"), {"words": MEGABYTE * 6})
    assert page.status_code in {400, 413}
    assert "<h1" in page.content.decode()
    assert everything() == before


def files(count: int, size: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{n}.png", b"x" * size, "image/png") for n in range(count)]


FILES = {
    "six files": (files(6, 10), "Choose at most five files"),
    "a file that is too large": (files(1, 10 * 1024 * 1024 + 1), "is larger than 10 MB"),
    "an empty file": (files(1, 0), "The submitted file is empty."),
    "a name that is none": (
        [SimpleUploadedFile("../../\x00etc/passwd", b"x", "image/png")],
        None,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files_are_kept_by_their_own_name_or_refused(
    story: Story, browsing: Any, name: str
) -> None:
    given, sentence = FILES[name]
    story.log()
    with browsing(story) as browser:
        page = submit(browser, story, "words", {"kept_files": given})
    kept = list(story.complaint.attachments.values_list("name", "file"))
    if sentence:
        assert page.status_code == 422
        assert sentence in words_of(page)
        assert WORDS in words_of(page)
        assert kept == []
    else:
        assert page.status_code == 302
        assert ".." not in kept[0][1]
        assert "\x00" not in kept[0][0]


def test_a_kept_file_comes_back_as_a_download(story: Story, browsing: Any) -> None:
    story.log()
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    with browsing(story) as browser:
        submit(browser, story, "words", {"kept_files": [page]})
        kept = browser.get(reverse("attachment", args=[story.complaint.ref, 1]))
        assert browser.get(reverse("attachment", args=[story.complaint.ref, 2])).status_code == 404
    assert kept["Content-Type"] == "application/octet-stream"
    assert kept["Content-Disposition"].startswith("attachment")
    assert b"".join(kept) == b"<script>alert(1)</script>"


# Two tabs.


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
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        url = url_of(story.complaint, "send-plan")
        data = changed(form_on(browser.get(url)), "continue", {})
        assert browser.post(url, data).status_code == 302
        second = browser.post(url, data)
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


PLAN_ROUNDS = ["", "-1", "x", "9" * 40, "1e3"]


@pytest.mark.parametrize("given", PLAN_ROUNDS)
def test_a_plan_number_that_is_none_is_refused(story: Story, browsing: Any, given: str) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        page = submit(browser, story, "send-plan", {"plan_round": given})
    assert page.status_code in {409, 422}
    assert story.fresh().state == "acknowledged"


MANAGEMENT = {
    "options": ("options-TOTAL_FORMS", "options-INITIAL_FORMS"),
    "dates": ("steps-TOTAL_FORMS", "steps-INITIAL_FORMS"),
    "round": ("points-TOTAL_FORMS", "points-INITIAL_FORMS"),
}


BROKEN_COUNTS = [None, "", "x", "-1", "999999999", "9" * 5000]


@pytest.mark.parametrize("slug", MANAGEMENT)
def test_a_broken_count_of_rows_is_no_accident(story: Story, browsing: Any, slug: str) -> None:
    story.to(OPEN_IN[slug])
    with browsing(story) as browser:
        url = url_of(story.complaint, slug)
        for given in BROKEN_COUNTS:
            broken = answers_for(slug, story) | dict.fromkeys(MANAGEMENT[slug], given)
            for action in ("continue", "add", "refresh"):
                with undone():
                    data = changed(form_on(browser.get(url)), action, broken)
                    assert browser.post(url, data).status_code in {200, 302, 422}


def test_an_option_or_a_step_that_was_written_can_be_taken_away_again(
    story: Story, browsing: Any
) -> None:
    story.to(State.ACKNOWLEDGED)
    two = {"steps-1-what": "Look again", "steps-1-due_on": "2026-03-13"}
    gone = {f"steps-1-{name}": "" for name in ("what", "due_on")}
    no_b = dict.fromkeys(
        ("options-1-what", "options-1-ready_at_day", "options-1-client_cost"), ""
    ) | {"options-1-kind": None}
    with browsing(story) as browser:
        assert submit(browser, story, "dates", two).status_code == 302
        assert story.complaint.plans.get().steps.count() == 2
        assert submit(browser, story, "dates", gone).status_code == 302
        assert submit(browser, story, "options", no_b).status_code == 302
    plan = story.complaint.plans.get()
    assert list(plan.steps.values_list("what", flat=True)) == ["Fix the filter"]
    assert list(plan.options.values_list("letter", flat=True)) == ["A"]
