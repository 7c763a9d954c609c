"""What each reminder of the catalogue says and where it leads, and that it comes once."""

from datetime import UTC, datetime, timedelta

import pytest

from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import C1, FRI, MON, THU, WED, WED_NEXT, counts, says
from tests.complaints.story import DAY, HOUR, MINUTE, Story

pytestmark = pytest.mark.django_db

# The mails of the catalogue, each at its hour: what they say and where they lead.
MAILS = {
    "R1, the reply is due tomorrow": (
        State.OPEN,
        datetime(2026, 3, 10, 14, 2, tzinfo=UTC),
        "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:02)",
        (
            "You have until Wednesday 11 March 11:02.",
            "No order has reached you since Thursday",
            "C-0001",
        ),
        f"{C1}/acknowledge/",
    ),
    "R1, two hours are left": (
        State.OPEN,
        datetime(2026, 3, 11, 8, 2, tzinfo=UTC),
        "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:02)",
        (
            "You have until Wednesday 11 March 11:02.",
            "No order has reached you since Thursday",
            "C-0001",
        ),
        f"{C1}/acknowledge/",
    ),
    "R2, the day before": (
        State.ACKNOWLEDGED,
        WED,
        "You told Rye & Co they’d have a plan by Thursday 12 March",
        ("Two options with a date each are enough.", "Good morning, Tess", "C-0001"),
        f"{C1}/options/",
    ),
    "R2, on the day": (
        State.ACKNOWLEDGED,
        THU,
        "You told Rye & Co they’d have a plan by Thursday 12 March",
        ("Two options with a date each are enough.", "C-0001"),
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
        "Due Thursday 12 March for Rye & Co: Fix the filter",
        ("You gave them this date in C-0001.", "C-0001"),
        f"{C1}/round/",
    ),
    "R6, on the day": (
        State.IN_PROGRESS,
        FRI,
        "Late: Rye & Co, C-0001 (due Thursday 12 March)",
        (
            "Due Friday 13 March for Rye & Co: The form sends every order to your inbox again",
            "You gave them this date in C-0001.",
        ),
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
            "Nothing has been open since Tuesday 10 March.",
            "A short record for both of you closes it.",
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
    says(mail, subject.removeprefix("Late: "))


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


def test_beside_a_line_stands_its_day(story: Story) -> None:
    story.user.preferences.lead_times = {"plan_days": 3}
    story.user.preferences.save()
    story.to(State.OPEN).acknowledge(plan_promised_on=story.working_day(5)).cause()
    first = story.complaint.reminders.filter(kind="R2").order_by("due_at")[0]
    dispatch(first.due_at)
    assert "Tue 17 March " in to_the_owner()[-1].html
