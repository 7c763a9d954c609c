"""Random moves over complaints, legal or not, and what must hold after each of them."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from complaints.gates import GateClosedError
from complaints.models import ClientResponse, Complaint, Event, Plan, Promise, Remedy, Reminder
from complaints.moves import delivering
from complaints.moves.base import IllegalMoveError
from complaints.reminders import schedule
from complaints.reminders.catalogue import CATALOGUE
from complaints.reminders.dispatch import dispatch
from complaints.reminders.due import next_due
from complaints.workflow import ENDED, MOVES, M, State, may
from outbox.models import OutgoingEmail
from policies.allowance import for_project
from policies.models import RevisionRound
from policies.rounds import RoundRefused
from tests.complaints.story import ROAD, VERBS, Story, at_home, begin

REFUSALS = (IllegalMoveError, GateClosedError, RoundRefused)
LETTERS = {"E1", "E2", "E5", "E8"}
SENT_STATES = ("sent", "accepted", "countered", "declined", "lapsed", "replaced")

which = st.integers(0, 1)
starts = st.sampled_from([*[state for state, _steps in ROAD[:-1]], State.CLOSED])
days = st.integers(min_value=0, max_value=12)
hours = st.integers(min_value=1, max_value=60)
round_types = st.sampled_from(RevisionRound.Type.values)
answers = st.sampled_from(["no", "different", "question"])
letters_of_options = st.sampled_from("ABC")
kinds = st.sampled_from(["explanation", "revision", "redo", "partial_early", "quote"])


class Journey(RuleBasedStateMachine):
    """Two complaints about one project, from anywhere on the road, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        first = begin()
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.frozen: dict[int, tuple[Any, ...]] = {}
        second = Story(first.user, first.project, first.contact, first.now)
        self.stories = [first, second]
        self.now = first.now

    @initialize(states=st.tuples(starts, starts), used=st.integers(0, 3))
    def two_complaints_are_somewhere_on_the_road(
        self, states: tuple[State, State], used: int
    ) -> None:
        for number in range(1, used + 1):
            self.stories[0].project.rounds.create(number=number, type="included")
        for story, state in zip(self.stories, states, strict=True):
            story.now = self.now
            with at_home(story):
                story.to(state)
            self.now = story.now + timedelta(minutes=1)

    def teardown(self) -> None:
        """Take everything of this example back."""
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def do(self, which: int, verb: Any, **changes: Any) -> None:
        """Let one complaint try a verb; whether it may is for the verb to say."""
        story = self.stories[which]
        story.now = self.now
        with at_home(story), suppress(*REFUSALS):
            verb(story, **changes)
        self.now += timedelta(minutes=1)

    @rule(hours=hours)
    def time_passes_and_the_worker_looks(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        dispatch(self.now)
        schedule.replan_sweep(self.now)

    @rule(which=which, choice=st.integers(0, 11))
    def a_move_that_may_be_made_is_made(self, which: int, choice: int) -> None:
        story = self.stories[which]
        state = State(story.fresh().state)
        moves = [move for move in VERBS if may(move, state)]
        if state == State.ACKNOWLEDGED:
            for part in (Story.cause, Story.options, Story.dates):
                self.do(which, part)
        if moves:
            self.do(which, VERBS[moves[choice % len(moves)]])

    @rule(which=which, move=st.sampled_from(sorted(VERBS)))
    def any_move_is_tried(self, which: int, move: M) -> None:
        self.do(which, VERBS[move])

    @rule(which=which, days=days)
    def the_reply_promises_a_plan(self, which: int, days: int) -> None:
        on = self.stories[which].working_day(days)
        self.do(which, Story.acknowledge, plan_promised_on=on)

    @rule(which=which, kind=kinds, days=days)
    def an_option_is_written(self, which: int, kind: str, days: int) -> None:
        story = self.stories[which]
        story.now = self.now
        option = replace(
            story.two_options()[0],
            kind=kind,
            ready_on=story.working_day(days),
            client_cost=150 if kind == "quote" else 0,
        )
        self.do(which, lambda told: told.options(option))

    @rule(which=which, days=days)
    def the_dates_are_written(self, which: int, days: int) -> None:
        self.do(which, Story.dates, answer_by=self.stories[which].working_day(days))

    @rule(which=which, letter=letters_of_options, plan_round=st.integers(0, 3))
    def an_answer_to_some_plan_is_noted(self, which: int, letter: str, plan_round: int) -> None:
        self.do(which, Story.accept, option_letter=letter, plan_round=plan_round)

    @rule(which=which, kind=answers, days=days)
    def they_say_something_else(self, which: int, kind: str, days: int) -> None:
        on = self.stories[which].working_day(days)
        self.do(which, lambda told: told.decline(kind, next_plan_on=on))

    @rule(which=which, round_type=round_types, reason=st.sampled_from(["", "Gladly"]))
    def something_is_handed_over(self, which: int, round_type: str, reason: str) -> None:
        self.do(which, Story.deliver, round_type=round_type, reason=reason)

    @rule(
        which=which,
        position=st.integers(1, 3),
        verb=st.sampled_from([delivering.mark_step_done, delivering.reopen_step]),
    )
    def a_step_is_done_or_not_after_all(self, which: int, position: int, verb: Any) -> None:
        self.do(which, lambda told: verb(told.complaint, position, now=told.now))

    @rule(which=which)
    def they_ask_for_a_moment(self, which: int) -> None:
        complaint = self.stories[which].fresh()
        if not complaint.has_ended:
            back_at = self.now + timedelta(hours=2)
            schedule.ask_for_a_moment(complaint, screen="cause", back_at=back_at, now=self.now)
            self.now += timedelta(minutes=1)

    # What must hold after every step.

    @invariant()
    def a_state_is_reached_only_by_the_table(self) -> None:
        for story in self.stories:
            moved = [event for event in story.events() if event.move]
            state = ""
            for event in moved:
                row = MOVES[M(event.move)]
                assert event.from_state == state
                assert not row.sources or state in row.sources
                assert event.to_state == (row.target or state)
                state = event.to_state
            assert story.fresh().state == state

    @invariant()
    def the_trail_only_grows(self) -> None:
        now = {row.pk: tuple(vars(row).items())[1:] for row in Event.objects.all()}
        assert {pk: now.get(pk) for pk in self.seen} == self.seen
        self.seen = now

    @invariant()
    def one_plan_is_out_and_one_is_written(self) -> None:
        for story in self.stories:
            states = list(story.complaint.plans.values_list("state", flat=True))
            assert states.count("sent") == (story.complaint.state == State.PROPOSED)
            assert states.count("draft") <= 1
            latest = story.complaint.plans.order_by("-round").first()
            assert story.complaint.plan_round == (latest.round if latest else 0)
            if story.complaint.state == State.PROPOSED:
                assert latest.state == "sent"

    @invariant()
    def a_plan_that_went_out_stays_as_it_was(self) -> None:
        now = {}
        for plan in Plan.objects.filter(state__in=SENT_STATES):
            options = tuple(
                plan.options.order_by("letter").values_list("letter", "kind", "what", "ready_on")
            )
            steps = tuple(plan.steps.order_by("position").values_list("what", "who", "due_on"))
            frozen = (plan.not_included, plan.answer_by, plan.sent_at, plan.if_silent)
            now[plan.pk] = (frozen, options, steps)
        assert {pk: now.get(pk) for pk in self.frozen} == self.frozen
        self.frozen = now

    @invariant()
    def one_remedy_is_under_way_where_work_is(self) -> None:
        working = {State.IN_PROGRESS: "accepted", State.DELIVERED: "delivered"}
        for story in self.stories:
            under_way = list(
                story.complaint.remedies.filter(state__in=working.values()).values_list(
                    "state", flat=True
                )
            )
            expected = working.get(State(story.complaint.state))
            assert under_way == ([expected] if expected else [])

    @invariant()
    def nobody_is_answered_before_they_wrote(self) -> None:
        for row in Complaint.objects.exclude(acknowledged_at=None):
            assert row.acknowledged_at >= row.received_at

    @invariant()
    def no_more_rounds_are_used_than_agreed_on(self) -> None:
        for story in self.stories:
            allowance = for_project(story.project)
            assert allowance.used - allowance.extra_paid <= allowance.included
            numbers = story.project.rounds.order_by("number").values_list("number", flat=True)
            assert list(numbers) == list(range(1, len(numbers) + 1))
            paid = story.project.rounds.filter(type="paid_extra")
            assert all(round_.delivery.remedy.kind == "quote" for round_ in paid)

    @invariant()
    def only_what_is_under_way_is_reminded_of(self) -> None:
        planned = Reminder.objects.filter(state="scheduled").exclude(kind="R0b")
        for row in planned.select_related("complaint__owner__preferences"):
            assert row.complaint.state not in ENDED
            keys = {wanted.key(row.complaint) for wanted in schedule.desired(row.complaint)}
            assert row.dedupe_key in keys
        moments = Reminder.objects.filter(state="scheduled", kind="R0b")
        assert not moments.filter(complaint__state__in=ENDED).exists()
        assert set(Reminder.objects.values_list("kind", flat=True)) <= set(CATALOGUE)

    @invariant()
    def a_reminder_that_went_out_has_its_mail_and_no_mail_comes_twice(self) -> None:
        out = Reminder.objects.filter(state__in=["emitted", "folded"])
        assert all(row.email_id and row.closed_at for row in out)
        keys = OutgoingEmail.objects.values_list("dedupe_key", flat=True)
        assert len(keys) == len(set(keys))
        days = OutgoingEmail.objects.filter(kind="digest").values_list("dedupe_key", flat=True)
        assert len(days) == len({key.rpartition(":")[2] for key in days})

    @invariant()
    def every_date_they_were_given_is_a_promise(self) -> None:
        for story in self.stories:
            open_ones = story.complaint.promises.filter(kept_at=None, released_at=None)
            kinds = set(open_ones.values_list("kind", flat=True))
            state = State(story.complaint.state)
            if state == State.ACKNOWLEDGED:
                assert kinds == {"plan"}
            elif state == State.IN_PROGRESS:
                assert kinds >= {"ready"}
                assert "plan" not in kinds
            else:
                assert kinds == set()
        assert not Promise.objects.filter(kept_at__isnull=False, released_at__isnull=False)

    @invariant()
    def an_acceptance_names_its_option_and_an_end_says_when(self) -> None:
        assert not ClientResponse.objects.filter(kind="accepts", option=None).exists()
        assert not Complaint.objects.filter(state="closed", closed_at=None).exists()
        judged = Remedy.objects.filter(state__in=["judged_ok", "not_enough"])
        assert all(row.judged_at for row in judged)

    @invariant()
    def what_was_mailed_to_the_client_was_shown_as_a_message(self) -> None:
        letters = OutgoingEmail.objects.filter(audience="client")
        assert set(letters.values_list("kind", flat=True)) <= LETTERS
        assert all(row.message.body for row in letters.select_related("message"))

    @invariant()
    def the_stored_due_date_is_the_true_one(self) -> None:
        for story in self.stories:
            assert story.fresh().due == next_due(story.complaint)
