"""Money in a real browser: real web server, worker, schedule and mail server, and a moved clock;
then every page of it looked at closely, and walked without scripts."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts import clock
from accounts.models import Preferences, User
from complaints.models import Complaint
from complaints.workflow import State
from tests.browser.conftest import SignIn
from tests.browser.inspection import Inspector
from tests.browser.rehearsal import DAY, Mail, Rehearsal, link_in, named
from tests.browser.road import Road
from tests.complaints.mail import to_the_client
from tests.complaints.money import BASIS, GAP, MoneyStory, begin_with_money
from tests.complaints.story import at_home
from tests.factories import PASSWORD
from tests.processes.installation import Installation
from tests.smtp_sink import Sink, free_port

pytestmark = [pytest.mark.browser]

CLIENT, GRETA = "Rye & Co", "greta@rye.example"
# The baker as of yesterday: paid 2,400, forty hours at thirty each, the form handed over.
YESTERDAY = """
import sys
from datetime import datetime
import django
django.setup()
from tests.browser.test_money_walk import delivered_yesterday
from tests.complaints.money import begin_with_money
delivered_yesterday(begin_with_money(), datetime.fromisoformat(sys.argv[1]))
"""


def delivered_yesterday(story: MoneyStory, now: datetime) -> MoneyStory:
    """Lead the baker to a delivery at `now` (UTC), in a project with hours and a paid invoice."""
    story.now = now
    with at_home(story):
        story.bill()
        story.project.hours_spent = Decimal(40)
        story.project.save()
        Preferences.objects.filter(user=story.user).update(hourly_cost=Decimal(30))
        story.user.refresh_from_db()
        story.to(State.DELIVERED)
    return story


class Money(Road):
    """The screens from “not right yet” to the payment."""

    def __init__(self, page: Page, base: str, *, scripted: bool = True) -> None:
        super().__init__(page, base, scripted=scripted)
        self.ref = "C-0001"

    def enter(self, email: str) -> None:
        self.open("/accounts/login/")
        self.fill("login", email)
        self.fill("password", PASSWORD)
        self.press("Sign in")

    def not_right(self) -> None:
        self.screen("their-check")
        self.choose("kind", "not_right")
        self.fill("said", GAP)
        self.choose("source", "call")
        self.press("Note their answer")

    def decide(self, amount: str = "240") -> None:
        """S14: the kind, a share by its shortcut or an amount, what it reflects."""
        self.screen("money")
        self.shot("S14-money")
        self.choose("kind", "partial_refund")
        if amount == "240":
            self.press("10 %")
            expect(self.page.locator("[name=amount]")).to_have_value("240")
        else:
            self.fill("amount", amount)
        self.fill("basis", BASIS)
        self.shot("S14-money-filled")
        self.press("Write the offer")

    def send_offer(self) -> None:
        self.shot("S14-offer")
        self.send("Send the offer")

    def accepted(self) -> None:
        self.screen("answer")
        self.choose("kind", "accepts")
        self.choose("option", "A")
        self.fill("said", "Yes, that is fair.")
        self.choose("source", "call")
        self.press("Note their answer")

    def paid(self) -> None:
        self.screen("settle")
        self.fill("reference", "SEPA 77")
        self.shot("S14-settle")
        self.press("Mark it as sent")

    def close_it(self) -> None:
        self.screen("close")
        self.shot("S15-close-money")
        self.choose("satisfaction", "3")
        self.send("Close it")


BEFORE_AND_AFTER = (
    "€240 is 10 % of the fee. It takes what is left for you from €1,200 to €960."
    " An hour then earned €54 instead of €60."
)


# With real processes.


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
    done = running._run(["-c", script, *arguments])
    assert done.returncode == 0, done.stderr


def at_ten(working_days: int) -> datetime:
    """Return ten o'clock in Berlin, some working days from today (UTC)."""
    calendar = Preferences(time_zone="Europe/Berlin").calendar()
    day = calendar.add_working_days(calendar.today(clock.now()), working_days)
    return calendar.at(day, time(10))


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
        days = [self.calendar.add_working_days(self.today, n) for n in range(1, 31)]
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
def test_the_baker_gets_a_tenth_back(
    rehearsal: Rehearsal, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: line.type == "error" and problems.append(line.text))
    page.on("response", lambda answer: answer.status >= 400 and problems.append(answer.url))
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
    assert (states["R9", "emitted"], states["R9", "cancelled"]) == (2, 28)
    assert states["R10", "folded"] == 1
    letters = Counter(mail.subject for mail in walk.letters())
    assert letters["Putting Order form right"] == letters["Closing the loop on Order form"] == 1
    assert sum(letters.values()) == 5
    context.close()


