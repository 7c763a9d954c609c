"""The main road in a real browser: real web server, worker, schedule and mail server, and a clock
that the test moves past every date that was promised."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.facts import ADDRESS, CLIENT, EMAIL, FIX, HEARD, LINK, STEP
from tests.browser.rehearsal import DAY, MINUTE, Mail, Planned, Rehearsal, link_in, named
from tests.browser.road import Road
from tests.processes.installation import Installation
from tests.smtp_sink import Sink, free_port

pytestmark = [pytest.mark.browser, pytest.mark.processes]

TEN = timedelta(hours=10)


@pytest.fixture
def rehearsal(tmp_path: Path, sink: Sink) -> Iterator[Rehearsal]:
    """An empty installation that mails into the sink."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    running = Installation(tmp_path / "var", port, {"EMAIL_URL": sink.url, "SITE_URL": site})
    running.folder.mkdir()
    for command in ("migrate", "createcachetable"):
        done = running.manage(command, "-v0")
        assert done.returncode == 0, done.stderr
    running.start()
    yield Rehearsal(running, sink)
    running.stop()


class Walk:
    """The road, with what must be seen on the way and in the mail."""

    def __init__(self, road: Road, rehearsal: Rehearsal) -> None:
        self.road, self.rehearsal = road, rehearsal

    # Days, by the account's own calendar.

    @property
    def today(self) -> date:
        return self.calendar.today(self.rehearsal.now)

    def working_day(self, count: int) -> date:
        return self.calendar.add_working_days(self.today, count)

    def local(self, day: date, hours: timedelta) -> datetime:
        """Return a local moment without zone, as a form takes it."""
        return datetime.combine(day, datetime.min.time()) + hours

    # The chapters.

    def make_an_account(self) -> None:
        self.road.sign_up()
        mail = self.rehearsal.wait_for_mails(1)[0]
        assert mail.to == EMAIL
        self.road.confirm(link_in(mail, "/accounts/confirm-email/"))
        self.calendar = self.rehearsal.calendar()
        # Ten in the morning of a working day, whenever this runs.
        day = self.calendar.next_working_day(self.today + DAY)
        self.rehearsal.turn_to(self.calendar.start_of(day) + timedelta(hours=1))

    def agree_and_use_two_rounds(self) -> None:
        self.road.write_policy()
        self.road.add_client()
        self.road.add_project()
        self.road.record_agreement(self.today - 60 * DAY)
        self.road.see("€720", "30 %", "€150", "0 of 3 rounds used")
        for days_ago in (40, 20):
            self.road.record_round(self.today - days_ago * DAY)
        self.road.see("1 left", "2 of 3 rounds used", "extra round €150")
        self.road.shot("rounds")
        self.road.open("/projects/P-001/agreement/")
        self.road.see("€720", "30 %", "€150", "2 of 3 rounds used")

    def listen_and_save(self) -> None:
        self.road.log()
        self.road.words()
        self.road.heard()
        self.road.save()
        expect(self.road.heading()).to_have_text("What will you tell Greta first?")
        due = self.rehearsal.reply_due_at()
        assert abs(due - self.calendar.plus_working_days(self.rehearsal.now, 1)) < MINUTE
        for _half_and_last_call in range(2):
            told, mail = self.rehearsal.next_mail()
            assert [row.kind for row in told] == ["R1"]
            by = f"{named(self.calendar.today(due), self.today)} {self.hour(due)}"
            assert mail.subject == f"{CLIENT} is waiting to hear from you (by {by})"
            assert HEARD in " ".join(mail.text.split())
            self.settles(mail, "acknowledge", "What will you tell Greta first?")

    def acknowledge(self) -> None:
        plan_by = self.working_day(2)
        self.road.acknowledge(plan_by, named(plan_by, self.today))
        self.is_on_the_workspace("Your reply is on its way")
        self.letter("I’ve read your message about Order form")
        # The day before also names the one thing that opens the plan.
        told, mail = self.rehearsal.next_mail()
        assert {row.kind for row in told} == {"R2", "R3"}
        assert mail.subject.endswith(": two things coming up")
        self.settles(mail, "cause", "What led to this?")
        self.settles(mail, "options", "What could put it right?")
        told, mail = self.rehearsal.next_mail()
        assert [row.kind for row in told] == ["R2"]
        by = named(plan_by, self.today)
        assert mail.subject == f"You told {CLIENT} they’d have a plan by {by}"
        self.settles(mail, "options", "What could put it right?")

    def plan(self) -> None:
        fix_by, sooner_by, step_on = self.working_day(6), self.working_day(2), self.working_day(5)
        self.road.cause()
        self.road.see("2 of 3 rounds used", "extra round €150", "€720")
        self.road.options(self.local(fix_by, 2 * TEN), self.local(sooner_by, 2 * TEN))
        answer_by = self.working_day(1)
        self.road.dates(step_on, answer_by)
        self.road.send_plan()
        self.is_on_the_workspace("The plan is on its way")
        self.letter("Two ways forward for Order form")
        for _first_and_call in range(2):
            told, mail = self.rehearsal.next_mail()
            assert [row.kind for row in told] == ["R5"]
            assert mail.subject == f"No answer from {CLIENT} yet. Ring, extend or wait?"
            assert named(answer_by, self.today) in mail.text
            self.settles(mail, "answer", "What did Greta decide?")
        self.step_on, self.fix_by = step_on, fix_by

    def agree_and_deliver(self) -> None:
        self.road.accepted_by_phone()
        self.is_on_the_workspace("Their answer is noted")
        self.due([("R6", 0)], STEP, self.step_on)
        self.two_dates_in_one_mail()
        self.road.step_done()
        self.due([("R6", 1)], FIX.rstrip("."), self.fix_by, " 20:00")
        self.road.deliver()
        self.is_on_the_workspace("The delivery is on its way")
        self.letter("The correction is ready: Order form", LINK)

    def confirm_and_close(self) -> None:
        self.road.confirmed()
        self.is_on_the_workspace("Their answer is noted")
        told, mail = self.rehearsal.next_mail()
        assert [row.kind for row in told] == ["R10"]
        assert mail.subject == f"Close the loop with {CLIENT}?"
        self.settles(mail, "close", "How did it end?")
        self.road.close()
        self.is_on_the_workspace("It is closed")
        self.letter("Closing the loop on Order form")

    def wait_a_month(self) -> None:
        """Nothing more comes."""
        before = self.rehearsal.mails()
        self.rehearsal.turn_to(self.rehearsal.now + 30 * DAY)
        self.rehearsal.wait_for_a_look()
        assert self.rehearsal.reminders("scheduled") == []
        assert self.rehearsal.rows("SELECT 1 FROM outbox_outgoingemail WHERE state != 'sent'") == []
        assert self.rehearsal.mails() == before

    # What is looked at.

    def hour(self, moment: datetime) -> str:
        return f"{self.calendar.local(moment):%H:%M}"

    def is_on_the_workspace(self, words: str) -> None:
        assert self.road.page.url.endswith(f"/complaints/{self.road.ref}/")
        self.road.see(words, "2 of 3 rounds used", "extra round €150", "€720")
        self.road.shot("workspace")

    def letter(self, subject: str, *texts: str) -> None:
        """Expect the newest mail to be this letter, to Greta and from Mira."""
        count = len(self.rehearsal.rows("SELECT 1 FROM outbox_outgoingemail"))
        mail = self.rehearsal.wait_for_mails(count)[-1]
        assert (mail.to, mail.subject) == (ADDRESS, subject)
        assert mail.reply_to == EMAIL
        assert [text for text in ("Hi Greta,", *texts) if text not in mail.text] == []

    def settles(self, mail: Mail, slug: str, heading: str) -> None:
        """Follow the link of a reminder: it leads to the screen that settles it."""
        assert mail.to == EMAIL
        self.road.open(link_in(mail, f"/complaints/{self.road.ref}/{slug}/"))
        expect(self.road.heading()).to_have_text(heading)
        expect(self.road.page.locator("#screen-form")).to_be_visible()

    def due(self, expected: list[tuple[str, int]], what: str, on: date, at: str = "") -> None:
        told, mail = self.rehearsal.next_mail()
        assert [(row.kind, row.firing) for row in told] == expected
        assert mail.subject == f"Due {named(on, self.today)}{at} for {CLIENT}: {what}"
        self.settles(mail, "round", "What changes in this round?")
        self.road.see("1 left", "2 of 3 rounds used", "extra round €150")

    def two_dates_in_one_mail(self) -> None:
        """The day of the step is the day before the whole is ready: two lines, one mail."""
        told, mail = self.rehearsal.next_mail()
        assert sorted((row.kind, row.firing) for row in told) == [("R6", 0), ("R6", 1)]
        assert mail.subject == f"{named(self.today, self.today)}: two things coming up"
        today, later = (named(on, self.today) for on in (self.today, self.fix_by))
        assert f"Due {today} for {CLIENT}: {STEP}" in mail.text
        assert f"Due {later} 20:00 for {CLIENT}: {FIX.rstrip('.')}" in mail.text
        self.settles(mail, "round", "What changes in this round?")
        self.road.open("/")
        self.road.see("Your turn", CLIENT)
        self.road.shot("today-in-progress")


