"""The second lock of money, G6b: everything goes back only after a part, or with a reason."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from complaints import gates
from complaints.gates import GateClosedError, Missing
from complaints.workflow import State
from tests.complaints.money import CODES, NOTE, MoneyStory
from tests.complaints.rows import undone
from tests.complaints.story import DAY, everything

pytestmark = pytest.mark.django_db


def part(amount: str, **changes: Any) -> Callable[[MoneyStory], Any]:
    return lambda story: story.offer(amount, **changes)


SMALLER: dict[str, tuple[Callable[[MoneyStory], Any], bool]] = {
    "none": (lambda story: None, False),
    "written, not sent": (lambda story: story.draft("240"), False),
    "sent, no answer yet": (part("240"), False),
    "they ask about it": (lambda story: story.offer("240").decline("question"), False),
    "it lapsed": (lambda story: story.offer("240").later(20 * DAY) and story.end_offer(), False),
    "taken back": (lambda story: story.offer("240").end_offer(), False),
    "they want it otherwise": (lambda story: story.offer("240").decline("different"), True),
    "they say no": (lambda story: story.offer("240").decline(), True),
    "no to a credit": (
        lambda story: story.offer("100", kind="goodwill_credit").decline(),
        True,
    ),
}
ASK_FOR_PART = Missing("Offer part of it first and get their answer", "money")


@pytest.mark.parametrize("smaller", SMALLER)
def test_everything_goes_back_after_a_part_was_answered_or_with_a_reason(
    owing: MoneyStory, smaller: str
) -> None:
    lead, is_answered = SMALLER[smaller]
    lead(owing)
    for gate, code in [("", ""), *product(("G6", "G6b", "GC"), CODES)]:
        with undone():
            if gate:
                owing.override(gate=gate, code=code)
            opens = is_answered or gate == "G6b" or (gate, code) == ("G6", "billing")
            found = gates.full_refund_open(owing.fresh(), owing.now)
            assert found == ([] if opens else [ASK_FOR_PART]), (gate, code)


def test_a_part_that_was_paid_opens_the_way_to_the_rest(owing: MoneyStory) -> None:
    owing.offer("240").accept()
    owing.settle()
    assert gates.full_refund_open(owing.fresh(), owing.now) == []


def test_no_to_everything_is_no_answer_to_a_part(owing: MoneyStory) -> None:
    owing.override(gate="G6b").override(gate="GC")
    owing.offer("2400", kind="full_refund").decline()
    owing.complaint.overrides.filter(gate="G6b").delete()
    assert gates.full_refund_open(owing.fresh(), owing.now) == [ASK_FOR_PART]


def test_a_full_refund_is_not_sent_while_its_lock_is_shut(owing: MoneyStory) -> None:
    owing.override(gate="GC").draft("2400", kind="full_refund")
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer()
    assert ASK_FOR_PART in shut.value.missing
    assert everything() == before


def test_a_billing_error_needs_neither_a_fix_nor_a_part(tale: MoneyStory) -> None:
    tale.bill("600")
    tale.to(State.ACKNOWLEDGED).override(gate="G6", code="billing", note_text=NOTE)
    tale.offer("600", kind="full_refund").accept()
    assert tale.settle().complaint.state == "resolved"
    assert [row.gate for row in tale.complaint.overrides.all()] == ["G6"]


def test_what_the_law_requires_can_be_paid_from_the_first_day(tale: MoneyStory) -> None:
    tale.bill()
    tale.to(State.ACKNOWLEDGED)
    for gate in ("G6", "G6b", "GC"):
        tale.override(gate=gate, code="legal", note_text="They have a right to a lower price.")
    tale.offer("2400", kind="full_refund").accept()
    assert tale.settle().complaint.state == "resolved"
