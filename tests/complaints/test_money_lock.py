"""The lock of money, G6, as a table: what opens it, what does not, and what a reason changes."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from complaints import gates
from complaints.gates import GateClosedError, Missing
from complaints.models import Override
from complaints.moves.planning import StepDraft
from complaints.workflow import State
from tests.complaints.money import CODES, NOTE, TRY, MoneyStory
from tests.complaints.rows import undone
from tests.complaints.story import DAY, Story, everything

pytestmark = pytest.mark.django_db

# The lock, G6: who was heard, who was told, what led to it, what was tried, and a reason.

HEARD = Missing("Write down what you heard", "heard")
TOLD = Missing("Let them know you heard", "acknowledge")
CAUSES: dict[str, list[Missing]] = {
    "noted": [],
    "not sure, with a day to find out": [],
    "not sure": [Missing("Plan a day to find out the cause", "dates")],
    "none": [Missing("Note the likely cause, or that you are not sure yet", "cause")],
}


def words_only(story: Story) -> MoneyStory:
    """An explanation alone, and they say no to it."""
    only = story.two_options()[0]
    story.to(State.ACKNOWLEDGED).options(type(only)("explanation", only.what, only.ready_on))
    return story.send_plan().decline()


def a_delivery(story: Story, *, enough: bool | None) -> None:
    story.to(State.DELIVERED)
    if enough is not None:
        (story.confirm if enough else story.not_enough)()


# What was tried and how they answered → whether that was a fix that was offered and answered.
TRIED: dict[str, tuple[Callable[[MoneyStory], Any], bool]] = {
    "nothing": (lambda story: story.to(State.ACKNOWLEDGED), False),
    "offered, no answer yet": (lambda story: story.to(State.PROPOSED), False),
    "offered, they ask": (lambda story: story.to(State.PROPOSED).decline("question"), False),
    "offered, it lapsed": (
        lambda story: story.to(State.PROPOSED) and story.later(9 * DAY) and story.end_offer(),
        False,
    ),
    "offered, taken back": (lambda story: story.to(State.PROPOSED) and story.end_offer(), False),
    "offered, they want it otherwise": (
        lambda story: story.to(State.PROPOSED).decline("different"),
        True,
    ),
    "offered, they say no": (lambda story: story.to(State.PROPOSED).decline(), True),
    "only words, they say no": (words_only, False),
    "accepted": (lambda story: story.to(State.IN_PROGRESS), False),
    "delivered": (lambda story: a_delivery(story, enough=None), False),
    "delivered and right": (lambda story: a_delivery(story, enough=True), False),
    "delivered, not enough": (lambda story: a_delivery(story, enough=False), True),
}


def with_cause(story: MoneyStory, cause: str) -> None:
    if cause == "none":
        story.complaint.finding.delete()
    if cause.startswith("not sure"):
        story.cause(cause="not_sure", cause_sentence="")
    if cause.endswith("find out"):
        plan = story.complaint.plans.first()
        plan.steps.create(
            position=9, what="Ask the host", who="me", due_on=story.today, is_finding_out=True
        )


@pytest.mark.parametrize("tried", TRIED)
def test_money_opens_when_everything_was_done_or_with_a_reason(
    tale: MoneyStory, tried: str
) -> None:
    lead, is_answered = TRIED[tried]
    lead(tale)
    for heard, told, cause in product((True, False), (True, False), CAUSES):
        tale.fresh()
        with undone():
            with_cause(tale, cause)
            if not heard:
                tale.complaint.listening.delete()
            if not told:
                tale.complaint.acknowledgement.delete()
            missing = [
                *([] if heard else [HEARD]),
                *([] if told else [TOLD]),
                *CAUSES[cause],
                *([] if is_answered else [TRY]),
            ]
            tale.fresh()
            assert gates.money_unlocked(tale.complaint, tale.now) == missing, (heard, told, cause)
            for code in CODES:
                row = Override.objects.create(
                    complaint=tale.complaint, gate="G6", code=code, note=NOTE, at=tale.now
                )
                assert gates.money_unlocked(tale.complaint, tale.now) == [], code
                row.delete()


@pytest.mark.parametrize("gate", ["G6b", "GC", "G7"])
def test_a_reason_for_another_gate_does_not_open_the_lock(tale: MoneyStory, gate: str) -> None:
    tale.to(State.ACKNOWLEDGED).override(gate=gate)
    assert gates.money_unlocked(tale.fresh(), tale.now) == [TRY]


def test_while_the_lock_is_shut_no_offer_can_be_written(tale: MoneyStory) -> None:
    tale.bill()
    tale.to(State.ACKNOWLEDGED)
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        tale.draft()
    assert (shut.value.gate, shut.value.missing) == ("G6", [TRY])
    assert everything() == before


def test_an_offer_written_before_the_lock_shut_again_is_not_sent(owing: MoneyStory) -> None:
    owing.draft().cause(cause="not_sure", cause_sentence="")
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer()
    assert CAUSES["not sure"][0] in shut.value.missing
    assert everything() == before


def test_a_day_to_find_out_stays_when_money_is_offered_instead(owing: MoneyStory) -> None:
    owing.cause(cause="not_sure", cause_sentence="")
    step = StepDraft("Find out what led to this", "me", owing.working_day(2), is_finding_out=True)
    owing.dates(steps=[step])
    assert owing.offer().complaint.state == "proposed"


def test_one_offer_opens_the_lock_for_the_next(owing: MoneyStory) -> None:
    owing.offer().later(DAY).decline()
    assert gates.money_unlocked(owing.fresh(), owing.now) == []
