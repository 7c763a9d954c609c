"""Money in a real browser: real web server, worker, schedule and mail server, a moved clock."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts import clock
from accounts.models import Preferences
from tests.browser.conftest import Watched
from tests.browser.money_road import BEFORE_AND_AFTER, YESTERDAY, Money
from tests.browser.rehearsal import DAY, Mail, Rehearsal, link_in, named
from tests.complaints.money import GAP
from tests.processes.installation import Installation
from tests.smtp_sink import Sink, free_port

pytestmark = [pytest.mark.browser]

CLIENT, GRETA = "Rye & Co", "greta@rye.example"


@pytest.fixture
def rehearsal(tmp_path: Path, sink: Sink) -> Iterator[Rehearsal]:
    """An installation that mails into the sink, on the morning after the delivery."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    running = Installation(tmp_path / "var", port, {"EMAIL_URL": sink.url, "SITE_URL": site})
    running.folder.mkdir()
    for command in ("migrate", "createcachetable"):
        done = running.manage(command, "-v0")
        assert done.returncode == 0, done.stderr
    rehearsed = Rehearsal(running, sink)
    run_inside(running, YESTERDAY, at_ten(2).isoformat())
    rehearsed.turn_to(at_ten(3))
    running.start()
    yield rehearsed
    running.stop()


def run_inside(running: Installation, script: str, *arguments: str) -> None:
    done = running.run(["-c", script, *arguments])
    assert done.returncode == 0, done.stderr


def at_ten(working_days: int) -> datetime:
    """Return ten o'clock in Berlin, some working days from the first day of the walk (UTC)."""
    calendar = Preferences(time_zone="Europe/Berlin").calendar()
    first = within_a_year(calendar.today(clock.now()))
    return calendar.at(calendar.add_working_days(first, working_days), time(10))


def within_a_year(day: date) -> date:
    """Return `day` or the first one after it with the whole walk, its invoice included, in one
    year: what is given back is held against that year's invoices."""
    while (day - 15 * DAY).year != (day + 60 * DAY).year:
        day += DAY
    return day


class MoneyWalk:
    """The road of money, with what must be seen on the way and in the mail."""

    def __init__(self, road: Money, rehearsal: Rehearsal) -> None:
        self.road, self.rehearsal = road, rehearsal
        self.calendar = rehearsal.calendar()

    @property
    def today(self) -> date:
        return self.calendar.today(self.rehearsal.now)

    def letters(self) -> list[Mail]:
        return [mail for mail in self.rehearsal.mails() if mail.to == GRETA]

    def reject_the_delivery(self) -> None:
        # The three letters of the days before.
        self.rehearsal.wait_for_mails(3)
        self.road.enter(self.rehearsal.rows("SELECT email FROM accounts_user")[0][0])
        self.road.open(f"/complaints/{self.road.ref}/")
        self.road.see("Money opens after you have offered a fix and they have answered.")
        self.road.not_right()
        self.road.see("Their answer is noted")

    def offer(self) -> None:
        self.road.decide()
        self.road.see("€240.00 would leave.", "This year then stands at 10 % of revenue.")
        self.road.see(BEFORE_AND_AFTER, "€720 left of the ceiling of €720.")
        before = len(self.letters())
        self.road.send_offer()
        self.road.see("The offer is on its way")
        mail = self.rehearsal.wait_for_mails(before + 1)[-1]
        assert (mail.to, mail.subject) == (GRETA, "Putting Order form right")
        for text in ("I’m offering a partial refund of €240.", f"what you needed: {GAP}."):
            assert text in mail.text
        until = self.today + timedelta(days=14)
        assert f"This offer stays open until {named(until, self.today)}." in mail.text

    def agree_by_phone(self) -> None:
        self.road.accepted()
        self.road.see("Their answer is noted", "Send the money by")
        planned = [row for row in self.rehearsal.reminders("scheduled") if row.kind == "R9"]
        days = [self.calendar.add_working_days(self.today, n) for n in range(1, 34)]
        assert [row.due_at for row in planned] == [self.calendar.at(on, time(9)) for on in days]
        self.promised = self.calendar.add_working_days(self.today, 3)

    def be_reminded(self, times: int) -> None:
        for _morning in range(times):
            told, mail = self.rehearsal.next_mail()
            assert [row.kind for row in told] == ["R9"]
            by = named(self.promised, self.today)
            assert mail.subject == f"Send €240 to {CLIENT} (promised by {by})"
            self.road.open(link_in(mail, f"/complaints/{self.road.ref}/settle/"))
            expect(self.road.heading()).to_have_text("Has the money been sent?")

    def pay_and_close(self) -> None:
        self.road.see(BEFORE_AND_AFTER, "€480 left of the ceiling of €720.")
        self.road.paid()
        self.road.see("It is marked as sent", "Nothing is open any more.")
        told, mail = self.rehearsal.next_mail()
        assert [row.kind for row in told] == ["R10"]
        assert mail.subject == f"Close the loop with {CLIENT}?"
        count = len(self.rehearsal.mails())
        self.road.close_it()
        self.road.see("It is closed")
        record = self.rehearsal.wait_for_mails(count + 1)[-1]
        assert (record.to, record.subject) == (GRETA, "Closing the loop on Order form")
        assert "What we agreed: a partial refund of €240." in record.text
        assert "Money: partial refund of €240, on" in record.text

    def see_what_is_kept(self) -> None:
        """The ledger has every line; the screen of money, closed now, keeps the letter."""
        self.road.screen("money")
        self.road.see("I’m offering a partial refund of €240.")
        self.road.open("/money/")
        self.road.see("€240", "settled", "accepted", "offered")
        self.road.shot("ledger")

    def wait_a_month(self) -> None:
        before = self.rehearsal.mails()
        self.rehearsal.turn_to(self.rehearsal.now + 40 * DAY)
        self.rehearsal.wait_for_a_look()
        assert self.rehearsal.reminders("scheduled") == []
        assert self.rehearsal.rows("SELECT 1 FROM outbox_outgoingemail WHERE state != 'sent'") == []
        assert self.rehearsal.mails() == before


@pytest.mark.processes
def test_the_baker_gets_a_tenth_back(rehearsal: Rehearsal, watched: Watched) -> None:
    page, problems = watched
    walk = MoneyWalk(Money(page, f"http://127.0.0.1:{rehearsal.running.port}"), rehearsal)

    walk.reject_the_delivery()
    walk.offer()
    walk.agree_by_phone()
    walk.be_reminded(2)
    walk.pay_and_close()
    walk.see_what_is_kept()
    walk.wait_a_month()

    assert problems == []
    states = Counter((row.kind, row.state) for row in rehearsal.reminders())
    assert (states["R9", "emitted"], states["R9", "cancelled"]) == (2, 31)
    assert states["R10", "folded"] == 1
    letters = Counter(mail.subject for mail in walk.letters())
    assert letters["Putting Order form right"] == letters["Closing the loop on Order form"] == 1
    assert sum(letters.values()) == 5
