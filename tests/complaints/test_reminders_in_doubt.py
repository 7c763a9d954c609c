"""What nobody can confirm to have arrived is said once more, and once."""

import pytest

from accounts.models import Preferences, User
from complaints.models import Complaint
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from outbox import suppression
from outbox.models import MailState, OutgoingEmail
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import THU, WED, arrived, kinds, says
from tests.complaints.story import DAY, HOUR, MINUTE, Story

pytestmark = pytest.mark.django_db


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
        "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:02)",
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
