"""The letters of money: the offer E7 and the record at the end, E8, from what was decided."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from accounts.formats import day, plain
from complaints.letters import blanks, templates
from complaints.letters.fill import fill
from complaints.models import Complaint, LedgerEntry, Message, Plan
from complaints.moves import money
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import in_full, read
from tests.complaints.money import GAP, MoneyStory, answered, begin_with_money
from tests.complaints.page import send
from tests.complaints.story import DAY, at_home

pytestmark = pytest.mark.django_db


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
    assert "Nothing has been open since Wednesday 11 March." in read(row).text


def test_a_plan_keeps_its_place_when_money_was_refused(owing: MoneyStory) -> None:
    """After a no to money a plain plan can go out again, with its own letter and dates."""
    owing.offer().later(DAY).decline()
    owing.options().dates(answer_by=owing.working_day(4)).send_plan().accept()
    assert owing.fresh().state == "in_progress"
    assert Plan.objects.filter(complaint=owing.complaint, state="accepted").count() == 2
    assert not owing.complaint.promises.filter(kind="money").exists()


def test_money_that_comes_after_the_date_they_must_protect_says_so(db: None) -> None:
    story = answered(begin_with_money())
    Complaint.objects.filter(pk=story.complaint.pk).update(needed_by=story.working_day(4))
    with at_home(story):
        story.offer(valid_until=story.working_day(3), payment_days=3)
        option = story.fresh().plans.get(state="sent").money_option
        line = blanks.money_offer(story.complaint, option, now=story.now)["payment_line"]
    assert plain(line).endswith(
        f"it comes after {plain(day(story.working_day(4), story.today))}, the date you need to"
        " protect."
    )
