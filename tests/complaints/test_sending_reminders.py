"""What goes out when reminders are due: singles, the day's mail, and what is left unsaid."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from accounts.models import Preferences, User
from complaints.models import Complaint, Reminder
from complaints.moves.planning import StepDraft
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import Mail, to_the_owner
from tests.complaints.story import DAY, HOUR, MINUTE, Story, another_project, at_home, begin

pytestmark = pytest.mark.django_db

QUIET = {"emitted": 0, "folded": 0, "cancelled": 0, "expired": 0, "postponed": 0, "failed": 0}
SITE = "http://127.0.0.1:8000"
C1 = f"{SITE}/complaints/C-0001"
# The daily mail at half past eight in Berlin, in winter.
WED, THU, FRI = (datetime(2026, 3, day, 7, 30, tzinfo=UTC) for day in (11, 12, 13))
MON, TUE_NEXT, WED_NEXT = (datetime(2026, 3, day, 7, 30, tzinfo=UTC) for day in (16, 17, 18))


def counts(**given: int) -> dict[str, int]:
    return QUIET | given


def states(story: Story) -> dict[tuple[str, int], str]:
    rows = story.complaint.reminders.order_by("pk")
    return {(row.kind, row.firing): row.state for row in rows}


def says(mail: Mail, *facts: str) -> None:
    """See that the plain part and the HTML part both say each fact."""
    words = " ".join(mail.text.split())
    for fact in facts:
        assert fact in words
        assert fact in mail.html


# The mails of the catalogue, each at its hour: what they say and where they lead.
MAILS = {
    "R1, the reply is due tomorrow": (
        State.OPEN,
        datetime(2026, 3, 10, 14, 2, tzinfo=UTC),
        "Rye & Co is waiting to hear from you (by tomorrow 11:02)",
        ("You have until tomorrow 11:02.", "No order has reached you since Thursday", "C-0001"),
        f"{C1}/acknowledge/",
    ),
    "R1, two hours are left": (
        State.OPEN,
        datetime(2026, 3, 11, 8, 2, tzinfo=UTC),
        "Rye & Co is waiting to hear from you (by 11:02)",
        ("You have until 11:02.", "No order has reached you since Thursday", "C-0001"),
        f"{C1}/acknowledge/",
    ),
    "R2, the day before": (
        State.ACKNOWLEDGED,
        WED,
        "You told Rye & Co they’d have a plan by Thursday 12 March",
        ("Two options with a date each are enough.", "Good morning, Tess", "tomorrow", "C-0001"),
        f"{C1}/options/",
    ),
    "R2, on the day": (
        State.ACKNOWLEDGED,
        THU,
        "You told Rye & Co they’d have a plan by Thursday 12 March",
        ("Two options with a date each are enough.", "today", "C-0001"),
        f"{C1}/options/",
    ),
    "R5, on the day": (
        State.PROPOSED,
        MON,
        "No answer from Rye & Co yet. Ring, extend or wait?",
        ("You asked for an answer by Monday 16 March.", "C-0001"),
        f"{C1}/answer/",
    ),
    "R5, two working days later": (
        State.PROPOSED,
        WED_NEXT,
        "No answer from Rye & Co yet. Ring, extend or wait?",
        ("You asked for an answer by Monday 16 March.", "C-0001"),
        f"{C1}/answer/",
    ),
    "R6, the day before": (
        State.IN_PROGRESS,
        WED,
        "Due tomorrow for Rye & Co: Fix the filter",
        ("You gave them this date in C-0001.", "C-0001"),
        f"{C1}/round/",
    ),
    "R6, on the day": (
        State.IN_PROGRESS,
        FRI,
        "Due today for Rye & Co: The form sends every order to your inbox again",
        ("You gave them this date in C-0001.", "C-0001"),
        f"{C1}/round/",
    ),
    "R8b, the day after the window": (
        State.DELIVERED,
        WED_NEXT,
        "Rye & Co hasn’t said if it’s right. Close or ask?",
        ("The time to check ended on Tuesday 17 March.", "C-0001"),
        f"{C1}/their-check/",
    ),
    "R10, the day after they confirmed": (
        State.RESOLVED,
        WED,
        "Close the loop with Rye & Co?",
        (
            "Nothing has been open since 10 March. A short record for both of you closes it.",
            "C-0001",
        ),
        f"{C1}/close/",
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_each_reminder_says_what_is_due_and_leads_to_the_screen_that_settles_it(
    story: Story, name: str
) -> None:
    state, at, subject, facts, link = MAILS[name]
    story.to(state)
    for days in range(1, 9):  # what was due on the days before has gone out already
        dispatch(at - (9 - days) * DAY)
    earlier = len(to_the_owner())

    dispatch(at)

    [mail] = to_the_owner()[earlier:]
    assert (mail.to, mail.subject) == (story.user.email, subject)
    says(mail, *facts)
    assert link in mail.text
    assert link in mail.links
    assert subject in " ".join(mail.text.split())
    assert subject in mail.html


@pytest.mark.parametrize("name", MAILS)
def test_a_reminder_comes_once_however_often_somebody_looks(story: Story, name: str) -> None:
    state, at, *_rest = MAILS[name]
    story.to(state)
    dispatch(at)
    mails = OutgoingEmail.objects.count()
    for later in (timedelta(0), MINUTE, 2 * HOUR):
        assert dispatch(at + later)["emitted"] == 0
    assert OutgoingEmail.objects.filter(kind="digest").count() <= 1
    assert OutgoingEmail.objects.count() == mails


def test_nothing_is_sent_before_its_hour(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    assert dispatch(WED - timedelta(seconds=1)) == QUIET
    assert dispatch(WED) == counts(folded=1)


def test_a_moment_leads_back_to_the_screen_and_keeps_what_was_heard_at_hand(story: Story) -> None:
    story.to(State.OPEN)
    schedule.ask_for_a_moment(
        story.complaint, screen="acknowledge", back_at=story.now + HOUR, now=story.now
    )
    assert dispatch(story.now + HOUR) == counts(emitted=1)
    [mail] = to_the_owner()
    assert mail.subject == "Ready to go back to Rye & Co’s message?"
    says(mail, "You asked for a moment. What you typed is where you left it.", "It comes once.")
    assert f"{C1}/acknowledge/" in mail.links


def test_several_things_of_one_day_share_one_mail_in_the_order_of_their_hour(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    other = Story(story.user, another_project(story), story.contact, story.now)
    other.to(State.ACKNOWLEDGED)

    assert dispatch(WED) == counts(folded=2)

    [mail] = to_the_owner()
    assert mail.subject == "Wednesday 11 March: two things coming up"
    says(
        mail,
        "Two things have a date. Nothing is late.",
        "Due tomorrow for Rye & Co: Fix the filter",
        "You told Rye & Co they’d have a plan by Thursday 12 March",
        "Open Today",
    )
    assert {f"{C1}/round/", f"{SITE}/complaints/C-0002/options/", f"{SITE}/"} <= set(mail.links)
    assert set(
        Reminder.objects.filter(state="folded").values_list("email__dedupe_key", flat=True)
    ) == {f"digest:{story.user.pk}:2026-03-11"}


def test_the_days_mail_counts_who_has_the_next_move(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    Story(story.user, another_project(story), story.contact, story.now).to(State.PROPOSED)
    dispatch(WED)
    says(to_the_owner()[0], "One client has the next move.")


def test_what_was_left_over_waits_for_the_hour_of_the_daily_mail(story: Story) -> None:
    """A worker that comes back in the night must not use up the mail of the day."""
    story.to(State.IN_PROGRESS)
    night = THU - 5 * HOUR
    assert dispatch(night) == counts(postponed=1)
    assert to_the_owner() == []
    assert dispatch(THU) == counts(folded=2, cancelled=1)
    says(to_the_owner()[0], "Due today for Rye & Co: Fix the filter")


def test_there_is_one_daily_mail_a_day_and_what_comes_later_waits_for_the_next(
    story: Story,
) -> None:
    story.to(State.ACKNOWLEDGED)
    assert dispatch(WED) == counts(folded=1)
    # On the same day a plan is promised for today: its reminder is past and due at once.
    other = Story(story.user, another_project(story), story.contact, WED + HOUR)
    other.to(State.OPEN).acknowledge(plan_promised_on=other.today).cause()

    assert dispatch(WED + 2 * HOUR) == counts(postponed=1)
    assert len(to_the_owner()) == 1
    assert dispatch(THU) == counts(folded=2)
    assert to_the_owner()[1].subject == "Thursday 12 March: two things coming up"
    says(to_the_owner()[1], "One is late.")


def test_after_a_long_silence_only_the_latest_of_each_thing_is_said(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    assert dispatch(FRI + HOUR) == counts(folded=2, cancelled=2)
    [mail] = to_the_owner()
    says(mail, "That day has passed. Tell them the new date before they ask.", "One is late.")
    replaced = Reminder.objects.filter(state="superseded").order_by("pk")
    assert [(row.firing, row.superseded_by.firing) for row in replaced] == [(0, 1), (0, 1)]
    assert all(row.superseded_by.subject == row.subject for row in replaced)


def test_what_is_over_a_week_late_is_said_as_long_as_it_is_open(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    assert dispatch(THU + 7 * DAY + MINUTE) == counts(folded=1, cancelled=1)
    [mail] = to_the_owner()
    says(mail, "You told Rye")
    assert states(story)["R2", 0] == "superseded"


def test_without_the_daily_mail_only_what_has_an_hour_of_its_own_comes(story: Story) -> None:
    Preferences.objects.filter(user=story.user).update(digest_on=False)
    story.to(State.OPEN)
    assert dispatch(story.now + 5 * HOUR) == counts(emitted=1)
    story.later(6 * HOUR).acknowledge().cause()
    assert dispatch(THU) == counts(cancelled=2)
    reasons = Reminder.objects.filter(kind="R2").values_list("state", "reason")
    assert ("cancelled", "the daily mail is switched off") in set(reasons)
    assert [mail.subject for mail in to_the_owner()] == [
        "Rye & Co is waiting to hear from you (by tomorrow 11:02)"
    ]


def test_one_account_whose_mail_cannot_be_made_does_not_hold_up_the_others(db: None) -> None:
    told = []
    for _each in range(3):
        story = begin()
        with at_home(story):
            told.append(story.to(State.OPEN))
    broken = told[1].user
    User.objects.filter(pk=broken.pk).update(email="no address at all")
    due = told[1].now + 5 * HOUR

    assert dispatch(due) == counts(emitted=2, failed=1)

    assert {mail.to for mail in to_the_owner()} == {told[0].user.email, told[2].user.email}
    late = told[1].complaint.reminders.get(kind="R1", firing=0)
    assert (late.state, late.due_at) == ("scheduled", due + 10 * MINUTE)
    # Mended, it goes out; the others are not told again.
    User.objects.filter(pk=broken.pk).update(email="mended@example.test")
    assert dispatch(due + 10 * MINUTE) == counts(emitted=1)


def test_what_can_never_be_made_expires_in_the_end(story: Story) -> None:
    story.to(State.OPEN)
    User.objects.filter(pk=story.user.pk).update(email="no address at all")
    due = story.now + 5 * HOUR
    assert dispatch(due) == counts(failed=1)
    dispatch(due + 8 * DAY)
    row = story.complaint.reminders.get(kind="R1", firing=0)
    assert (row.state, row.reason) == ("expired", "could not be made")


def test_a_complaint_that_ended_behind_the_back_of_its_reminders_is_not_mentioned(
    story: Story,
) -> None:
    story.to(State.ACKNOWLEDGED)
    Complaint.objects.filter(pk=story.complaint.pk).update(
        state="closed", closed_at=story.now, outcome="left"
    )
    assert dispatch(THU) == counts(cancelled=2)
    assert to_the_owner() == []


def test_a_reminder_is_asked_once_more_whether_it_is_wanted(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    story.complaint.promises.update(kept_at=story.now)
    assert dispatch(THU) == counts(cancelled=2)


@pytest.mark.parametrize("ending", [State.CLOSED, State.WITHDRAWN])
def test_nothing_comes_after_the_end(story: Story, ending: State) -> None:
    story.to(ending)
    for days in range(0, 90, 3):
        assert dispatch(story.now + days * DAY) == QUIET
    assert to_the_owner() == []


def test_a_reply_takes_a_reminder_back_that_has_not_left_yet(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    [row] = OutgoingEmail.objects.filter(kind="R1")
    assert row.state == "queued"
    story.later(6 * HOUR).acknowledge()
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert OutgoingEmail.objects.get(kind="E1").state == "queued"


def wait_until(story: Story, day: date, hour: int) -> Story:
    """Let time pass to an hour in Berlin, with a look every half hour."""
    until = story.calendar.at(day, time(hour))
    while story.now < until:
        dispatch(story.now)
        story.later(30 * MINUTE)
    return story


def test_on_the_whole_road_each_planned_firing_comes_once(story: Story) -> None:
    march = partial(date, 2026, 3)
    april = partial(date, 2026, 4)
    story.log().words().heard().save()
    wait_until(story, march(11), 10).acknowledge(plan_promised_on=march(13)).cause()
    wait_until(story, march(13), 10)
    sooner = replace(story.two_options()[1], ready_at=story.calendar.end_of(march(23)))
    whole = replace(story.two_options()[0], ready_at=story.calendar.end_of(march(24)))
    story.options(whole, sooner)
    story.dates(steps=[StepDraft("Fix the filter", "me", march(23))], answer_by=march(17))
    story.send_plan()
    wait_until(story, march(19), 10).accept(is_honoured=True)
    wait_until(story, march(24), 12).deliver(feedback_by=march(30))
    wait_until(story, april(8), 10).confirm()
    wait_until(story, april(9), 12).close()
    wait_until(story, date(2026, 5, 9), 12)

    assert [(mail.headers["Date"][:11], mail.subject) for mail in to_the_owner()] == [
        ("Tue, 10 Mar", "Rye & Co is waiting to hear from you (by tomorrow 11:00)"),
        ("Wed, 11 Mar", "Rye & Co is waiting to hear from you (by 11:00)"),
        ("Thu, 12 Mar", "You told Rye & Co they’d have a plan by Friday 13 March"),
        ("Fri, 13 Mar", "You told Rye & Co they’d have a plan by Friday 13 March"),
        ("Tue, 17 Mar", "No answer from Rye & Co yet. Ring, extend or wait?"),
        ("Thu, 19 Mar", "No answer from Rye & Co yet. Ring, extend or wait?"),
        ("Fri, 20 Mar", "Due Monday 23 March for Rye & Co: Fix the filter"),
        ("Mon, 23 Mar", "Monday 23 March: two things coming up"),
        ("Tue, 24 Mar", "Due today for Rye & Co: The form sends every order to your inbox again"),
        ("Tue, 31 Mar", "Rye & Co hasn’t said if it’s right. Close or ask?"),
        ("Tue, 07 Apr", "Rye & Co hasn’t said if it’s right. Close or ask?"),
        ("Thu, 09 Apr", "Close the loop with Rye & Co?"),
    ]
    fired = story.complaint.reminders.filter(state__in=["emitted", "folded"])
    assert Counter(fired.values_list("kind", flat=True)) == {
        "R1": 2, "R2": 2, "R5": 2, "R6": 4, "R8b": 2, "R10": 1,
    }  # fmt: skip
    called_off = story.complaint.reminders.exclude(state__in=["emitted", "folded"])
    assert set(called_off.values_list("kind", "state", "reason")) == {
        (kind, "cancelled", "no longer needed") for kind in ("R0", "R3")
    }
