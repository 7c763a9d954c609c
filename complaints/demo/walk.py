"""Does each step of a story with the real verbs, at the moment at which it happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import singledispatch

from django.http import QueryDict

from clients.models import Project
from complaints import drafts
from complaints.demo import script
from complaints.demo.days import Days
from complaints.demo.script import Step, amount
from complaints.letters import blanks, templates
from complaints.letters.fill import fill
from complaints.letters.release import Letter
from complaints.models import Acknowledgement, ClientResponse, Complaint, Plan
from complaints.moves import acknowledging, answering, closing, delivering, intake, planning

Kind = ClientResponse.Kind
# Reading it twice and writing down what was heard takes a while.
TO_READ = timedelta(minutes=6)


@dataclass
class Scene:
    """Where a story stands: its project, its complaint once there is one, and the moment."""

    project: Project
    days: Days
    now: datetime
    row: Complaint | None = None

    @property
    def complaint(self) -> Complaint:
        """The complaint as it was when this step began."""
        if self.row is None:
            raise LookupError("A story starts with their words.")
        return self.row

    def move_on(self, now: datetime) -> None:
        """Go to the moment of the next step, with the complaint as the database holds it."""
        self.now = now
        if self.row is not None:
            self.row = Complaint.objects.select_related(
                "owner__preferences", "client", "project", "contact", "listening", "finding"
            ).get(pk=self.row.pk)


@singledispatch
def perform(step: Step, scene: Scene) -> None:
    """Do one step at `scene.now` (UTC)."""
    raise TypeError(f"Nobody knows how to do {step!r}.")


@perform.register
def _start(step: script.Started, scene: Scene) -> None:
    scene.row = intake.start(project=scene.project, contact=None, now=scene.now)
    _keep_words(step, scene)
    if step.typed:
        data = QueryDict(mutable=True)
        data.update(dict(step.typed))
        drafts.keep(scene.row, "heard", data, version=None, now=scene.now)


@perform.register
def _log(step: script.Logged, scene: Scene) -> None:
    say, saved_at = scene.days.words, scene.now
    scene.now -= TO_READ
    scene.row = intake.start(project=scene.project, contact=None, now=scene.now)
    _keep_words(step, scene)
    intake.write_heard(
        scene.row,
        paraphrase=say(step.paraphrase),
        points=[say(point) for point in step.points],
        feelings=step.feelings,
        wish=step.wish,
        wish_note=step.wish_note,
        now=scene.now,
    )
    intake.save(scene.row, now=saved_at)


def _keep_words(step: script.Started | script.Logged, scene: Scene) -> None:
    needed_on = getattr(step, "needed_on", None)
    intake.keep_words(
        scene.complaint,
        words=scene.days.words(step.words),
        channel=step.channel,
        received_at=scene.days.at(*step.arrived),
        needed_by=None if needed_on is None else scene.days.on(needed_on),
        now=scene.now,
    )


@perform.register
def _discard(step: script.Discarded, scene: Scene) -> None:
    intake.discard(scene.complaint, now=scene.now)


@perform.register
def _reply(step: script.Replied, scene: Scene) -> None:
    plan_on = scene.days.on(step.plan_on)
    values = blanks.acknowledgement(
        scene.complaint,
        own_part=step.own_part,
        own_part_text=step.own_part_text,
        plan_promised_on=plan_on,
        expected=step.expected,
        received=step.received,
        now=scene.now,
    )
    acknowledging.acknowledge(
        scene.complaint,
        own_part=Acknowledgement.OwnPart(step.own_part),
        own_part_text=step.own_part_text,
        plan_promised_on=plan_on,
        letter=_letter(templates.ACKNOWLEDGEMENT, values, step.mode, step.call_note, scene.now),
        now=scene.now,
    )


@perform.register
def _find_cause(step: script.FoundCause, scene: Scene) -> None:
    acknowledging.note_cause(
        scene.complaint,
        cause=step.cause,
        contributing=step.contributing,
        lever=step.lever,
        because=step.because,
        cause_sentence=step.sentence,
        now=scene.now,
    )


@perform.register
def _plan(step: script.Planned, scene: Scene) -> None:
    say, days = scene.days.words, scene.days
    options = [
        planning.OptionDraft(
            kind=choice.kind,
            what=say(choice.what),
            ready_on=days.on(choice.ready[0]),
            ready_hour=days.hour(choice.ready[1]),
            client_cost=Decimal(choice.cost),
            effort_hours=amount(choice.hours),
            is_suggested=letter == step.suggested and len(step.choices) > 1,
        )
        for letter, choice in zip(planning.LETTERS, step.choices, strict=False)
    ]
    planning.draft_options(scene.complaint, options, now=scene.now)
    planning.draft_dates(
        scene.complaint,
        steps=[planning.StepDraft(todo.what, todo.who, days.on(todo.on)) for todo in step.todos],
        not_included=step.not_included,
        nothing_to_add=not step.not_included,
        risk=step.risk,
        answer_by=days.on(step.answer_on),
        if_silent=Plan.IfSilent.WAIT,
        rhythm=step.rhythm,
        now=scene.now,
    )


@perform.register
def _send_plan(step: script.PlanSent, scene: Scene) -> None:
    complaint = scene.complaint
    plan = complaint.plans.get(state=Plan.State.DRAFT)
    values = blanks.plan(complaint, plan, now=scene.now)
    letter = _letter(templates.PLAN, values, step.mode, step.call_note, scene.now)
    planning.send_plan(complaint, plan_round=plan.round, letter=letter, now=scene.now)


@perform.register
def _agree(step: script.AgreedByPhone, scene: Scene) -> None:
    answer = _answer(Kind.ACCEPTS, "call", step.said, scene, option=step.option)
    answering.agree_in_a_call(scene.complaint, answer, now=scene.now)


@perform.register
def _accept(step: script.Accepted, scene: Scene) -> None:
    answer = _answer(Kind.ACCEPTS, step.source, step.said, scene, option=step.option)
    answering.accept(scene.complaint, answer, now=scene.now)


@perform.register
def _answer_otherwise(step: script.AnsweredOtherwise, scene: Scene) -> None:
    answer = _answer(step.kind, step.source, step.said, scene, next_plan_on=step.next_plan_on)
    answering.decline(scene.complaint, answer, now=scene.now)


@perform.register
def _finish_step(step: script.StepDone, scene: Scene) -> None:
    delivering.mark_step_done(scene.complaint, step.position, now=scene.now)


@perform.register
def _deliver(step: script.Delivered, scene: Scene) -> None:
    complaint, check_on = scene.complaint, scene.days.on(step.check_on)
    points = list(complaint.points.order_by("number"))
    results = list(zip(points, step.results, strict=True))
    values = blanks.delivery(
        complaint,
        round_type=step.round_type,
        deliverable=step.deliverable,
        results=[(point.text, outcome, note) for point, (outcome, note) in results],
        feedback_by=check_on,
        now=scene.now,
    )
    delivering.deliver(
        complaint,
        round_type=step.round_type,
        reason=step.reason,
        results=[delivering.PointResult(p.number, *result) for p, result in results],
        deliverable=step.deliverable,
        feedback_by=check_on,
        hours=amount(step.hours),
        letter=_letter(templates.DELIVERY, values, "email", "", scene.now),
        now=scene.now,
    )


@perform.register
def _confirm(step: script.Confirmed, scene: Scene) -> None:
    delivering.confirm(
        scene.complaint, _answer(Kind.RIGHT, step.source, step.said, scene), now=scene.now
    )


@perform.register
def _not_right_yet(step: script.NotRightYet, scene: Scene) -> None:
    answer = _answer(Kind.NOT_RIGHT, step.source, step.said, scene, next_plan_on=step.next_plan_on)
    delivering.not_enough(scene.complaint, answer, now=scene.now)


@perform.register
def _close(step: script.Closed, scene: Scene) -> None:
    values = blanks.closing(scene.complaint, outcome=step.outcome, now=scene.now)
    letter = _letter(templates.CLOSING, values, step.mode, "", scene.now)
    closing.close(
        scene.complaint,
        outcome=Complaint.Outcome(step.outcome),
        satisfaction=step.satisfaction,
        summary="\n\n".join(filter(None, [letter.body, step.note])),
        hours_total=amount(step.hours),
        direct_cost=amount(step.cost),
        letter=letter,
        now=scene.now,
    )


def _answer(
    kind: str,
    source: str,
    said: str,
    scene: Scene,
    *,
    option: str = "",
    next_plan_on: int | None = None,
) -> answering.Answer:
    complaint = scene.complaint
    return answering.Answer(
        kind=kind,
        source=source,
        received_at=scene.now,
        said=said,
        said_by=complaint.contact.name if complaint.contact else "",
        option_letter=option,
        plan_round=complaint.plan_round,
        next_plan_on=None if next_plan_on is None else scene.days.on(next_plan_on),
    )


def _letter(
    template: templates.LetterTemplate,
    values: dict[str, str],
    mode: str,
    call_note: str,
    now: datetime,
) -> Letter:
    filled = fill(template, values)
    said_at = now if mode == "call" else None
    return Letter(template.code, filled.subject, filled.body, mode, call_note, said_at)
