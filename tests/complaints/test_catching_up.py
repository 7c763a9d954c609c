"""After a pause nobody is flooded: what was missed comes as one mail, caps hold, and what nobody
can confirm is said once more."""

from collections import Counter
from datetime import UTC, datetime, time

import pytest

from accounts.models import Preferences, User
from clients.models import Project
from complaints.models import Complaint, Listening, Reminder
from complaints.reminders import schedule, sweep
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import suppression
from outbox.models import MailState, OutgoingEmail
from outbox.queue import default_account
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import THU, WED, counts, says
from tests.complaints.story import DAY, HOUR, MINUTE, START, Story, begin

pytestmark = pytest.mark.django_db

REPLY_DUE = START + 6 * HOUR
ALL_DAY = {"working_days": "0123456", "work_starts": time(0), "work_ends": time(23, 59)}
NEVER_QUIET = {"quiet_from": time(0), "quiet_until": time(0)}


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


def kinds() -> Counter[str]:
    return Counter(OutgoingEmail.objects.values_list("kind", flat=True))


def arrived(state: str = MailState.SENT) -> None:
    """Let every mail so far have this fate."""
    for row in OutgoingEmail.objects.filter(state=MailState.QUEUED):
        row.state, row.sent_at = state, row.created_at
        row.uncertain_since = row.created_at if state == MailState.UNCERTAIN else None
        row.save()


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
        "Due today for Rye & Co: Fix the filter",
        "It comes once; after it they come as usual.",
    )
    assert mail.text.index("C-0002") < mail.text.index("C-0001")
    assert mail.text.count("Rye & Co, C-0002") == 1
    assert other.complaint.reminders.get(firing=1, kind="R1").state == "folded"


def test_one_reminder_that_is_late_says_so_under_its_own_subject(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR + 61 * MINUTE)
    [mail] = to_the_owner()
    assert mail.subject == "Rye & Co is waiting to hear from you (by tomorrow 11:02)"
    says(mail, "Reminders could not go out for a while.", "Nothing is late.")
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
    says(mail, "One more is late and stands on Today.")
    assert "Nothing is late" not in mail.text


# What nobody can confirm.


@pytest.mark.parametrize("fate", [MailState.UNCERTAIN, MailState.DEAD])
def test_what_may_not_have_arrived_is_in_the_next_daily_mail(story: Story, fate: str) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    assert kinds() == {"R1": 1}
    arrived(fate)
    dispatch(story.now + 5 * HOUR + 20 * MINUTE)

    mail = to_the_owner()[-1]
    assert kinds() == {"R1": 1, "digest": 1}
    says(
        mail,
        "We could not confirm that this reached you, so here it is once more:",
        "Rye & Co is waiting to hear from you (by tomorrow 11:02)",
    )
    row = story.complaint.reminders.get(kind="R1", firing=0)
    assert row.carried_by == OutgoingEmail.objects.get(kind="digest")
    arrived()
    dispatch(WED)
    assert kinds()["digest"] == 1


