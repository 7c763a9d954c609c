"""After a pause nobody is flooded: what was missed comes as one mail, and caps hold."""

from collections import Counter
from datetime import datetime

import pytest

from accounts.models import User
from complaints.models import Complaint, Listening, Reminder
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox.models import MailState, OutgoingEmail
from outbox.queue import default_account
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import ALL_DAY, NEVER_QUIET, THU, WED, counts, kinds, says
from tests.complaints.story import DAY, HOUR, MINUTE, START, Story, begin

pytestmark = pytest.mark.django_db

REPLY_DUE = START + 6 * HOUR


def waiting_for_replies(story: Story, count: int) -> list[Complaint]:
    """Return `count` open complaints of the story's freelancer, each with its reply due."""
    rows = Complaint.objects.bulk_create(
        Complaint(
            owner=story.user,
            number=number,
            client=story.project.client,
            project=story.project,
            contact=story.contact,
            state=State.OPEN,
            words="It still does not work.",
            received_at=START,
            turn_since=START,
            ack_due_at=REPLY_DUE,
            due_at=REPLY_DUE,
        )
        for number in range(101, 101 + count)
    )
    Listening.objects.bulk_create(
        Listening(complaint=row, paraphrase="It does not work.", wish="fix", heard_at=START)
        for row in rows
    )
    for row in rows:
        schedule.replan(row, now=START)
    return rows


def test_down_for_a_day_with_five_hundred_due_there_is_one_mail_a_person(db: None) -> None:
    people = [begin(**ALL_DAY, **NEVER_QUIET) for _each in range(4)]
    for story in people:
        waiting_for_replies(story, 125)
    assert Reminder.objects.filter(state="scheduled").count() == 4 * 125 * 2
    back = REPLY_DUE + DAY

    first = dispatch(back)
    assert first["folded"] == 500
    assert first["emitted"] == 0
    assert kinds() == {"catchup": 4}
    assert Reminder.objects.filter(state="scheduled").count() == 0

    # The first hour after it, with a reply more due every ten minutes.
    for story in people:
        for minute in range(10, 60, 10):
            other = Story(story.user, story.project, story.contact, back - 2 * HOUR)
            other.to(State.OPEN)
            Complaint.objects.filter(pk=other.complaint.pk).update(
                ack_due_at=back + 2 * HOUR + minute * MINUTE
            )
            schedule.replan(other.fresh(), now=back - HOUR)
    for minute in range(1, 60):
        dispatch(back + minute * MINUTE)
    each = Counter(OutgoingEmail.objects.values_list("user_id", flat=True))
    assert max(each.values()) <= 3
    # What did not fit came together once there was room again.
    dispatch(back + 2 * HOUR)
    assert not Reminder.objects.filter(state="scheduled", due_at__lte=back + 2 * HOUR).exists()


