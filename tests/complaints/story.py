"""One complaint of a baker, led to any state by the verbs themselves, at a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps

from accounts.formats import as_seen_by
from accounts.models import Preferences, User
from accounts.working_time import WorkCalendar
from clients.models import Contact, Project
from complaints.letters import blanks, templates
from complaints.letters.fill import fill
from complaints.letters.release import Letter
from complaints.letters.templates import LetterTemplate
from complaints.models import Complaint, Event, Reminder
from complaints.moves import acknowledging, answering, closing, delivering, intake, planning
from complaints.moves.answering import Answer
from complaints.moves.delivering import PointResult
from complaints.moves.planning import OptionDraft, StepDraft
from complaints.workflow import M, State
from tests.factories import (
    AgreementFactory,
    ClientFactory,
    ContactFactory,
    PolicyVersionFactory,
    ProjectFactory,
    UserFactory,
    own_number,
)

# A Tuesday, eleven in the morning in Berlin, without a holiday or a change of clocks near.
START = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WORDS = (
    "Since Thursday not one order came through the form. I threw away two trays of rye."
    " You told me it was tested. And who reads my customers’ messages, I would like to know!"
)
PARAPHRASE = "No order has reached you since Thursday, and two trays of rye were thrown away."
POINTS = ("The form loses orders", "Who reads the messages")
LONG_TEXT = "I have read it twice and want to say that I heard you, and here is what I will do now."


def letter(code: str, mode: str = "email", **kwargs: Any) -> Letter:
    """Return a plain letter without blanks."""
    return Letter(code, f"Letter {code}", f"{LONG_TEXT} It is letter {code}.", mode, **kwargs)


@dataclass
class Story:
    """A complaint and the people around it. Every step takes place at `now`."""

    user: User
    project: Project
    contact: Contact | None
    now: datetime = START
    complaint: Complaint = field(default=None)  # type: ignore[assignment]

    @property
    def calendar(self) -> WorkCalendar:
        return self.user.preferences.calendar()

    @property
    def today(self) -> date:
        return self.calendar.today(self.now)

    def working_day(self, count: int) -> date:
        """Return the working day `count` working days from today."""
        return self.calendar.add_working_days(self.today, count)

    def fresh(self) -> Complaint:
        """Return the complaint as the database has it, without anything cached."""
        self.complaint = Complaint.objects.select_related(
            "owner__preferences", "client", "project", "contact"
        ).get(pk=self.complaint.pk)
        return self.complaint

    # The steps, each with valid answers that a keyword may replace.

    def log(self) -> "Story":
        self.complaint = intake.start(project=self.project, contact=self.contact, now=self.now)
        return self

    def words(self, **changes: Any) -> "Story":
        given = {
            "words": WORDS,
            "channel": "email",
            "received_at": self.now - HOUR,
            "needed_by": None,
        }
        intake.keep_words(self.complaint, **given | changes, now=self.now)
        return self

    def heard(self, **changes: Any) -> "Story":
        given = {
            "paraphrase": PARAPHRASE,
            "points": POINTS,
            "feelings": ["angry", "let_down"],
            "wish": "fix",
            "wish_note": "",
        }
        intake.write_heard(self.complaint, **given | changes, now=self.now)
        return self

    def save(self) -> "Story":
        intake.save(self.complaint, now=self.now)
        return self

    def discard(self) -> "Story":
        intake.discard(self.complaint, now=self.now)
        return self

    def acknowledge(self, **changes: Any) -> "Story":
        given = {
            "own_part": "result",
            "own_part_text": "",
            "plan_promised_on": self.working_day(2),
            "letter": letter("E1"),
        }
        acknowledging.acknowledge(self.complaint, **given | changes, now=self.now)
        return self

    def cause(self, **changes: Any) -> "Story":
        given = {
            "cause": "QUA.2",
            "contributing": [],
            "lever": "me",
            "because": [],
            "cause_sentence": "A filter I added on 4 March sent every order to spam.",
        }
        acknowledging.note_cause(self.complaint, **given | changes, now=self.now)
        return self

    def options(self, *drafts: OptionDraft) -> "Story":
        planning.draft_options(self.complaint, drafts or self.two_options(), now=self.now)
        return self

    def two_options(self) -> tuple[OptionDraft, ...]:
        ready, sooner = self.working_day(3), self.working_day(1)
        return (
            OptionDraft(
                "revision",
                "The form sends every order to your inbox again.",
                self.calendar.end_of(ready),
                is_suggested=True,
            ),
            OptionDraft(
                "partial_early",
                "Orders by phone from today, the form in the week after.",
                self.calendar.end_of(sooner),
            ),
        )

    def dates(self, **changes: Any) -> "Story":
        given = {
            "steps": [StepDraft("Fix the filter", "me", self.working_day(2))],
            "not_included": "New fields in the form",
            "nothing_to_add": False,
            "risk": "",
            "answer_by": self.working_day(4),
            "if_silent": "wait",
            "rhythm": "each_step",
        }
        planning.draft_dates(self.complaint, **given | changes, now=self.now)
        return self

    def send_plan(self, **changes: Any) -> "Story":
        given = {"plan_round": self.fresh().plan_round, "letter": letter("E2")}
        planning.send_plan(self.complaint, **given | changes, now=self.now)
        return self

    def answer(self, kind: str = "accepts", **changes: Any) -> Answer:
        given = {
            "kind": kind,
            "source": "call",
            "received_at": self.now,
            "said": "They said so",
            "plan_round": self.fresh().plan_round,
            "option_letter": "A" if kind == "accepts" else "",
            "next_plan_on": None if kind in {"accepts", "right"} else self.working_day(2),
        }
        return Answer(**given | changes)

    def agree_in_a_call(self, **changes: Any) -> "Story":
        answering.agree_in_a_call(self.complaint, self.answer(**changes), now=self.now)
        return self

    def accept(self, **changes: Any) -> "Story":
        answering.accept(self.complaint, self.answer(**changes), now=self.now)
        return self

    def decline(self, kind: str = "no", **changes: Any) -> "Story":
        answering.decline(self.complaint, self.answer(kind, **changes), now=self.now)
        return self

    def deliver(self, **changes: Any) -> "Story":
        numbers = self.complaint.points.order_by("number").values_list("number", flat=True)
        given = {
            "round_type": "correction",
            "reason": "",
            "results": [PointResult(number, "done") for number in numbers],
            "deliverable": "https://rye.example/form",
            "feedback_by": self.working_day(5),
            "hours": None,
            "letter": letter("E5"),
        }
        delivering.deliver(self.complaint, **given | changes, now=self.now)
        return self

    def confirm(self, **changes: Any) -> "Story":
        delivering.confirm(self.complaint, self.answer("right", **changes), now=self.now)
        return self

    def not_enough(self, **changes: Any) -> "Story":
        delivering.not_enough(self.complaint, self.answer("not_right", **changes), now=self.now)
        return self

    def close(self, **changes: Any) -> "Story":
        given = {
            "outcome": "confirmed",
            "satisfaction": 4,
            "summary": "All is well.",
            "hours_total": Decimal("3.5"),
            "direct_cost": None,
            "letter": letter("E8"),
        }
        closing.close(self.complaint, **given | changes, now=self.now)
        return self

    def override(self, **changes: Any) -> "Story":
        given = {"gate": "G7", "code": "my_choice", "note_text": "I know them well enough for it."}
        closing.override(self.complaint, **given | changes, now=self.now)
        return self

    def later(self, delta: timedelta) -> "Story":
        """Let time pass."""
        self.now += delta
        return self

    def to(self, state: State) -> "Story":
        """Lead the complaint from nothing to `state` by the straight road, a minute each."""
        if self.complaint is None:
            self.log()
        if state == State.WITHDRAWN:
            return self.discard()
        for reached, steps in ROAD:
            self.later(MINUTE)
            for step in steps:
                getattr(self, step)()
            if reached == state:
                break
        self.fresh()
        return self

    # What a test looks at.

    def filled(self, template: LetterTemplate, values: dict[str, str]) -> Letter:
        """Return a letter filled from `values`, to go by mail."""
        text = fill(template, values)
        return Letter(template.code, text.subject, text.body, "email")

    def first_letter(self, **answers: Any) -> Letter:
        given = {"own_part": "result", "plan_promised_on": self.working_day(2)}
        values = blanks.acknowledgement(self.fresh(), **given | answers, now=self.now)
        return self.filled(templates.ACKNOWLEDGEMENT, values)

    def events(self) -> list[Event]:
        return list(self.complaint.events.order_by("pk"))

    def planned(self) -> list[tuple[str, int, str, int]]:
        """Return the reminders that are planned: kind, firing, local day and hour, severity."""
        rows = self.complaint.reminders.filter(state=Reminder.State.SCHEDULED)
        return [
            (
                row.kind,
                row.firing,
                f"{row.local_date:%a %d %b} {row.local_time:%H:%M}",
                row.severity,
            )
            for row in rows.order_by("due_at", "kind", "firing")
        ]


ROAD: tuple[tuple[State, tuple[str, ...]], ...] = (
    (State.DRAFT, ("words", "heard")),
    (State.OPEN, ("save",)),
    (State.ACKNOWLEDGED, ("acknowledge", "cause", "options", "dates")),
    (State.PROPOSED, ("send_plan",)),
    (State.IN_PROGRESS, ("accept",)),
    (State.DELIVERED, ("deliver",)),
    (State.RESOLVED, ("confirm",)),
    (State.CLOSED, ("close",)),
)

# Every move that has a verb, but T1, which needs no complaint; each with valid answers.
VERBS: dict[M, Callable[[Story], Story]] = {
    M.SAVE: Story.save,
    M.DISCARD: Story.discard,
    M.ACKNOWLEDGE: Story.acknowledge,
    M.SEND_PLAN: Story.send_plan,
    M.AGREE_IN_A_CALL: Story.agree_in_a_call,
    M.ACCEPT: Story.accept,
    M.DECLINE: Story.decline,
    M.DELIVER: Story.deliver,
    M.CONFIRM: Story.confirm,
    M.NOT_ENOUGH: Story.not_enough,
    M.CLOSE: Story.close,
    M.OVERRIDE: Story.override,
}


def begin(**preferences: Any) -> Story:
    """Return a story before its complaint: a baker, a form, three rounds agreed, none used."""
    given = {
        "time_zone": "Europe/Berlin",
        "business_name": "Tester & Form",
        "reply_to": "answers@tester.example",
    }
    chosen = {f"preferences__{name}": value for name, value in (given | preferences).items()}
    user = UserFactory(name="Tess Tester", **chosen)
    client = ClientFactory(owner=user, name="Rye & Co")
    contact = ContactFactory(client=client, name="Greta Baker", email="greta@rye.example")
    project = ProjectFactory(
        owner=user, client=client, title="Order form", fee_net=Decimal(2400), currency="EUR"
    )
    version = PolicyVersionFactory(
        policy__owner=user, rounds_included=3, extra_round_price=Decimal(150), currency="EUR"
    )
    AgreementFactory(project=project, policy_version=version)
    # The rows above bear the time of the test run, which is later than the story.
    Preferences.objects.filter(user=user).update(changed_at=START - DAY)
    Project.objects.filter(pk=project.pk).update(changed_at=START - DAY)
    return Story(user=user, project=project, contact=contact)


def another_project(story: Story) -> Project:
    """Return a second project of the same client."""
    number = own_number(story.user, "project")
    return ProjectFactory(owner=story.user, client=story.project.client, number=number)


def at_home(story: Story) -> Any:
    """Return a context in which dates are written as the freelancer of `story` reads them."""
    return as_seen_by(story.user.preferences)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of our own apps, to see that nothing was changed."""
    ours = ("accounts", "outbox", "clients", "policies", "complaints")
    return {
        model._meta.label: [_plain(row) for row in model._default_manager.order_by("pk").values()]
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {n: bytes(v) if isinstance(v, memoryview) else v for n, v in row.items()}
