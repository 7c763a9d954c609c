"""What a screen asks for is used: shown, said or reckoned with; and nothing is asked in vain."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from clients.models import Client
from complaints import causes
from complaints.models import PlanOption, PlanStep
from complaints.workflow import State
from tests.complaints.page import changed, form_on, post, send, url_of, words_of
from tests.complaints.story import Story

pytestmark = pytest.mark.django_db

DRAWER = '<details class="fold fold-ruled"'
KNOWN = {"lever": "me", "cause_sentence": "A filter I switched on swallowed every order."}


def seen(browsing: Any, story: Story, slug: str) -> str:
    """Return a screen as it is read."""
    with browsing(story) as browser:
        return words_of(browser.get(url_of(story.complaint, slug)))


# The likely cause.


def test_the_seven_usual_causes_stand_in_the_open_and_no_cause_twice(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN).acknowledge()
    page = seen(browsing, story, "cause")
    assert len(causes.USUAL) == 7
    for code in causes.CAUSES:
        assert page.count(f'name="cause" value="{code}"') == 1
    drawers = page.index(DRAWER)
    assert all(page.index(f'value="{code}"') < drawers for code in causes.USUAL)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("typos", ["QUA.2"]),
        ("TYPOS", ["QUA.2"]),
        ("scope approval", ["SCO.3"]),
        ("no such word", []),
        ("", []),
    ],
)
def test_a_word_finds_the_causes_it_is_about(sought: str, found: list[str]) -> None:
    assert [cause.code for cause in causes.found(sought)] == found


@pytest.mark.parametrize("action", ["refresh", "continue"])
def test_a_cause_is_found_by_a_word_without_scripts_also_by_enter(
    story: Story, browsing: Any, action: str
) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        page = post(browser, story.complaint, "cause", action=action, look_for="typos")
        words = words_of(page)
        assert page.status_code == 200
        assert "One cause is about “typos”." in words
        assert words.index('value="QUA.2"') < words.index(DRAWER)
        noted = changed(form_on(page), "continue", {"cause": "QUA.2", **KNOWN})
        assert browser.post(url_of(story.complaint, "cause"), noted).status_code == 302
    assert story.fresh().finding.cause == "QUA.2"


def test_what_also_played_a_part_is_ticked_and_shown(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    with browsing(story) as browser:
        answers = {"cause": "QUA.2", "contributing": ["TIM.4", "COM.1"], **KNOWN}
        assert post(browser, story.complaint, "cause", **answers).status_code == 302
        form = form_on(browser.get(url_of(story.complaint, "cause")))
        trail = words_of(browser.get(reverse("complaint", args=[story.complaint.ref])))
    assert form.values["contributing"] == ["TIM.4", "COM.1"]
    assert (
        "Quality: errors. Also played a part: Time: started late, Communication: silence" in trail
    )


# The plan.


def explained(story: Story, *others: str) -> None:
    """Leave nothing but words in the plan, and what `others` are."""
    kinds = ["explanation", *others]
    plan = story.complaint.plans.get()
    for option, kind in zip(plan.options.order_by("letter"), kinds, strict=False):
        PlanOption.objects.filter(pk=option.pk).update(kind=kind)
    plan.options.exclude(letter__in="ABC"[: len(kinds)]).delete()
    PlanStep.objects.filter(plan=plan).delete()


@pytest.mark.parametrize(("others", "status"), [([], 302), (["revision"], 422)])
def test_a_plan_of_words_alone_needs_no_step(
    story: Story, browsing: Any, others: list[str], status: int
) -> None:
    story.to(State.ACKNOWLEDGED).cause().options()
    explained(story, *others)
    with browsing(story) as browser:
        page = post(browser, story.complaint, "dates", not_included="New fields in the form")
    assert page.status_code == status


def test_a_yes_in_a_call_names_who_said_it_and_no_blockers_that_block_nothing(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN).acknowledge()
    assert "Before you can start" not in seen(browsing, story, "agreed-in-a-call")
    assert "Write down first what you agreed" in seen(browsing, story, "agreed-in-a-call")
    story.cause().options().dates()
    with browsing(story) as browser:
        done = post(browser, story.complaint, "agreed-in-a-call", option="A", said_by="Uma Rye")
        assert done.status_code == 302
        trail = words_of(browser.get(reverse("complaint", args=[story.complaint.ref])))
    assert "Uma Rye agreed in a call" in trail


def test_the_hours_planned_for_an_option_stand_beside_the_hours_spent(
    story: Story, browsing: Any
) -> None:
    story.to(State.IN_PROGRESS)
    PlanOption.objects.filter(remedy__state="accepted").update(effort_hours=Decimal("2.5"))
    assert "You planned 2.5 for it." in seen(browsing, story, "round")


def test_accepted_work_without_steps_shows_no_empty_list_of_them(
    story: Story, browsing: Any
) -> None:
    story.to(State.IN_PROGRESS)
    assert '<h2 class="section-title">Steps</h2>' in seen(browsing, story, "round")
    story.complaint.promises.update(step=None)
    PlanStep.objects.all().delete()
    assert '<h2 class="section-title">Steps</h2>' not in seen(browsing, story, "round")


# The end, and what was noted before.


def test_how_they_found_it_stands_in_the_record(story: Story, browsing: Any) -> None:
    story.to(State.RESOLVED)
    with browsing(story) as browser:
        send(browser, story.complaint, "close", outcome="confirmed", satisfaction="4")
        trail = words_of(browser.get(reverse("complaint", args=[story.complaint.ref])))
    assert "They gave it 4 of 5." in trail


@pytest.mark.parametrize(
    ("answer", "said"), [("yes", "buys privately"), ("unknown", "Private consumers"), ("no", "")]
)
def test_a_private_consumer_is_remembered_beside_money(
    story: Story, browsing: Any, answer: str, said: str
) -> None:
    story.to(State.ACKNOWLEDGED)
    Client.objects.filter(pk=story.project.client_id).update(is_consumer=answer)
    page = seen(browsing, story, "money")
    assert ("legal entitlement" in page) == bool(said)
    assert said in page


def test_the_private_note_of_a_project_is_shown_where_it_helps(story: Story, browsing: Any) -> None:
    story.to(State.ACKNOWLEDGED)
    story.project.note = "Their printer needs the file two days earlier."
    story.project.save()
    assert story.project.note in seen(browsing, story, "cause")
    with browsing(story) as browser:
        page = browser.get(reverse("project", args=[story.project.ref]))
    assert story.project.note in words_of(page)


def test_separate_points_are_listed_before_saving(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    page = seen(browsing, story, "check")
    assert "Separate points" in page
    for point in story.complaint.points.filter(is_typed=True):
        assert point.text in page
