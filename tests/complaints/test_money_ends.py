"""How an offer of money ends: the complaint, its plan and its remedy, the ledger, the answer."""

from collections.abc import Callable
from typing import Any

import pytest

from complaints.gates import GateClosedError
from complaints.models import LedgerEntry, Reminder
from complaints.workflow import State
from tests.complaints.money import FIRST, LATER_THAN_OPEN, MoneyStory
from tests.complaints.story import DAY, MINUTE

pytestmark = pytest.mark.django_db

# How an offer ends. The complaint, its plan and its remedy, the line in the ledger, the answer.

ENDS: dict[str, tuple[Callable[[MoneyStory], Any], str, str, str, str, bool]] = {
    "accepted": (
        lambda s: s.accept(), "in_progress", "accepted", "accepted", "accepted", True,
    ),
    "no": (lambda s: s.decline("no"), "acknowledged", "declined", "declined", "declined", True),
    "something different": (
        lambda s: s.decline("different"), "acknowledged", "countered", "declined", "declined", True,
    ),
    "a question": (
        lambda s: s.decline("question"),
        "acknowledged", "countered", "taken_back", "taken_back", False,
    ),
    "lapsed": (
        lambda s: s.later(LATER_THAN_OPEN).end_offer(),
        "acknowledged", "lapsed", "lapsed", "lapsed", False,
    ),
    "taken back": (
        lambda s: s.later(DAY).end_offer(),
        "acknowledged", "replaced", "taken_back", "taken_back", False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_an_offer_ends_once_and_every_row_says_so(owing: MoneyStory, name: str) -> None:
    end, state, plan, remedy, line, is_answer = ENDS[name]
    owing.offer()
    sent_round = owing.complaint.plan_round
    end(owing)
    owing.fresh()
    assert owing.complaint.state == state
    assert owing.complaint.plans.get(round=sent_round).state == plan
    row = owing.complaint.remedies.get(rung=5)
    assert row.state == remedy
    assert row.answered_at == (owing.now if is_answer else None)
    assert owing.ledger() == [("offered", FIRST), (line, FIRST)]
    assert LedgerEntry.objects.get(what=line).at == owing.now


@pytest.mark.parametrize("name", [name for name in ENDS if name != "accepted"])
def test_after_an_offer_ended_the_next_one_starts_empty(owing: MoneyStory, name: str) -> None:
    owing.offer()
    ENDS[name][0](owing)
    draft = owing.fresh().plans.get(state="draft")
    assert not draft.options.exists()
    assert not [row for row in owing.planned() if row[0] in {"R5", "R9"}]
    owing.offer("300").accept()
    assert owing.settle().complaint.state == "resolved"


def test_accepted_money_is_sent_and_not_handed_over(owing: MoneyStory) -> None:
    """A hand-over would end the reminders of what is still to be paid."""
    owing.offer().later(MINUTE).accept().later(MINUTE)
    with pytest.raises(GateClosedError) as closed:
        owing.deliver()
    assert [each.screen for each in closed.value.missing] == ["settle"]
    assert owing.fresh().state == State.IN_PROGRESS
    assert Reminder.objects.filter(kind="R9", state="scheduled").exists()
    owing.settle()
