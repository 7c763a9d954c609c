"""Moves of money made twice, too late, or from two windows at once."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest

from accounts.formats import plain
from complaints.gates import GateClosedError, Missing
from complaints.models import Complaint, LedgerEntry
from complaints.moves import answering, money, planning
from complaints.moves.base import IllegalMoveError
from tests.complaints.money import FIRST, LATER_THAN_OPEN, MoneyStory
from tests.complaints.story import DAY, everything

pytestmark = pytest.mark.django_db


def copies(story: MoneyStory) -> tuple[Complaint, Complaint]:
    """Return the complaint as two windows have it."""
    return story.fresh(), Complaint.objects.get(pk=story.complaint.pk)


def done_already(state: str) -> str:
    return f"This was already done, perhaps in another window. C-0001 now stands at “{state}”."


def accepting(story: MoneyStory, complaint: Complaint) -> None:
    answering.accept(complaint, story.answer(), now=story.now)


def declining(story: MoneyStory, complaint: Complaint) -> None:
    answering.decline(complaint, story.answer("no"), now=story.now)


def taking_back(story: MoneyStory, complaint: Complaint) -> None:
    answering.end_offer(complaint, plan_round=2, now=story.now)


def settling(story: MoneyStory, complaint: Complaint) -> None:
    money.settle(complaint, reference="SEPA 78", paid_at=story.now, now=story.now)


def sending(story: MoneyStory, complaint: Complaint) -> None:
    letter = story.offer_letter()
    planning.send_plan(complaint, plan_round=2, letter=letter, now=story.now)


Verb = Callable[[MoneyStory, Complaint], None]
RACES: dict[str, tuple[Verb, Verb, str, str]] = {
    "accepted twice": (accepting, accepting, "Putting it right", "accepted"),
    "taken back while being accepted": (accepting, taking_back, "Putting it right", "accepted"),
    "accepted after it was taken back": (taking_back, accepting, "To plan", "taken_back"),
    "declined while being accepted": (accepting, declining, "Putting it right", "accepted"),
    "accepted after it was declined": (declining, accepting, "To plan", "declined"),
    "taken back twice": (taking_back, taking_back, "To plan", "taken_back"),
    "declined after it was taken back": (taking_back, declining, "To plan", "taken_back"),
}


@pytest.mark.parametrize("name", RACES)
def test_of_two_windows_the_first_wins_and_the_second_is_told(owing: MoneyStory, name: str) -> None:
    first, second, words, line = RACES[name]
    owing.offer()
    one, other = copies(owing)
    first(owing, one)
    before = everything()
    with pytest.raises(IllegalMoveError) as refused:
        second(owing, other)
    assert refused.value.sentence == done_already(words)
    assert everything() == before
    assert owing.ledger() == [("offered", FIRST), (line, FIRST)]


def test_what_was_sent_is_not_sent_twice(owing: MoneyStory) -> None:
    owing.offer().accept()
    one, other = copies(owing)
    settling(owing, one)
    before = everything()
    with pytest.raises(IllegalMoveError) as refused:
        settling(owing, other)
    assert refused.value.sentence == done_already("Ready to close")
    assert everything() == before
    assert LedgerEntry.objects.filter(what="settled").count() == 1


def test_nothing_is_settled_before_it_is_accepted(owing: MoneyStory) -> None:
    owing.offer()
    before = everything()
    with pytest.raises(IllegalMoveError):
        settling(owing, owing.complaint)
    assert everything() == before


def test_an_offer_is_sent_once(owing: MoneyStory) -> None:
    owing.draft()
    one, other = copies(owing)
    letter = owing.offer_letter()
    planning.send_plan(one, plan_round=2, letter=letter, now=owing.now)
    before = everything()
    with pytest.raises(IllegalMoveError):
        planning.send_plan(other, plan_round=2, letter=letter, now=owing.now)
    assert everything() == before


def test_an_answer_to_an_offer_that_was_replaced_is_not_taken_for_the_new_one(
    owing: MoneyStory,
) -> None:
    owing.offer("120").decline().later(DAY)
    owing.offer("360")
    before = everything()
    for verb in (owing.accept, owing.decline):
        with pytest.raises(GateClosedError) as shut:
            verb(plan_round=2)
        assert shut.value.missing == [
            Missing("A newer plan has gone out since. Record the answer to that one.", "answer")
        ]
    with pytest.raises(GateClosedError):
        owing.end_offer(plan_round=2)
    assert everything() == before


def test_a_letter_for_an_earlier_round_is_held_back(owing: MoneyStory) -> None:
    owing.draft("120")
    stale = owing.complaint.plan_round
    owing.send_offer().decline().later(DAY)
    owing.draft("360")
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer(plan_round=stale)
    sentence = "The plan was changed in another window. Look at it once more."
    assert shut.value.missing == [Missing(sentence, "options")]
    assert everything() == before


def test_an_offer_holds_to_the_end_of_its_last_day(owing: MoneyStory) -> None:
    owing.offer()
    owing.now = owing.calendar.at(date(2026, 3, 25), time(23, 59))
    owing.accept()
    assert owing.fresh().state == "in_progress"


def test_a_yes_after_its_date_needs_that_one_stands_by_it(owing: MoneyStory) -> None:
    owing.offer().later(LATER_THAN_OPEN)
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.accept()
    assert [plain(each.sentence) for each in shut.value.missing] == [
        "This came after Wednesday 25 March. Say that you stand by the offer, or make a new one."
    ]
    assert everything() == before
    owing.accept(is_honoured=True)
    assert owing.fresh().state == "in_progress"
    # The days to pay begin with the yes.
    assert owing.complaint.promises.get(kind="money").due_at == owing.calendar.end_of(
        date(2026, 3, 31)
    )


def test_a_yes_that_came_in_time_may_be_noted_later(owing: MoneyStory) -> None:
    owing.offer()
    said_at = owing.now + DAY
    owing.later(LATER_THAN_OPEN).accept(received_at=said_at)
    assert owing.fresh().state == "in_progress"


def test_a_yes_after_it_lapsed_finds_no_offer(owing: MoneyStory) -> None:
    owing.offer().later(LATER_THAN_OPEN)
    owing.end_offer()
    with pytest.raises(IllegalMoveError) as refused:
        owing.accept(is_honoured=True, plan_round=2)
    assert refused.value.sentence == done_already("To plan")


def test_an_offer_whose_date_passed_before_it_was_sent_stays_here(owing: MoneyStory) -> None:
    owing.draft().later(LATER_THAN_OPEN)
    with pytest.raises(GateClosedError) as shut:
        owing.send_offer()
    sentence = "Choose a date for the offer that is still ahead"
    assert Missing(sentence, "money") in shut.value.missing


def test_what_was_paid_is_asked_again_when_they_say_yes(owing: MoneyStory) -> None:
    owing.offer()
    owing.project.invoices.update(net=Decimal(100))
    before = everything()
    with pytest.raises(GateClosedError) as shut:
        owing.accept()
    assert [plain(each.sentence) for each in shut.value.missing] == [
        "They paid €100, of which €100 can still go back"
    ]
    assert everything() == before


def test_what_is_open_on_the_invoice_is_asked_again_when_they_say_yes(owing: MoneyStory) -> None:
    invoice = owing.bill("500", paid=False)
    owing.offer("400", kind="discount", invoice=invoice)
    invoice.paid_on = owing.today
    invoice.save()
    with pytest.raises(GateClosedError) as shut:
        owing.accept()
    assert [plain(each.sentence) for each in shut.value.missing] == [
        "Only €0 is open on invoice 2026-015"
    ]
    assert owing.fresh().state == "proposed"
