"""Bad answers on every screen: always a sentence, every typed word kept, nothing half-written."""

from typing import Any

import pytest
from django.http import HttpResponse

from clients.models import Project
from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for, submit
from tests.complaints.bad_answers import CASES, TOMORROW, USED
from tests.complaints.page import changed, form_on, url_of, words_of
from tests.complaints.rows import but_drafts, undone
from tests.complaints.story import Story, everything

pytestmark = pytest.mark.django_db


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