def test_what_is_in_doubt_waits_for_evidence_first(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    arrived(MailState.UNCERTAIN)
    dispatch(story.now + 5 * HOUR + 14 * MINUTE)
    assert kinds() == {"R1": 1}


def test_what_is_carried_joins_the_lines_of_the_day(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    arrived(MailState.UNCERTAIN)
    dispatch(THU)
    mail = to_the_owner()[-1]
    says(mail, "Two options with a date each are enough.", "We could not confirm that this")
    assert mail.subject == "Thursday 12 March: two things coming up"


def test_a_carried_line_whose_mail_is_in_doubt_too_is_carried_on(story: Story) -> None:
    story.to(State.OPEN)
    Complaint.objects.filter(pk=story.complaint.pk).update(
        ack_due_at=story.complaint.ack_due_at + 5 * DAY
    )
    schedule.replan(story.fresh(), now=story.now)
    first = story.complaint.reminders.filter(state="scheduled").order_by("due_at")[0].due_at
    dispatch(first)
    for day in range(1, 4):
        arrived(MailState.UNCERTAIN)
        dispatch(first.replace(hour=7, minute=30, second=0) + day * DAY)
    assert kinds()["digest"] == 3


def test_what_is_settled_meanwhile_is_not_carried(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    arrived(MailState.UNCERTAIN)
    story.later(6 * HOUR).acknowledge().cause()
    dispatch(WED)
    assert "We could not confirm" not in to_the_owner()[-1].text
    assert story.complaint.reminders.get(kind="R1", firing=0).carried_at is not None


def test_what_a_mail_said_that_never_went_out_in_time_is_carried(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    OutgoingEmail.objects.filter(kind="digest").update(state=MailState.EXPIRED)
    story.complaint.reminders.filter(state="scheduled").update(
        state="cancelled", reason="no longer needed", closed_at=WED
    )
    dispatch(THU)
    says(to_the_owner()[-1], "We could not confirm that this reached you")


def test_what_an_address_refused_is_carried_once_the_address_has_changed(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    OutgoingEmail.objects.filter(kind="digest").update(state=MailState.FAILED)
    suppression.suppress(story.user.email, code=550, text="5.1.1 No such user", now=WED)
    dispatch(THU)
    assert "We could not confirm" not in to_the_owner()[-1].text
    OutgoingEmail.objects.filter(created_at=THU).update(state=MailState.SENT, sent_at=THU)
    User.objects.filter(pk=story.user.pk).update(email="new@example.test")
    dispatch(THU + DAY)
    mail = to_the_owner()[-1]
    assert mail.to == "new@example.test"
    says(mail, "We could not confirm that this reached you")


def test_what_was_refused_for_its_words_is_said_again(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    OutgoingEmail.objects.filter(kind="digest").update(state=MailState.FAILED)
    dispatch(THU)
    says(to_the_owner()[-1], "We could not confirm that this reached you")


def test_what_a_person_dismissed_is_not_carried(story: Story) -> None:
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    arrived(MailState.UNCERTAIN)
    OutgoingEmail.objects.update(resolution="dismissed")
    dispatch(WED)
    assert kinds() == {"R1": 1}


def test_without_a_daily_mail_what_is_in_doubt_stays_on_the_page(story: Story) -> None:
    Preferences.objects.filter(user=story.user).update(digest_on=False)
    story.to(State.OPEN)
    dispatch(story.now + 5 * HOUR)
    arrived(MailState.UNCERTAIN)
    dispatch(WED)
    assert kinds() == {"R1": 1}
    assert story.complaint.reminders.get(kind="R1", firing=0).carried_at is None


# Quiet hours.

EVENING = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)  # nine in Berlin
MORNING = datetime(2026, 3, 11, 6, 30, tzinfo=UTC)  # half past seven, the end of the quiet hours


def test_a_worker_that_comes_back_at_night_waits_for_the_morning(story: Story) -> None:
    story.to(State.OPEN)
    assert dispatch(EVENING) == counts(postponed=1)
    assert dispatch(MORNING - MINUTE) == counts()
    assert dispatch(MORNING) == counts(emitted=1)


def test_a_reply_that_would_be_late_by_the_morning_is_asked_for_at_night(story: Story) -> None:
    story.to(State.OPEN)
    due = MORNING - HOUR
    Complaint.objects.filter(pk=story.complaint.pk).update(ack_due_at=due)
    rows = story.complaint.reminders.filter(kind="R1")
    rows.update(due_at=EVENING)
    for row in rows:
        key = row.dedupe_key.split("|")
        Reminder.objects.filter(pk=row.pk).update(
            dedupe_key="|".join([*key[:2], f"{due:%Y-%m-%dT%H:%MZ}", *key[3:]])
        )
    assert dispatch(EVENING) == counts(emitted=1, cancelled=1)


def test_a_moment_somebody_chose_at_night_comes_at_night(story: Story) -> None:
    story.to(State.OPEN)
    schedule.ask_for_a_moment(story.complaint, screen="acknowledge", back_at=EVENING, now=story.now)
    story.complaint.reminders.filter(kind="R1").delete()
    assert dispatch(EVENING + MINUTE) == counts(emitted=1)


def test_what_would_fall_into_the_quiet_hours_is_planned_before_them(db: None) -> None:
    story = begin(**ALL_DAY)
    story.to(State.OPEN)
    Complaint.objects.filter(pk=story.complaint.pk).update(
        ack_due_at=datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
    )
    schedule.replan(story.fresh(), now=story.now)
    # Two hours before six in the morning is four: it comes at a quarter to eight in the evening.
    assert ("R1", 1, "Tue 10 Mar 19:45", 20) in story.planned()


def test_the_daily_mail_of_an_evening_person_comes_at_its_hour(story: Story) -> None:
    Preferences.objects.filter(user=story.user).update(digest_at=time(21))
    story.user.preferences.refresh_from_db()
    story.to(State.ACKNOWLEDGED)
    at = datetime(2026, 3, 11, 20, 0, tzinfo=UTC)
    assert dispatch(at) == counts(folded=1)


def test_a_daily_mail_that_was_missed_does_not_come_in_the_night(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    night = WED + 14 * HOUR
    assert dispatch(night) == counts(postponed=1)
    dispatch(THU)
    assert len(to_the_owner()) == 1


def test_a_project_without_an_agreement_is_mentioned_once(story: Story) -> None:
    Project.objects.filter(pk=story.project.pk).update(started_on=START.date())
    story.project.agreements.all().delete()
    sweep.sweep(START)
    assert dispatch(WED) == counts(folded=1)
    [mail] = to_the_owner()
    assert mail.subject == "Order form has no agreed policy yet"
    assert any(link.endswith(f"/projects/{story.project.ref}/agreement/") for link in mail.links)
    sweep.sweep(WED)
    assert dispatch(THU) == counts()


@pytest.mark.parametrize(
    "change", [{"state": "ended"}, {"started_without_policy": "They know me"}, {"started_on": None}]
)
def test_a_project_is_not_mentioned_when_there_is_no_need(
    story: Story, change: dict[str, str | None]
) -> None:
    Project.objects.filter(pk=story.project.pk).update(started_on=START.date())
    story.project.agreements.all().delete()
    Project.objects.filter(pk=story.project.pk).update(**change)
    assert sweep.sweep(START)["projects"] == 0


def test_a_reminder_of_a_project_ends_with_the_agreement(story: Story) -> None:
    agreement = story.project.agreements.get()
    story.project.agreements.update(state="draft")
    Project.objects.filter(pk=story.project.pk).update(started_on=START.date())
    assert sweep.sweep(START)["projects"] == 1
    story.project.agreements.filter(pk=agreement.pk).update(state="agreed")
    assert dispatch(WED) == counts(cancelled=1)
