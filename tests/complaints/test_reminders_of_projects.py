"""A project that began without an agreed policy is mentioned once, and only when there is need."""

import pytest

from clients.models import Project
from complaints.reminders import sweep
from complaints.reminders.dispatch import dispatch
from tests.complaints.mail import to_the_owner
from tests.complaints.reminding import THU, WED, counts
from tests.complaints.story import START, Story

pytestmark = pytest.mark.django_db


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
