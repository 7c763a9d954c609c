"""Which reminders a complaint has in each state: a table of days, and what a change does to them."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.models import Preferences
from clients.models import Project
from complaints.models import Complaint, Reminder
from complaints.moves import delivering
from complaints.reminders import schedule
from complaints.reminders.dispatch import dispatch
from complaints.workflow import MOVES, State, may
from tests.complaints.story import DAY, HOUR, START, VERBS, Story, at_home, begin

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
# The clocks go forward in the night to Sunday 29 March.
BEFORE_SUMMER_TIME = datetime(2026, 3, 27, 14, 0, tzinfo=UTC)
# Good Friday and Easter Monday lie ahead.
BEFORE_EASTER = datetime(2026, 4, 2, 14, 0, tzinfo=UTC)

# The state, when, whose holidays → kind, firing, local day and hour, severity.
# fmt: off
# ruff: noqa: E501
PLANS = {
    "open": (State.OPEN, START, "", [("R1", 0, "Tue 10 Mar 15:02", 20), ("R1", 1, "Wed 11 Mar 09:02", 20)]),
    "acknowledged": (State.ACKNOWLEDGED, START, "", [("R2", 0, "Wed 11 Mar 08:30", 10), ("R2", 1, "Thu 12 Mar 08:30", 20)]),
    "proposed": (State.PROPOSED, START, "", [("R5", 0, "Mon 16 Mar 08:30", 20), ("R5", 1, "Wed 18 Mar 08:30", 20)]),
    "in progress": (State.IN_PROGRESS, START, "", [
        ("R6", 0, "Wed 11 Mar 08:30", 10), ("R6", 0, "Thu 12 Mar 08:30", 10),
        ("R6", 1, "Thu 12 Mar 08:30", 20), ("R6", 1, "Fri 13 Mar 08:30", 20),
    ]),
    "delivered": (State.DELIVERED, START, "", [("R8b", 0, "Wed 18 Mar 08:30", 20), ("R8b", 1, "Wed 25 Mar 08:30", 20)]),
    "resolved": (State.RESOLVED, START, "", [("R10", 0, "Wed 11 Mar 08:30", 10)]),
    "closed": (State.CLOSED, START, "", []),
    "withdrawn": (State.WITHDRAWN, START, "", []),
    "draft": (State.DRAFT, START, "", [("R0", 0, "Wed 11 Mar 08:30", 10), ("R0", 1, "Mon 16 Mar 08:30", 10)]),
    "open on a Friday": (State.OPEN, FRIDAY, "", [("R1", 0, "Mon 16 Mar 11:02", 20), ("R1", 1, "Mon 16 Mar 13:02", 20)]),
    "open on a Saturday": (State.OPEN, SATURDAY, "", [("R1", 0, "Mon 16 Mar 13:00", 20), ("R1", 1, "Mon 16 Mar 15:00", 20)]),
    "acknowledged on a Saturday": (State.ACKNOWLEDGED, SATURDAY, "", [("R2", 0, "Mon 16 Mar 08:30", 10), ("R2", 1, "Tue 17 Mar 08:30", 20)]),
    "delivered on a Friday": (State.DELIVERED, FRIDAY, "", [("R8b", 0, "Mon 23 Mar 08:30", 20), ("R8b", 1, "Mon 30 Mar 08:30", 20)]),
    "resolved on a Friday": (State.RESOLVED, FRIDAY, "", [("R10", 0, "Mon 16 Mar 08:30", 10)]),
    "open before summer time": (State.OPEN, BEFORE_SUMMER_TIME, "", [("R1", 0, "Mon 30 Mar 11:02", 20), ("R1", 1, "Mon 30 Mar 13:02", 20)]),
    "acknowledged before summer time": (State.ACKNOWLEDGED, BEFORE_SUMMER_TIME, "", [("R2", 0, "Mon 30 Mar 08:30", 10), ("R2", 1, "Tue 31 Mar 08:30", 20)]),
    "open before Easter": (State.OPEN, BEFORE_EASTER, "DE", [("R1", 0, "Tue 07 Apr 12:02", 20), ("R1", 1, "Tue 07 Apr 14:02", 20)]),
    "acknowledged before Easter": (State.ACKNOWLEDGED, BEFORE_EASTER, "DE", [("R2", 0, "Tue 07 Apr 08:30", 10), ("R2", 1, "Wed 08 Apr 08:30", 20)]),
    "proposed before Easter": (State.PROPOSED, BEFORE_EASTER, "DE", [("R5", 0, "Fri 10 Apr 08:30", 20), ("R5", 1, "Tue 14 Apr 08:30", 20)]),
    "delivered before Easter": (State.DELIVERED, BEFORE_EASTER, "DE", [("R8b", 0, "Tue 14 Apr 08:30", 20), ("R8b", 1, "Tue 21 Apr 08:30", 20)]),
    "resolved before Easter": (State.RESOLVED, BEFORE_EASTER, "DE", [("R10", 0, "Tue 07 Apr 08:30", 10)]),
}
# fmt: on


@pytest.mark.parametrize("name", PLANS)
def test_each_state_plans_its_reminders(db: None, name: str) -> None:
    state, now, country, expected = PLANS[name]
    story = begin(country=country)
    story.now = now
    story.to(state)
    assert story.planned() == expected


def test_the_hour_stays_when_the_clocks_change(story: Story) -> None:
    story.now = BEFORE_SUMMER_TIME
    story.to(State.ACKNOWLEDGED)
    moments = story.complaint.reminders.filter(state="scheduled").order_by("due_at")
    assert [row.due_at for row in moments] == [
        datetime(2026, 3, 30, 6, 30, tzinfo=UTC),
        datetime(2026, 3, 31, 6, 30, tzinfo=UTC),
    ]


def test_an_urgent_reply_is_asked_for_once_where_twice_would_be_too_close(story: Story) -> None:
    story.log().words(channel="public").heard().save()
    assert story.planned() == [("R1", 1, "Tue 10 Mar 13:00", 20)]


def test_a_short_window_to_check_is_asked_about_again_on_the_seventh_day(story: Story) -> None:
    story.to(State.IN_PROGRESS).deliver(feedback_by=story.working_day(2))
    assert story.planned() == [
        ("R8b", 0, "Fri 13 Mar 08:30", 20),
        ("R8b", 1, "Tue 17 Mar 08:30", 20),
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, [("R2", 1, "Tue 10 Mar 08:30", 20)]),
        (1, [("R2", 1, "Wed 11 Mar 08:30", 20)]),
        (2, [("R2", 0, "Wed 11 Mar 08:30", 10), ("R2", 1, "Thu 12 Mar 08:30", 20)]),
        (6, [("R2", 0, "Tue 17 Mar 08:30", 10), ("R2", 1, "Wed 18 Mar 08:30", 20)]),
    ],
)
def test_what_is_past_when_planned_is_dropped_but_the_last(
    story: Story, days: int, expected: list[tuple[str, int, str, int]]
) -> None:
    story.to(State.OPEN).acknowledge(plan_promised_on=story.working_day(days)).cause()
    assert story.planned() == expected


def test_what_was_dropped_does_not_come_back_when_planned_again(story: Story) -> None:
    story.to(State.OPEN).acknowledge(plan_promised_on=story.working_day(1)).cause()
    for _again in range(2):
        schedule.replan(story.fresh(), now=story.now)
    assert story.planned() == [("R2", 1, "Wed 11 Mar 08:30", 20)]


@pytest.mark.parametrize("state", [s for s in State if s != State.WITHDRAWN])
def test_planning_again_changes_nothing(story: Story, state: State) -> None:
    story.to(state)
    before = list(Reminder.objects.order_by("pk").values_list("pk", "state", "due_at", "firing"))
    for _again in range(2):
        schedule.replan(story.fresh(), now=story.now)
    after = list(Reminder.objects.order_by("pk").values_list("pk", "state", "due_at", "firing"))
    assert after == before


def move_reply(story: Story, due_at: datetime) -> None:
    Complaint.objects.filter(pk=story.complaint.pk).update(ack_due_at=due_at)
    schedule.replan(story.fresh(), now=story.now)


def test_a_date_that_moves_away_and_comes_back_is_planned_once(story: Story) -> None:
    story.to(State.OPEN)
    first, there = story.complaint.ack_due_at, story.complaint.ack_due_at + DAY
    planned = story.planned()

    move_reply(story, there)
    assert [day for _kind, _firing, day, _weight in story.planned()] == [
        "Wed 11 Mar 11:02",
        "Thu 12 Mar 09:02",
    ]
    move_reply(story, first)

    assert story.planned() == planned
    rows = story.complaint.reminders.filter(kind="R1")
    keys = rows.values_list("dedupe_key", flat=True)
    assert len(keys) == len(set(keys)) == 4
    states = Counter(rows.values_list("state", flat=True))
    assert states == {"scheduled": 2, "cancelled": 2}


def test_what_was_sent_for_a_date_is_not_sent_again_when_the_date_comes_back(story: Story) -> None:
    story.to(State.OPEN)
    first = story.complaint.ack_due_at
    dispatch(story.now + 5 * HOUR)
    move_reply(story, first + DAY)
    move_reply(story, first)
    assert story.planned() == [("R1", 1, "Wed 11 Mar 09:02", 20)]


LEAVING = [
    (state, move)
    for state in (
        State.OPEN,
        State.ACKNOWLEDGED,
        State.PROPOSED,
        State.IN_PROGRESS,
        State.DELIVERED,
        State.RESOLVED,
    )
    for move in VERBS
    if may(move, state) and MOVES[move].target
]


@pytest.mark.parametrize(("state", "move"), LEAVING)
def test_a_move_calls_off_what_the_state_before_had_planned(
    story: Story, state: State, move: str
) -> None:
    story.to(state)
    before = list(story.complaint.reminders.filter(state="scheduled"))
    assert before

    VERBS[move](story.later(HOUR))

    for row in before:
        row.refresh_from_db()
        assert (row.state, row.reason, row.closed_at) == (
            "cancelled",
            "no longer needed",
            story.now,
        )
    kinds = {kind for kind, *_rest in story.planned()}
    assert kinds.isdisjoint({row.kind for row in before})


def test_a_step_that_is_done_takes_its_reminders_along(story: Story) -> None:
    story.to(State.IN_PROGRESS)
    delivering.mark_step_done(story.complaint, 1, now=story.now)
    assert [day for _kind, _firing, day, _weight in story.planned()] == [
        "Thu 12 Mar 08:30",
        "Fri 13 Mar 08:30",
    ]


def test_a_moment_comes_once_and_a_later_wish_replaces_it(story: Story) -> None:
    story.to(State.OPEN)
    for minutes in (30, 120):
        schedule.ask_for_a_moment(
            story.complaint,
            screen="acknowledge",
            back_at=story.now + timedelta(minutes=minutes),
            now=story.now + timedelta(seconds=minutes),
        )
    [row] = story.complaint.reminders.filter(kind="R0b", state="scheduled")
    assert row.due_at == story.now + 2 * HOUR
    assert row.data == {"screen": "acknowledge"}


def test_a_moment_ends_when_they_came_back_and_moved_on(story: Story) -> None:
    story.to(State.OPEN)
    schedule.ask_for_a_moment(
        story.complaint, screen="acknowledge", back_at=story.now + 2 * HOUR, now=story.now
    )
    story.acknowledge()
    assert story.complaint.reminders.get(kind="R0b").state == "cancelled"


def test_the_sweep_leaves_a_wish_for_a_moment_alone(story: Story) -> None:
    story.to(State.OPEN)
    schedule.ask_for_a_moment(
        story.complaint, screen="acknowledge", back_at=story.now + 2 * DAY, now=story.now
    )
    assert schedule.replan_sweep(story.now + DAY + HOUR) == 1
    assert story.complaint.reminders.get(kind="R0b").state == "scheduled"


def test_the_sweep_follows_a_changed_hour_and_zone(story: Story) -> None:
    story.to(State.ACKNOWLEDGED)
    Preferences.objects.filter(user=story.user).update(
        digest_at=time(7, 0), time_zone="America/New_York", changed_at=story.now + HOUR
    )
    assert schedule.replan_sweep(story.now + 2 * HOUR) == 1
    # The promise is a moment, the end of Thursday in Berlin; in New York that is still Thursday.
    assert story.planned() == [
        ("R2", 0, "Wed 11 Mar 07:00", 10),
        ("R2", 1, "Thu 12 Mar 07:00", 20),
    ]
    rows = story.complaint.reminders.filter(state="scheduled").order_by("due_at")
    assert rows[0].due_at == datetime(2026, 3, 11, 11, 0, tzinfo=UTC)
    assert rows[0].tz == "America/New_York"


def test_the_sweep_repairs_what_an_edit_went_around(story: Story) -> None:
    story.to(State.OPEN)
    Complaint.objects.filter(pk=story.complaint.pk).update(
        ack_due_at=story.complaint.ack_due_at + DAY
    )
    assert schedule.replan_sweep(story.now + HOUR) == 0
    assert schedule.replan_sweep(story.now + DAY + HOUR) == 1
    assert story.planned() == [("R1", 1, "Thu 12 Mar 09:02", 20)]


def test_the_sweep_looks_at_a_complaint_whose_project_changed(story: Story) -> None:
    story.to(State.OPEN)
    assert schedule.replan_sweep(story.now + HOUR) == 0
    Project.objects.filter(pk=story.project.pk).update(changed_at=story.now + HOUR)
    assert schedule.replan_sweep(story.now + 2 * HOUR) == 1
    assert schedule.replan_sweep(story.now + 3 * HOUR) == 0


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_the_sweep_leaves_what_is_not_under_way(story: Story, state: State) -> None:
    story.to(state)
    assert schedule.replan_sweep(story.now + 30 * DAY) == 0


def test_two_freelancers_in_two_zones_are_reminded_at_their_own_hour(db: None) -> None:
    moments = []
    for zone in ("Europe/Berlin", "Australia/Lord_Howe"):
        story = begin(time_zone=zone)
        with at_home(story):
            story.to(State.ACKNOWLEDGED)
        rows = story.complaint.reminders.filter(state="scheduled").order_by("due_at")
        assert [row.local_time for row in rows] == [time(8, 30), time(8, 30)]
        moments.append(rows[0].due_at)
    assert moments == [
        datetime(2026, 3, 11, 7, 30, tzinfo=UTC),
        # Lord Howe is eleven hours ahead in its summer, and it is Tuesday night there already.
        datetime(2026, 3, 10, 21, 30, tzinfo=UTC),
    ]
