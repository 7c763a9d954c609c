"""What each move leaves behind: numbers, the trail, promises, answers and rounds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from complaints.models import (
    Attachment,
    CareWindow,
    ClientResponse,
    Draft,
    Listening,
    Plan,
    Promise,
    Remedy,
)
from complaints.moves import delivering, intake
from complaints.moves.base import IllegalMoveError
from complaints.workflow import State
from tests.complaints.story import Story, another_project, begin
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


def test_a_complaint_is_logged_as_a_draft_with_a_number_and_the_main_contact(story: Story) -> None:
    other = ContactFactory(client=story.project.client, name="A Helper", is_main=False)
    first = intake.start(project=story.project, contact=None, now=story.now)
    second = intake.start(project=story.project, contact=other, now=story.now)

    assert [first.ref, second.ref] == ["C-0001", "C-0002"]
    assert [first.state, first.contact, second.contact] == ["draft", story.contact, other]
    [event] = first.events.all()
    assert (event.move, event.from_state, event.to_state) == ("T1", "", "draft")


def test_who_starts_twice_gets_the_draft_in_which_nothing_was_typed(story: Story) -> None:
    other = ContactFactory(client=story.project.client, name="A Helper", is_main=False)
    first = intake.take_up_or_start(project=story.project, contact=None, now=story.now)
    again = intake.take_up_or_start(project=story.project, contact=other, now=story.now)
    assert (again.pk, again.contact) == (first.pk, other)
    kept = intake.take_up_or_start(project=story.project, contact=None, now=story.now)
    assert (kept.pk, kept.contact) == (first.pk, other)
    elsewhere = another_project(story)
    assert intake.take_up_or_start(project=elsewhere, contact=None, now=story.now).pk != first.pk


@pytest.mark.parametrize("typed", ["words", "an unsent page", "a file", "what was heard"])
def test_a_draft_that_holds_something_is_left_alone(story: Story, typed: str) -> None:
    story.log()
    draft = story.complaint
    if typed == "words":
        story.words()
    elif typed == "an unsent page":
        Draft.objects.create(complaint=draft, screen="words", data={}, saved_at=story.now)
    elif typed == "a file":
        Attachment.objects.create(
            complaint=draft, name="a.txt", file="a.txt", size=1, added_at=story.now
        )
    else:
        Listening.objects.create(complaint=draft, paraphrase="Late", wish="fix", heard_at=story.now)
    fresh = intake.take_up_or_start(project=story.project, contact=None, now=story.now)
    assert fresh.pk != draft.pk


def test_numbers_run_for_each_freelancer_alone(story: Story) -> None:
    story.log()
    assert begin().log().complaint.ref == "C-0001"


def test_who_owns_a_complaint_its_client_and_its_project_agree(story: Story) -> None:
    complaint = story.to(State.CLOSED).complaint
    assert complaint.owner == complaint.client.owner == complaint.project.owner == story.user
    assert complaint.contact.client == complaint.client == complaint.project.client


def test_the_straight_road_leaves_the_true_trail(story: Story) -> None:
    story.to(State.CLOSED)
    assert [(event.move or event.verb, event.title) for event in story.events()] == [
        ("T1", "You logged it"),
        ("T2", "Their message arrived"),
        ("T4", "You replied"),
        ("note_cause", "You noted the cause"),
        ("T6", "You sent the plan"),
        ("T8", "They chose option A"),
        ("T12", "You delivered"),
        ("T13", "They confirmed that it is right"),
        ("T16", "You closed it"),
    ]


def test_the_trail_cannot_be_rewritten_or_shortened(story: Story) -> None:
    event = story.to(State.OPEN).events()[0]
    with pytest.raises(TypeError, match="never rewritten"):
        event.save()
    with pytest.raises(TypeError, match="never shortened"):
        event.delete()


def test_saving_sets_the_reply_due_in_one_working_day(story: Story) -> None:
    story.to(State.OPEN)
    assert story.complaint.ack_due_at == story.now + timedelta(days=1)
    assert not story.complaint.is_urgent
    assert story.complaint.due_at == story.complaint.ack_due_at


URGENT = {
    "a public post": ({"channel": "public"}, {}, True),
    "they want to stop": ({}, {"wish": "stop"}, True),
    "a date in three working days": ({"needed_by": 3}, {}, True),
    "a date in four working days": ({"needed_by": 4}, {}, False),
    "an angry mail": ({}, {"wish": "fix"}, False),
}


@pytest.mark.parametrize("case", URGENT, ids=str)
def test_an_urgent_complaint_is_answered_within_four_working_hours(story: Story, case: str) -> None:
    words, heard, urgent = URGENT[case]
    if "needed_by" in words:
        words = {"needed_by": story.working_day(words["needed_by"])}
    story.log().words(**words).heard(**heard).save()
    due = timedelta(hours=4) if urgent else timedelta(days=1)
    assert story.fresh().is_urgent is urgent
    assert story.complaint.ack_due_at == story.now + due


def test_sending_the_plan_keeps_its_promise_and_freezes_it(story: Story) -> None:
    story.to(State.PROPOSED)
    plan = story.complaint.plans.get()
    assert (plan.state, plan.sent_at, plan.round) == ("sent", story.now, 1)
    [promise] = story.complaint.promises.all()
    assert (promise.kind, promise.kept_at) == ("plan", story.now)
    assert [(r.kind, r.rung, r.state) for r in story.complaint.remedies.order_by("pk")] == [
        ("revision", 2, "offered"),
        ("partial_early", 2, "offered"),
    ]


def test_accepting_takes_one_option_back_the_other_and_makes_its_dates_promises(
    story: Story,
) -> None:
    story.to(State.IN_PROGRESS)
    states = dict(story.complaint.remedies.values_list("option__letter", "state"))
    assert states == {"A": "accepted", "B": "taken_back"}
    promised = story.complaint.promises.filter(kept_at=None).order_by("due_at")
    assert [(p.kind, p.what) for p in promised] == [
        ("step", "Fix the filter"),
        ("ready", "The form sends every order to your inbox again."),
    ]
    assert [p.due_at for p in promised] == [
        story.calendar.end_of(story.working_day(2)),
        story.calendar.end_of(story.working_day(3)),
    ]


DECLINES = {"no": ("declined", "declined"), "different": ("countered", "declined")}


@pytest.mark.parametrize("kind", DECLINES)
def test_an_answer_that_is_no_yes_keeps_their_words_and_starts_a_new_plan(
    story: Story, kind: str
) -> None:
    plan_state, remedy_state = DECLINES[kind]
    story.to(State.PROPOSED).decline(kind, said="Please do it by Friday")
    old, new = Plan.objects.filter(complaint=story.complaint).order_by("round")
    assert (old.state, old.counter) == (plan_state, "Please do it by Friday")
    assert (new.state, new.round, new.options.count()) == ("draft", 2, 2)
    assert set(story.complaint.remedies.values_list("state", flat=True)) == {remedy_state}
    [promise] = Promise.objects.filter(complaint=story.complaint, kept_at=None)
    assert promise.due_at == story.calendar.end_of(story.working_day(2))


def test_a_question_is_not_an_answer(story: Story) -> None:
    story.to(State.PROPOSED).decline("question", said="Does it cost anything?")
    remedies = Remedy.objects.filter(complaint=story.complaint)
    assert set(remedies.values_list("state", "answered_at")) == {("taken_back", None)}


def test_not_enough_judges_the_remedy_and_starts_over(story: Story) -> None:
    story.to(State.DELIVERED).not_enough(said="Two orders are still missing")
    remedy = story.complaint.remedies.get(option__letter="A")
    assert (remedy.state, remedy.judged_at) == ("not_enough", story.now)
    assert remedy.delivery.round.result == "more_needed"
    assert story.complaint.plans.filter(state="draft").count() == 1
    assert ClientResponse.objects.filter(kind="not_right").count() == 1


def test_a_second_round_walks_the_same_road(story: Story) -> None:
    story.to(State.DELIVERED).not_enough().later(timedelta(hours=1))
    story.options().dates(answer_by=story.working_day(3)).send_plan().accept().deliver().confirm()
    story.close()
    assert story.fresh().state == "closed"
    assert list(story.complaint.plans.order_by("round").values_list("state", flat=True)) == [
        "accepted",
        "accepted",
    ]
    assert story.project.rounds.count() == 2


def test_an_agreement_in_a_call_needs_no_letter(story: Story) -> None:
    story.to(State.ACKNOWLEDGED).agree_in_a_call(option_letter="B", said_by="Greta Baker")
    assert story.complaint.messages.filter(letter="E2").count() == 0
    [response] = story.complaint.responses.all()
    assert (response.kind, response.said_by, response.option.letter) == (
        "accepts",
        "Greta Baker",
        "B",
    )
    assert story.complaint.plans.get().state == "accepted"


def test_an_explanation_is_delivered_without_a_round(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    words_only = replace(story.two_options()[0], kind="explanation", is_suggested=False)
    story.options(words_only).send_plan().accept().deliver(round_type="")
    assert story.project.rounds.count() == 0
    assert story.complaint.deliveries.get().round is None
    story.confirm().close()
    assert story.fresh().state == "closed"


def test_a_step_done_keeps_its_promise_once(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    promise = story.complaint.promises.get(kind="step")
    events = len(story.events())
    for _twice in range(2):
        delivering.mark_step_done(story.complaint, 1, now=story.now)
    promise.refresh_from_db()
    assert promise.kept_at == story.now
    assert [event.title for event in story.events()[events:]] == ["Done: Fix the filter"]


def test_a_step_taken_up_again_is_promised_again_once(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    planned, events = story.planned(), len(story.events())
    delivering.mark_step_done(story.complaint, 1, now=story.now)
    for _twice in range(2):
        delivering.reopen_step(story.complaint, 1, now=story.now)
    promise = story.complaint.promises.get(kind="step")
    assert (promise.kept_at, promise.step.state) == (None, "to_do")
    assert story.planned() == planned
    assert [event.title for event in story.events()[events:]] == [
        "Done: Fix the filter",
        "Not done after all: Fix the filter",
    ]
    story.deliver()
    with pytest.raises(IllegalMoveError):
        delivering.reopen_step(story.complaint, 1, now=story.now)


def test_closing_opens_sixty_days_of_care_and_lets_promises_go(story: Story) -> None:
    story.to(State.CLOSED)
    care = CareWindow.objects.get(complaint=story.complaint)
    assert (care.starts_on, care.ends_on) == (story.today, story.today + timedelta(days=60))
    assert not story.complaint.promises.filter(kept_at=None, released_at=None).exists()
    assert (story.complaint.outcome, story.complaint.satisfaction) == ("confirmed", 4)
