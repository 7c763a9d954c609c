"""An offer of money from first to last: states, ledger, promises, reminders, letters."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.formats import plain
from complaints import gates
from complaints.gates import GateClosedError, Missing
from complaints.letters import blanks, templates
from complaints.letters.fill import fill
from complaints.models import Complaint, LedgerEntry, Message, Plan, Reminder
from complaints.moves import answering, money, planning
from complaints.moves.base import IllegalMoveError
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import read, to_the_owner
from tests.complaints.money import GAP, MoneyStory
from tests.complaints.page import send
from tests.complaints.story import DAY, HOUR, MINUTE, everything

pytestmark = pytest.mark.django_db

LATER_THAN_OPEN = timedelta(days=15)
FIRST = Decimal(240)


def in_full(name: str) -> str:
    return (Path(__file__).parent / "letters" / f"{name}.txt").read_text("utf-8").strip()


# The straight road.


def test_money_goes_from_an_offer_to_a_closed_complaint(owing: MoneyStory) -> None:
    offered_at = owing.later(MINUTE).now
    owing.offer()
    assert owing.complaint.state == "proposed"
    assert owing.ledger() == [("offered", FIRST)]

    owing.later(DAY).accept(said="Yes, that is fair.")
    assert owing.fresh().state == "in_progress"
    assert owing.ledger() == [("offered", FIRST), ("accepted", FIRST)]

    owing.later(HOUR).settle(reference="SEPA 77")
    assert owing.complaint.state == "resolved"
    assert owing.complaint.resolved_at == owing.now
    owing.close(outcome="money")
    assert owing.fresh().state == "closed"

    rows = LedgerEntry.objects.order_by("number")
    assert [(row.what, row.kind, row.amount, row.currency, row.at) for row in rows] == [
        ("offered", "partial_refund", FIRST, "EUR", offered_at),
        ("accepted", "partial_refund", FIRST, "EUR", offered_at + DAY),
        ("settled", "partial_refund", FIRST, "EUR", offered_at + DAY + HOUR),
    ]
    assert [row.reference for row in rows] == ["", "", "SEPA 77"]
    remedy = owing.complaint.remedies.get(rung=5)
    assert (remedy.state, remedy.answered_at) == ("settled", offered_at + DAY)
    assert [(e.move, e.title, e.detail, e.client_saw) for e in owing.events()[-4:]] == [
        ("T6", "You sent the plan", "One option, answer by Wednesday\xa025\xa0March.", True),
        ("T8", "They chose option A", "A partial refund of €240.", True),
        ("T21", "You sent €240", "SEPA 77", True),
        ("T16", "You closed it", "they accepted money", True),
    ]


def test_the_day_of_payment_is_a_promise_that_is_kept_when_it_is_sent(owing: MoneyStory) -> None:
    owing.offer().accept()
    [promise] = owing.complaint.promises.filter(kind="money")
    assert (promise.what, promise.due_at) == (
        "A partial refund of €240",
        owing.calendar.end_of(date(2026, 3, 16)),
    )
    assert owing.fresh().due_at == promise.due_at
    owing.later(DAY).settle()
    promise.refresh_from_db()
    assert (promise.kept_at, promise.released_at) == (owing.now, None)


@pytest.mark.parametrize(("days", "due"), [(1, (2026, 3, 12)), (10, (2026, 3, 25))])
def test_the_day_of_payment_counts_working_days_from_their_yes(
    owing: MoneyStory, days: int, due: tuple[int, int, int]
) -> None:
    owing.offer(payment_days=days).accept()
    promise = owing.complaint.promises.get(kind="money")
    assert promise.due_at == owing.calendar.end_of(date(*due))


def test_sending_the_offer_keeps_the_promise_of_a_plan(owing: MoneyStory) -> None:
    assert owing.complaint.promises.filter(kind="plan", kept_at=None).exists()
    owing.offer()
    assert not owing.complaint.promises.filter(kind="plan", kept_at=None).exists()


def test_the_payment_is_dated_by_the_day_it_was_sent(owing: MoneyStory) -> None:
    owing.offer().accept()
    sent_at = owing.now + HOUR
    owing.later(2 * DAY).settle(paid_at=sent_at)
    assert LedgerEntry.objects.get(what="settled").at == sent_at


def test_while_money_is_promised_it_cannot_be_closed(owing: MoneyStory) -> None:
    owing.offer().accept()
    assert gates.closable(owing.fresh(), owing.now)[0] == Missing(
        "Still open: A partial refund of €240", "settle"
    )
    with pytest.raises(IllegalMoveError):
        owing.close()


def test_money_may_follow_in_a_second_offer_and_the_ledger_keeps_both(owing: MoneyStory) -> None:
    owing.offer("120").later(DAY).decline("different")
    owing.later(HOUR).offer("360").accept()
    owing.settle().close(outcome="money")
    assert owing.ledger() == [
        ("offered", 120),
        ("declined", 120),
        ("offered", 360),
        ("accepted", 360),
        ("settled", 360),
    ]
    assert owing.complaint.plans.filter(state="draft").count() == 0


KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "goodwill_credit": ({}, "A credit of €240 for your next project"),
    "discount": ({"open": True}, "A discount of €240 on invoice 2026-015"),
    "partial_refund": ({}, "A partial refund of €240"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_walks_the_same_road(owing: MoneyStory, kind: str) -> None:
    needs, what = KINDS[kind]
    invoice = owing.bill("500", paid=False) if needs else None
    owing.offer(kind=kind, invoice=invoice).accept()
    owing.settle().close(outcome="money")
    assert [row.invoice for row in LedgerEntry.objects.all()] == [invoice] * 3
    option = owing.complaint.remedies.get(kind=kind).option
    assert (option.what, option.currency) == (what, "EUR")
    assert owing.ledger() == [("offered", 240), ("accepted", 240), ("settled", 240)]


def test_agreed_in_a_call_money_is_offered_and_accepted_at_once(owing: MoneyStory) -> None:
    owing.draft().agree_in_a_call(option_letter="A", said_by="Greta Baker")
    assert owing.fresh().state == "in_progress"
    assert owing.ledger() == [("offered", FIRST), ("accepted", FIRST)]
    assert owing.complaint.promises.filter(kind="money").count() == 1


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


# Twice, too late, and both at once.


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


# The reminders: R5 while it is out, R9 from the yes to the payment, then none of it.


def days_of(story: MoneyStory, kind: str) -> list[str]:
    return [when for each, _firing, when, _weight in story.planned() if each == kind]


def test_the_answer_is_asked_after_while_the_offer_is_out(owing: MoneyStory) -> None:
    owing.offer()
    assert owing.planned() == [
        ("R5", 0, "Wed 25 Mar 08:30", 20),
        ("R5", 1, "Fri 27 Mar 08:30", 20),
    ]


def test_promised_money_is_asked_after_every_working_day_at_nine(owing: MoneyStory) -> None:
    owing.offer().accept()
    assert {kind for kind, *_rest in owing.planned()} == {"R9"}
    days = [owing.calendar.add_working_days(date(2026, 3, 11), n) for n in range(1, 31)]
    assert days_of(owing, "R9") == [f"{day:%a %d %b} 09:00" for day in days]
    assert days_of(owing, "R9")[:4] == [
        "Thu 12 Mar 09:00", "Fri 13 Mar 09:00", "Mon 16 Mar 09:00", "Tue 17 Mar 09:00",
    ]  # fmt: skip
    assert [firing for _kind, firing, *_rest in owing.planned()] == list(range(30))


def test_it_stops_when_the_money_is_sent(owing: MoneyStory) -> None:
    owing.offer().accept()
    owing.later(DAY).settle()
    assert owing.planned() == [("R10", 0, "Fri 13 Mar 08:30", 10)]
    owing.close(outcome="money")
    assert owing.planned() == []


def test_a_mail_about_it_that_has_not_left_is_taken_back(owing: MoneyStory) -> None:
    owing.offer().accept()
    owing.now = owing.calendar.at(date(2026, 3, 12), time(9, 1))
    dispatch(owing.now)
    [mail] = OutgoingEmail.objects.filter(kind="R9")
    owing.later(MINUTE).settle()
    mail.refresh_from_db()
    assert mail.state == "cancelled"


def wait_until(story: MoneyStory, day: date, hour: int) -> MoneyStory:
    """Let time pass to an hour in Berlin, with a look every half hour."""
    until = story.calendar.at(day, time(hour))
    while story.now < until:
        dispatch(story.now)
        story.later(30 * MINUTE)
    return story


def test_on_the_road_of_money_each_planned_firing_comes_once(owing: MoneyStory) -> None:
    march = partial(date, 2026, 3)
    owing.offer(valid_until=march(16))
    wait_until(owing, march(17), 10).accept(received_at=owing.now - 2 * DAY)
    wait_until(owing, march(23), 12).settle()
    wait_until(owing, march(24), 12).close(outcome="money")
    wait_until(owing, date(2026, 4, 24), 12)
    assert [(mail.headers["Date"][:11], mail.subject) for mail in to_the_owner()] == [
        ("Mon, 16 Mar", "No answer from Rye & Co yet. Ring, extend or wait?"),
        ("Wed, 18 Mar", "Send €240 to Rye & Co (promised by Friday 20 March)"),
        ("Thu, 19 Mar", "Send €240 to Rye & Co (promised by Friday 20 March)"),
        ("Fri, 20 Mar", "Send €240 to Rye & Co (promised by Friday 20 March)"),
        ("Mon, 23 Mar", "Send €240 to Rye & Co (promised by Friday 20 March)"),
        ("Tue, 24 Mar", "Close the loop with Rye & Co?"),
    ]


def test_the_mail_about_it_goes_by_itself_and_leads_to_the_payment(owing: MoneyStory) -> None:
    owing.offer().accept()
    other = owing.another().to(State.ACKNOWLEDGED)
    owing.now = owing.calendar.at(date(2026, 3, 12), time(9, 1))
    dispatch(owing.now)
    [row] = OutgoingEmail.objects.filter(kind="R9")
    mail = read(row)
    assert "promised by Monday 16 March" in mail.text
    assert f"/complaints/{owing.complaint.ref}/settle/" in mail.text
    assert other.complaint.ref not in mail.text
    assert "It stops when you mark it as paid." in mail.text


# The letters.


def test_the_offer_says_what_was_decided_word_for_word(owing: MoneyStory, browsing: Any) -> None:
    owing.draft()
    with browsing(owing) as browser:
        assert send(browser, owing.complaint, "money-offer").status_code == 302
    message = Message.objects.get(letter="E7")
    assert plain(message.subject) == "Putting Order form right"
    assert plain(message.body) == in_full("E7")
    mail = read(message.email)
    assert (mail.to, mail.subject) == ("greta@rye.example", "Putting Order form right")
    assert mail.text.strip() == in_full("E7")
    assert " ".join(in_full("E7").split()) in mail.html
    assert mail.headers["Reply-To"] == "answers@tester.example"
    assert (message.email.kind, message.email.audience) == ("E7", "client")
    assert owing.fresh().state == "proposed"


def test_the_record_at_the_end_names_the_money_word_for_word(
    owing: MoneyStory, browsing: Any
) -> None:
    owing.offer().accept()
    owing.later(DAY).settle()
    with browsing(owing) as browser:
        assert send(browser, owing.complaint, "close").status_code == 302
    message = Message.objects.get(letter="E8")
    assert plain(message.body) == in_full("E8-money")
    assert read(message.email).text.strip() == in_full("E8-money")
    assert owing.fresh().outcome == "money"


PAYMENT = {
    "goodwill_credit": (
        "I’m offering a credit of €240 for your next project.",
        "If you accept, you get a credit note over €240 within three working days.",
    ),
    "discount": (
        "I’m offering a discount of €240 on invoice 2026-015.",
        "If you accept, you get the corrected invoice within three working days.",
    ),
}


@pytest.mark.parametrize("kind", PAYMENT)
def test_each_kind_says_what_they_get_when_they_accept(owing: MoneyStory, kind: str) -> None:
    invoice = owing.bill("500", paid=False) if kind == "discount" else None
    body = plain(owing.draft(kind=kind, invoice=invoice).offer_letter().body)
    for sentence in PAYMENT[kind]:
        assert sentence in body
    assert "{" not in body


KEEPS = {
    "everything": "You keep everything I delivered.",
    "approved": "You keep the parts you approved.",
    "nothing": "You keep nothing of the work, and I take it back.",
}


@pytest.mark.parametrize("keeps", KEEPS)
def test_the_offer_says_what_they_keep(owing: MoneyStory, keeps: str) -> None:
    body = owing.draft(client_keeps=keeps, payment_days=1).offer_letter().body
    assert KEEPS[keeps] in body
    assert "I will send €240 within one working day and" in body


def test_a_fix_that_was_only_offered_was_looked_at_and_not_tried(tale: MoneyStory) -> None:
    tale.bill()
    tale.to(State.PROPOSED).decline("no", said="No more attempts, please.")
    tale.later(DAY)
    assert (
        "We’ve looked at a revision, and I understand it still falls short of what you needed:"
        " No more attempts, please. I’d"
    ) in tale.draft().offer_letter().body


def test_a_question_is_not_taken_for_what_falls_short(owing: MoneyStory) -> None:
    owing.offer().later(DAY).decline("question", said="Net or gross?")
    body = owing.later(DAY).draft().offer_letter().body
    assert f"what you needed: {GAP}." in body
    assert "gross" not in body


def test_without_a_fix_the_offer_speaks_of_none(tale: MoneyStory) -> None:
    tale.bill()
    tale.to(State.ACKNOWLEDGED).override(gate="G6", code="billing")
    body = tale.draft().offer_letter().body
    assert "Hi Greta,\n\nI’d like this to end fairly for you.\n" in body


def money_line(story: MoneyStory) -> str:
    """Return the line about money of the record at the end."""
    values = blanks.closing(story.fresh(), outcome="money", now=story.now)
    lines = plain(fill(templates.CLOSING, values).body).splitlines()
    return next((line for line in lines if line.startswith("Money:")), "")


def test_the_record_of_a_discount_calls_it_one(owing: MoneyStory) -> None:
    owing.offer(kind="discount", invoice=owing.bill("500", paid=False)).accept()
    owing.settle()
    assert money_line(owing) == "Money: discount of €240, on 11 March."


def test_the_record_names_the_sum_as_it_was_corrected(owing: MoneyStory) -> None:
    owing.offer().accept()
    owing.settle()
    settled = LedgerEntry.objects.get(what="settled")
    money.ledger.correct(settled, to=Decimal(200), note="The bank kept 40", now=owing.now)
    assert money_line(owing) == "Money: partial refund of €200, on 11 March."
    money.ledger.correct(settled, to=Decimal(0), note="It came back", now=owing.now)
    assert money_line(owing) == ""


def test_a_settled_offer_says_so_where_it_is_ready_to_close(
    owing: MoneyStory, browsing: Any
) -> None:
    owing.offer().accept()
    owing.settle()
    with browsing(owing) as browser:
        page = browser.get(f"/complaints/{owing.complaint.ref}/").content.decode()
    assert "Nothing is open any more. Close it with a short record." in page
    owing.now = owing.calendar.at(date(2026, 3, 12), time(9, 0))
    dispatch(owing.now)
    [row] = OutgoingEmail.objects.filter(kind="digest")
    assert "Nothing has been open since 11 March." in read(row).text


def test_a_plan_keeps_its_place_when_money_was_refused(owing: MoneyStory) -> None:
    """After a no to money a plain plan can go out again, with its own letter and dates."""
    owing.offer().later(DAY).decline()
    owing.options().dates(answer_by=owing.working_day(4)).send_plan().accept()
    assert owing.fresh().state == "in_progress"
    assert Plan.objects.filter(complaint=owing.complaint, state="accepted").count() == 2
    assert not owing.complaint.promises.filter(kind="money").exists()
