"""One complaint of a baker, led to any state by the verbs themselves, at a clock of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from django.apps import apps

from accounts.formats import as_seen_by
from accounts.models import Preferences
from clients.models import Project
from complaints.letters import blanks, templates
from complaints.letters.fill import fill
from complaints.letters.release import Letter
from complaints.letters.templates import LetterTemplate
from complaints.models import Event, Reminder
from complaints.moves import intake
from complaints.workflow import M, State
from tests.complaints.steps import START, Steps
from tests.factories import (
    AgreementFactory,
    ClientFactory,
    ContactFactory,
    PolicyVersionFactory,
    ProjectFactory,
    UserFactory,
    own_number,
)
from tests.remembered import remembered, starting

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WORDS = (
    "Since Thursday not one order came through the form. I threw away two trays of rye."
    " You told me it was tested. And who reads my customers’ messages, I would like to know!"
)
PARAPHRASE = "No order has reached you since Thursday, and two trays of rye were thrown away."
POINTS = ("The form loses orders", "Who reads the messages")


@dataclass
class Story(Steps):
    """A complaint from its first words on, led to any state by its steps."""

    # The first steps, before any letter.

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

    # Time, and the straight road.

    def later(self, delta: timedelta) -> "Story":
        """Let time pass."""
        self.now += delta
        return self

    def to(self, state: State) -> "Story":
        """Lead the complaint from nothing to `state` by the straight road, a minute each."""
        return self.remembered(("to", state), lambda: self._walk(state))

    def _walk(self, state: State) -> None:
        if self.complaint is None:
            self.log()
        if state == State.WITHDRAWN:
            self.discard()
            return
        for reached, steps in ROAD:
            self.later(MINUTE)
            for step in steps:
                getattr(self, step)()
            if reached == state:
                break

    def remembered(self, step: tuple[Any, ...], walk: Callable[[], object]) -> Self:
        """Walk, or write again what this walk wrote for an equal story; return it, looked at."""

        def work() -> tuple[int, datetime]:
            walk()
            return self.complaint.pk, self.now

        people = self.user.pk, self.project.pk, self.contact and self.contact.pk
        about = (*people, self.complaint and self.complaint.pk, self.now)
        pk, self.now = remembered((type(self), *about, *step), work)
        self.fresh(pk)
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
    starting("begin", repr(chosen))
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