def test_a_new_account_walks_the_whole_road(rehearsal: Rehearsal, watched: Watched) -> None:
    page, problems = watched
    walk = Walk(Road(page, f"http://127.0.0.1:{rehearsal.running.port}"), rehearsal)

    walk.make_an_account()
    walk.agree_and_use_two_rounds()
    walk.listen_and_save()
    walk.acknowledge()
    walk.plan()
    walk.agree_and_deliver()
    walk.confirm_and_close()
    walk.wait_a_month()

    assert problems == []
    assert firings(rehearsal.reminders()) == {
        ("R0", "cancelled"): 2,
        ("R1", "emitted"): 2,
        ("R2", "folded"): 2,
        ("R3", "folded"): 1,
        ("R5", "folded"): 2,
        ("R6", "folded"): 4,
        ("R8b", "cancelled"): 2,
        ("R10", "folded"): 1,
    }
    letters = Counter(mail.subject for mail in rehearsal.mails() if mail.to == ADDRESS)
    assert sorted(letters.values()) == [1, 1, 1, 1]
    # One to verify the address, four letters, and R1, R2, R5 twice, R6 on three days, R10 once.
    assert len(rehearsal.mails()) == 1 + 4 + 2 + 2 + 2 + 3 + 1


def firings(reminders: list[Planned]) -> Counter[tuple[str, str]]:
    """Count the planned firings by what became of them."""
    return Counter((row.kind, row.state) for row in reminders)
