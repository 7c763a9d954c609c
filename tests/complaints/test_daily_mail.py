"""The mail of the day: one a day, at its hour, with all that has a date."""

import pytest

from accounts.models import Preferences
from clients.models import Project
from complaints.models import Reminder
from complaints.reminders import sweep
from complaints.reminders.dispatch import dispatch
from complaints.workflow import State
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import C1, FRI, SITE, THU, WED, arrived, counts, says
from tests.complaints.story import DAY, HOUR, MINUTE, Story, another_project

pytestmark = pytest.mark.django_db


def states(story: Story) -> dict[tuple[str, int], str]:
    rows = story.complaint.reminders.order_by("pk")
    return {(row.kind, row.firing): row.state for row in rows}


def test_several_things_of_one_day_share_one_mail_in_the_order_of_their_hour(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    other = Story(story.user, another_project(story), story.contact, story.now)
    other.to(State.ACKNOWLEDGED)

    assert dispatch(WED) == counts(folded=2)

    [mail] = to_the_owner()
    assert mail.subject == "Wednesday 11 March: two things coming up"
    says(
        mail,
        "Two things have a date. Nothing you promised is late.",
        "Due Thursday 12 March for Rye & Co: Fix the filter",
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
    says(to_the_owner()[0], "Due Thursday 12 March for Rye & Co: Fix the filter")


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
    assert to_the_owner()[1].subject == (
        "Late: You told Rye & Co they’d have a plan by Wednesday 11 March"
    )
    says(to_the_owner()[1], "One is late.")


def test_after_a_long_silence_only_the_latest_of_each_thing_is_said(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    assert dispatch(FRI + HOUR) == counts(folded=2, cancelled=2)
    [mail] = to_the_owner()
    says(
        mail,
        "Thursday 12 March has passed. Tell them the new date before they ask.",
        "One is late.",
    )
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
        "Rye & Co is waiting to hear from you (by Wednesday 11 March 11:02)"
    ]


def test_what_is_late_comes_first_also_in_the_subject_and_on_the_button(story: Story) -> None:
    """Neither what comes up today nor a project without a policy stands before it."""
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    dispatch(THU)
    Project.objects.filter(pk=story.project.pk).update(started_on=FRI.date())
    story.project.agreements.all().delete()
    sweep.sweep(FRI)
    assert dispatch(FRI + 3 * DAY) == counts(folded=1)
    mail = to_the_owner()[-1]
    assert mail.subject == "Late: Rye & Co, C-0001 (due Thursday 12 March)"
    for words in (mail.text, mail.html):
        assert words.index("Late, and told before") < words.index("has no agreed policy yet")
        assert "Open C-0001" in words
    assert "Nothing you promised is late" not in mail.text


def test_a_second_reminder_says_that_it_is_the_second(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    arrived()
    dispatch(THU)
    first, second = to_the_owner()
    says(second, "You were told on Wednesday 11 March. Two options with a date each are enough.")
    assert "You were told" not in first.text


def test_what_never_left_was_not_told(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    dispatch(WED)
    dispatch(THU)
    assert "You were told" not in to_the_owner()[1].text
