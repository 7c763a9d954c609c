"""Every gate by each single thing that is missing: its sentence, its screen, nothing changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from complaints import gates
from complaints.gates import GateClosedError, Missing
from complaints.models import Message
from complaints.moves.planning import StepDraft
from complaints.workflow import State
from tests.complaints.shut_gates import (
    CASES,
    all_rounds_used,
    not_sure,
    without_answer_by,
    without_finding,
    without_limits,
    without_listening,
    without_plan,
    without_their_answer,
)
from tests.complaints.steps import letter
from tests.complaints.story import DAY, Story, everything

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", CASES)
def test_a_gate_says_what_is_missing_and_changes_nothing(story: Story, name: str) -> None:
    case = CASES[name]
    story.to(case.state)
    assert gates.GATES[case.gate](story.fresh(), story.now) == [] or case.gate == "G5"

    case.take_away(story)
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        case.verb(story)

    assert (shut.value.gate, tuple(shut.value.missing)) == (case.gate, case.missing)
    assert everything() == before
    assert case.gate in gates.LOCKED_WORDS


def test_without_any_plan_there_is_nothing_to_send(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    without_plan(story)
    with pytest.raises(GateClosedError) as shut:
        story.send_plan(plan_round=1)
    sentence = "The plan was changed in another window. Look at it once more."
    assert shut.value.missing == [Missing(sentence, "options")]


def test_everything_missing_is_named_at_once(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    without_limits(story)
    without_answer_by(story)
    found = [each.sentence for each in gates.plan_sendable(story.fresh(), story.now)]
    assert found == ["Say what the plan does not cover", "Choose a date for their answer"]


def test_nothing_to_add_counts_as_limits(story: Story) -> None:
    story.to(State.ACKNOWLEDGED).dates(not_included="", nothing_to_add=True).send_plan()
    assert story.fresh().state == "proposed"


def test_not_sure_yet_opens_the_gate_with_a_day_to_find_out(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    not_sure(story)
    step = StepDraft("Find out what led to this", "me", story.working_day(2), is_finding_out=True)
    story.dates(steps=[step]).send_plan()
    assert story.fresh().state == "proposed"


@pytest.mark.parametrize(
    ("round_type", "reason"), [("correction", ""), ("courtesy", "We are old friends")]
)
def test_what_does_not_count_passes_without_a_round_left(
    story: Story, round_type: str, reason: str
) -> None:
    story.to(State.IN_PROGRESS)
    all_rounds_used(story)
    story.deliver(round_type=round_type, reason=reason)
    assert story.fresh().state == "delivered"


def test_a_delivery_answers_every_point(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        story.deliver(results=[])
    assert [each.sentence for each in shut.value.missing] == [
        "Say what happened with point 1",
        "Say what happened with point 2",
    ]
    assert everything() == before


SILENCE = {
    "asked twice, a week ago": (7, 2, True),
    "asked twice, six days ago": (6, 2, False),
    "asked once, a month ago": (30, 1, False),
}


@pytest.mark.parametrize("name", SILENCE)
def test_silence_counts_after_a_week_and_two_questions(story: Story, name: str) -> None:
    days, asked, opens = SILENCE[name]
    story.to(State.RESOLVED)
    without_their_answer(story)
    for _again in range(asked - 1):
        Message.objects.create(
            complaint=story.complaint,
            letter="E5b",
            subject="Is it right?",
            body="Is it?",
            send_mode="copy",
            to_name="Greta",
            sent_at=story.now + DAY,
        )
    story.later(timedelta(days=days))
    assert (gates.closable(story.fresh(), story.now) == []) is opens


def test_a_reason_opens_the_last_gate(story: Story) -> None:
    story.to(State.RESOLVED)
    without_their_answer(story)
    story.override().close()
    assert story.fresh().state == "closed"
    [row] = story.complaint.overrides.all()
    assert (row.gate, row.code, row.note) == (
        "G7",
        "my_choice",
        "I know them well enough for it.",
    )
    shown = story.complaint.events.get(move="T22")
    assert not shown.client_saw


def test_a_reason_given_for_an_earlier_plan_does_not_open_the_gate_again(story: Story) -> None:
    story.to(State.DELIVERED).override().later(DAY).not_enough().later(DAY)
    story.options().dates().send_plan().accept().deliver().confirm()
    without_their_answer(story)
    assert gates.closable(story.fresh(), story.now) != []


SCREENS = {
    "check": ("heard", State.DRAFT, without_listening, "Write down what you heard"),
    "send-plan": (
        "cause",
        State.ACKNOWLEDGED,
        without_finding,
        "Note the likely cause, or that you are not sure yet",
    ),
    "close": (
        "their-check",
        State.RESOLVED,
        without_their_answer,
        "Ask whether it is right now, and note the answer",
    ),
}


@pytest.mark.parametrize("slug", SCREENS)
def test_a_locked_screen_is_readable_and_links_to_what_is_missing(
    story: Story, browsing: Any, slug: str
) -> None:
    goes_to, state, take_away, sentence = SCREENS[slug]
    story.to(state)
    take_away(story)
    with browsing(story) as browser:
        page = browser.get(reverse("screen", args=[story.complaint.ref, slug]))
    link = f'<a href="{reverse("screen", args=[story.complaint.ref, goes_to])}">{sentence}</a>'
    assert page.status_code == 200
    assert link in page.content.decode()


def test_a_call_needs_no_complete_plan_but_a_known_option(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    with pytest.raises(GateClosedError) as shut:
        story.agree_in_a_call(option_letter="C")
    assert shut.value.missing[0].screen == "answer"
    story.options(replace(story.two_options()[0], is_suggested=False)).agree_in_a_call()
    assert story.fresh().state == "in_progress"


def test_an_answer_to_a_plan_that_was_replaced_is_not_taken_for_the_new_one(story: Story) -> None:
    story.to(State.PROPOSED).decline().later(DAY)
    story.options().dates().send_plan(letter=letter("E2"))
    before = everything()
    for verb in (Story.accept, Story.decline):
        with pytest.raises(GateClosedError) as shut:
            verb(story, plan_round=1)
        assert shut.value.missing == [
            Missing("A newer plan has gone out since. Record the answer to that one.", "answer")
        ]
    assert everything() == before