def test_the_mail_after_a_pause_names_the_worst_first_and_each_complaint_once(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    other = Story(story.user, story.project, story.contact, START).to(State.OPEN)
    dispatch(THU + 5 * HOUR)

    [mail] = to_the_owner()
    assert mail.subject == "While Amends was away: three to look at"
    says(
        mail,
        "Reminders could not go out for a while. Here is all of it in one mail.",
        "One is late.",
        "Rye & Co, C-0001",
        "Rye & Co, C-0002",
        "Rye & Co is waiting to hear from you (by",
        "Due Thursday 12 March for Rye & Co: Fix the filter",
        "It comes once; after it they come as usual.",
    )
    assert mail.text.index("C-0002") < mail.text.index("C-0001")
    assert mail.text.count("Rye & Co, C-0002") == 1
    assert other.complaint.reminders.get(firing=1, kind="R1").state == "folded"


def test_one_reminder_that_is_late_says_so_under_its_own_subject(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR + 61 * MINUTE)
    [mail] = to_the_owner()
    assert mail.subject == "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:02)"
    says(mail, "Reminders could not go out for a while.", "Nothing you promised is late.")
    assert kinds() == {"catchup": 1}


def test_an_hour_is_not_late_yet(story: Story) -> None:
    story.to(State.OPEN)
    [first, _last] = story.complaint.reminders.filter(kind="R1").order_by("due_at")
    assert dispatch(first.due_at + HOUR) == counts(emitted=1)


def test_what_was_past_when_it_was_planned_is_not_late(story: Story) -> None:
    """A promise for today, made at eleven: its hour was half past eight, but nobody was away."""
    story.to(State.OPEN).acknowledge(plan_promised_on=story.today).cause()
    dispatch(story.now)
    [mail] = to_the_owner()
    assert kinds()["digest"] == 1
    says(mail, "Two options with a date each are enough.")


@pytest.mark.parametrize(("number", "mails"), [(3, {"R1": 3}), (4, {"catchup": 1})])
def test_up_to_three_come_singly_and_more_come_together(
    story: Story, number: int, mails: dict[str, int]
) -> None:
    rows = waiting_for_replies(story, number)
    dispatch(rows[0].reminders.order_by("due_at")[0].due_at)
    assert kinds() == mails
    if number > 3:
        [mail] = to_the_owner()
        assert mail.subject == "Due at once: four to look at"
        says(mail, "Several reminders came due together.", "more than three reminders")


def test_after_six_mails_in_an_hour_the_rest_waits_and_comes_together(db: None) -> None:
    story = begin(**ALL_DAY, **NEVER_QUIET)
    for number in range(8):
        complaint = Story(story.user, story.project, story.contact, START).to(State.OPEN).complaint
        row = complaint.reminders.filter(kind="R1").order_by("-due_at")[0]
        complaint.reminders.exclude(pk=row.pk).delete()
        Reminder.objects.filter(pk=row.pk).update(due_at=START + HOUR + number * MINUTE)
    for minute in range(20):
        dispatch(START + HOUR + minute * MINUTE)
    assert kinds() == {"R1": 6}
    dispatch(START + 2 * HOUR + 30 * MINUTE)
    assert kinds() == {"R1": 8}
    assert not Reminder.objects.filter(kind="R1", state="scheduled").exists()


def test_after_twenty_mails_in_a_day_the_rest_waits_for_the_next(db: None) -> None:
    story = begin(**ALL_DAY, **NEVER_QUIET)
    Story(story.user, story.project, story.contact, START).to(State.OPEN)
    OutgoingEmail.objects.bulk_create(
        [a_mail(story.user, START + n * HOUR / 4, n) for n in range(20)]
    )
    row = Reminder.objects.filter(kind="R1").order_by("due_at")[0]
    Reminder.objects.filter(pk=row.pk).update(due_at=START + 20 * HOUR)
    assert dispatch(START + 20 * HOUR) == counts(postponed=1)
    row.refresh_from_db()
    assert row.due_at == START + DAY
    assert row.state == "scheduled"


def a_mail(user: User, at: datetime, number: int) -> OutgoingEmail:
    return OutgoingEmail(
        dedupe_key=f"earlier:{number}",
        message_id=f"<earlier.{number}@test>",
        account=default_account(),
        kind="R1",
        audience="owner",
        user=user,
        rcpt=user.email,
        subject="Earlier",
        raw=b"",
        state=MailState.SENT,
        sent_at=at,
        created_at=at,
        next_attempt_at=at,
        not_after=at + DAY,
        give_up_at=at + DAY,
    )


def test_a_mail_says_what_is_late_though_it_was_told_before(story: Story) -> None:
    """The first plan was told and is late; the mail of a later day is about another complaint."""
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    dispatch(THU)
    later = Story(story.user, story.project, story.contact, THU + 8 * HOUR + DAY)
    later.to(State.ACKNOWLEDGED)
    due = Reminder.objects.filter(complaint=later.complaint, kind="R2", firing=0).get().due_at
    dispatch(due)
    mail = to_the_owner()[-1]
    says(mail, "One told before is still late.", "Late, and told before:", story.complaint.ref)
    assert "Nothing is late" not in mail.text
