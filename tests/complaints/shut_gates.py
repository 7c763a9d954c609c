"""Every gate by each single thing that is missing, with its sentence and its screen: the table."""

from collections.abc import Callable
from dataclasses import dataclass

from complaints import causes
from complaints.gates import Missing
from complaints.models import Complaint, Plan, Remedy
from complaints.workflow import State
from tests.complaints.story import DAY, Story


@dataclass(frozen=True)
class Case:
    """A gate, the state before it, what takes one thing away, the verb behind it, what is said."""

    gate: str
    state: State
    take_away: Callable[[Story], object]
    verb: Callable[[Story], object]
    missing: tuple[Missing, ...]


def without_words(story: Story) -> None:
    Complaint.objects.filter(pk=story.complaint.pk).update(words="")


def without_moment(story: Story) -> None:
    Complaint.objects.filter(pk=story.complaint.pk).update(received_at=None)


def without_listening(story: Story) -> None:
    story.complaint.listening.delete()


def without_acknowledgement(story: Story) -> None:
    story.complaint.acknowledgement.delete()


def without_finding(story: Story) -> None:
    story.complaint.finding.delete()


def not_sure(story: Story) -> None:
    story.cause(cause=causes.NOT_SURE, cause_sentence="")


def without_plan(story: Story) -> None:
    story.complaint.plans.all().delete()


def without_options(story: Story) -> None:
    story.complaint.plans.get().options.all().delete()


def with_an_option_that_is_past(story: Story) -> None:
    option = story.complaint.plans.get().options.get(letter="B")
    type(option).objects.filter(pk=option.pk).update(ready_on=story.today - DAY)


def without_limits(story: Story) -> None:
    Plan.objects.filter(complaint=story.complaint).update(not_included="")


def without_answer_by(story: Story) -> None:
    Plan.objects.filter(complaint=story.complaint).update(answer_by=None)


def with_an_answer_by_today(story: Story) -> None:
    Plan.objects.filter(complaint=story.complaint).update(answer_by=story.today)


def with_a_step_that_is_past(story: Story) -> None:
    story.complaint.plans.get().steps.update(due_on=story.today - DAY)


def without_steps(story: Story) -> None:
    story.complaint.plans.get().steps.all().delete()


def all_rounds_used(story: Story) -> None:
    for number in (1, 2, 3):
        story.project.rounds.create(number=number, type="included")


def one_remedy_accepted_again(story: Story) -> None:
    Remedy.objects.filter(option__letter="A").update(state="accepted")


def without_their_answer(story: Story) -> None:
    story.complaint.responses.filter(kind="right").delete()


def deliver_an_included_round(story: Story) -> None:
    story.deliver(round_type="included")


CASES = {
    "their words": Case(
        "G1",
        State.DRAFT,
        without_words,
        Story.save,
        (Missing("Keep their message, in their own words", "words"),),
    ),
    "when they wrote": Case(
        "G1",
        State.DRAFT,
        without_moment,
        Story.save,
        (Missing("Keep their message, in their own words", "words"),),
    ),
    "what was heard": Case(
        "G1",
        State.DRAFT,
        without_listening,
        Story.save,
        (Missing("Write down what you heard", "heard"),),
    ),
    "what was heard, before the reply": Case(
        "G1",
        State.OPEN,
        without_listening,
        Story.acknowledge,
        (Missing("Write down what you heard", "heard"),),
    ),
    "the reply": Case(
        "G2",
        State.ACKNOWLEDGED,
        without_acknowledgement,
        Story.send_plan,
        (Missing("Let them know you heard", "acknowledge"),),
    ),
    "the cause": Case(
        "G3",
        State.ACKNOWLEDGED,
        without_finding,
        Story.send_plan,
        (Missing("Note the likely cause, or that you are not sure yet", "cause"),),
    ),
    "a day to find out": Case(
        "G3",
        State.ACKNOWLEDGED,
        not_sure,
        Story.send_plan,
        (Missing("Plan a day to find out the cause", "dates"),),
    ),
    "an option": Case(
        "G4",
        State.ACKNOWLEDGED,
        without_options,
        Story.send_plan,
        (Missing("Add at least one option", "options"),),
    ),
    "a date of an option that is ahead": Case(
        "G4",
        State.ACKNOWLEDGED,
        with_an_option_that_is_past,
        Story.send_plan,
        (Missing("Choose dates that are still ahead", "options"),),
    ),
    "the limits": Case(
        "G4",
        State.ACKNOWLEDGED,
        without_limits,
        Story.send_plan,
        (Missing("Say what the plan does not cover", "dates"),),
    ),
    "the day of their answer": Case(
        "G4",
        State.ACKNOWLEDGED,
        without_answer_by,
        Story.send_plan,
        (Missing("Choose a date for their answer", "dates"),),
    ),
    "a day of their answer that is ahead": Case(
        "G4",
        State.ACKNOWLEDGED,
        with_an_answer_by_today,
        Story.send_plan,
        (Missing("Choose a date for their answer that is still ahead", "dates"),),
    ),
    "a step that is ahead": Case(
        "G4",
        State.ACKNOWLEDGED,
        with_a_step_that_is_past,
        Story.send_plan,
        (Missing("Move the steps whose date has passed", "dates"),),
    ),
    "a step": Case(
        "G4",
        State.ACKNOWLEDGED,
        without_steps,
        Story.send_plan,
        (Missing("Add at least one step", "dates"),),
    ),
    "an included round": Case(
        "G5",
        State.IN_PROGRESS,
        all_rounds_used,
        deliver_an_included_round,
        (
            Missing(
                "All included rounds are used. Is this a correction, a courtesy or a paid round?",
                "round",
            ),
        ),
    ),
    "what was accepted and not handed over": Case(
        "G7",
        State.RESOLVED,
        one_remedy_accepted_again,
        Story.close,
        (Missing("Still open: The form sends every order to your inbox again.", "round"),),
    ),
    "their word that it is right": Case(
        "G7",
        State.RESOLVED,
        without_their_answer,
        Story.close,
        (Missing("Ask whether it is right now, and note the answer", "their-check"),),
    ),
}