# Page by page.


@pytest.fixture
def tale(live_server: Any) -> MoneyStory:
    """A baker whose form was handed over a minute ago."""
    story = begin_with_money()
    return delivered_yesterday(story, clock.now() - 10 * MINUTES)


MINUTES = timedelta(minutes=1)


def fell_short(story: MoneyStory) -> MoneyStory:
    with at_home(story):
        story.not_enough(said=GAP)
    return story.fresh_self()


def screen(story: MoneyStory, slug: str) -> str:
    return reverse("screen", args=[story.complaint.ref, slug])


@pytest.mark.django_db(transaction=True)
def test_money_while_it_is_locked(inspector: Inspector, sign_in: SignIn, tale: MoneyStory) -> None:
    sign_in(tale.user)
    inspector.look(screen(tale, "money"), reverse("complaint", args=[tale.complaint.ref]))
    fell_short(tale).complaint.finding.delete()
    inspector.look(screen(tale, "money"))
    for gate in ("G6", "G6b", "GC"):
        inspector.look(reverse("override", args=[tale.complaint.ref, gate]))
        inspector.refuse(".btn-primary")


@pytest.mark.django_db(transaction=True)
def test_money_while_it_is_decided(inspector: Inspector, sign_in: SignIn, tale: MoneyStory) -> None:
    sign_in(tale.user)
    fell_short(tale).bill("500", paid=False)
    inspector.look(reverse("complaint", args=[tale.complaint.ref]), screen(tale, "money"))
    inspector.refuse()
    inspector.open(screen(tale, "money"))
    with inspector.page.expect_navigation():
        inspector.page.get_by_role("button", name="10 %", exact=True).click()
    inspector.look()
    with at_home(tale):
        tale.draft("240")
    inspector.look(screen(tale, "money"), screen(tale, "money-offer"))
    inspector.refuse()
    inspector.look(reverse("complaint", args=[tale.complaint.ref]), reverse("today"))


@pytest.mark.django_db(transaction=True)
def test_money_while_it_is_offered_and_owed_and_sent(
    inspector: Inspector, sign_in: SignIn, tale: MoneyStory
) -> None:
    sign_in(tale.user)
    workspace = reverse("complaint", args=[fell_short(tale).complaint.ref])
    with at_home(tale):
        tale.offer("240")
    inspector.look(workspace, screen(tale, "answer"), screen(tale, "money"))
    with at_home(tale):
        tale.accept()
    inspector.look(workspace, reverse("today"), screen(tale, "settle"))
    inspector.refuse()
    with at_home(tale):
        tale.settle()
    inspector.look(workspace, screen(tale, "close"), screen(tale, "settle"))
    with at_home(tale):
        tale.close(outcome="money")
    for slug in ("money", "money-offer", "settle", "close"):
        inspector.look(screen(tale, slug))
    inspector.look(workspace)


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.mark.django_db(transaction=True)
def test_money_goes_back_by_plain_forms(
    plain_page: Page, live_server: Any, tale: MoneyStory
) -> None:
    road = Money(plain_page, live_server.url, scripted=False)
    road.enter(User.objects.get().email)
    road.not_right()
    road.decide("1.000,50")
    road.see("The agreed ceiling of €720 leaves €720. Enter less, or say why above it")
    road.decide()
    road.see(BEFORE_AND_AFTER)
    road.send_offer()
    road.accepted()
    road.see("Send the money by")
    road.paid()
    road.see("Nothing is open any more.")
    road.close_it()
    road.see("It is closed")
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.outcome) == (State.CLOSED, "money")
    assert [letter.subject for letter in to_the_client()][-2:] == [
        "Putting Order form right",
        "Closing the loop on Order form",
    ]
