"""The reminders of money: R5 while an offer is out, R9 from the yes to the payment, then none."""

from datetime import date, time
from functools import partial

import pytest

from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import read, to_the_owner
from tests.complaints.money import MoneyStory
from tests.complaints.story import DAY, MINUTE

pytestmark = pytest.mark.django_db


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
    days = [owing.calendar.add_working_days(date(2026, 3, 11), n) for n in range(1, 34)]
    assert days_of(owing, "R9") == [f"{day:%a %d %b} 09:00" for day in days]
    assert days_of(owing, "R9")[:4] == [
        "Thu 12 Mar 09:00", "Fri 13 Mar 09:00", "Mon 16 Mar 09:00", "Tue 17 Mar 09:00",
    ]  # fmt: skip
    assert [firing for _kind, firing, *_rest in owing.planned()] == list(range(33))


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
