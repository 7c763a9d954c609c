"""The demo data: a lived-in account that is true at any hour, and rows to measure with."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import Client as Browser

from accounts import clock
from accounts.models import User
from clients.models import Invoice, Project, ProjectStage
from complaints import finance
from complaints.demo import bulk, history
from complaints.models import Complaint, Event, Message, Promise, Reminder
from complaints.reminders import dispatch, schedule
from complaints.workflow import ENDED, MOVES, State
from outbox.models import OutgoingEmail
from policies.allowance import for_project
from policies.models import PolicyVersion

pytestmark = pytest.mark.django_db

# Europe/Berlin: before, in and after working hours, a holiday, a change of the clock.
MOMENTS = [
    datetime(2026, 11, 23, 5, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    datetime(2026, 12, 26, 22, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
]


def demo(*arguments: str) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def nothing_waits(now: datetime) -> bool:
    """Say whether a worker that starts at `now` has nothing to send."""
    counts = dispatch.dispatch(now)
    return not any(counts.values()) and not OutgoingEmail.objects.exclude(state="sent").exists()


@pytest.mark.parametrize("now", MOMENTS, ids=lambda now: f"{now:%a-%d-%b-%H:%M}")
def test_the_account_is_true_at_any_hour(now: datetime) -> None:
    history.make_account(seed=1, now=now)

    states = Counter(Complaint.objects.values_list("state", flat=True))
    assert states == {**dict.fromkeys(State, 1), State.CLOSED: 4}
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Message.objects.filter(sent_at__gt=now).exists()
    assert not Complaint.objects.filter(received_at__gt=F("created_at")).exists()
    open_promises = Promise.objects.filter(
        complaint__state__in=set(State) - ENDED, kept_at=None, released_at=None
    )
    assert open_promises.count() == 3
    assert all(promise.due_at > now for promise in open_promises)
    for complaint in Complaint.objects.exclude(due_at=None):
        assert complaint.due_at is not None
        assert complaint.due_at > now
    assert nothing_waits(now)


def test_today_has_a_reply_due_today_and_a_plan_due_tomorrow() -> None:
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    user = history.make_account(seed=1, now=now)

    calendar = user.preferences.calendar()
    reply = Complaint.objects.get(state=State.OPEN)
    plan = Complaint.objects.get(state=State.ACKNOWLEDGED)
    assert reply.due_at == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert plan.due_at == calendar.end_of(calendar.today(now) + timedelta(days=1))
    steps = Complaint.objects.get(state=State.IN_PROGRESS).plans.get().steps
    assert sorted(steps.values_list("state", flat=True)) == ["done", "done", "to_do", "to_do"]


def test_the_account_can_be_signed_into_and_has_something_of_everything() -> None:
    said = demo()

    user = User.objects.get(email="mira@mirastudio.example")
    assert "mira@mirastudio.example with listen-first" in said
    assert user.check_password("listen-first")
    assert EmailAddress.objects.get(user=user).verified
    browser = Browser()
    browser.force_login(user)
    pages = ["/", "/complaints/", "/complaints/?show=ended", "/policies/"]
    pages += [f"/complaints/{complaint.ref}/" for complaint in Complaint.objects.all()]
    pages += [f"/projects/{project.ref}/" for project in user.projects.all()]
    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    closed = Complaint.objects.filter(state=State.CLOSED)
    assert len(set(closed.values_list("finding__cause", flat=True))) == 4
    assert set(closed.values_list("outcome", flat=True)) == {"confirmed", "not_agreed", "left"}
    versions = PolicyVersion.objects.for_user(user).values_list("state", flat=True)
    assert Counter(versions) == {"published": 4, "retired": 1, "draft": 1}
    assert {project.currency for project in user.projects.all()} == {"EUR", "GBP"}
    assert {project.charged for project in user.projects.all()} == set(Project.Charged)
    stages = ProjectStage.objects.for_user(user)
    assert sum(stage.not_delivered for stage in stages) == 500
    invoices = Invoice.objects.for_user(user)
    assert invoices.exclude(paid_on=None).count() >= finance.ENOUGH_INVOICES
    assert invoices.filter(paid_on=None).exists()
    assert invoices.filter(tax__gt=0).exists()
    for project in user.projects.all():
        allowance = for_project(project)
        assert allowance.used <= allowance.included
    assert user.projects.exclude(agreements__state="agreed").count() == 2


def test_a_second_run_says_so_and_changes_nothing() -> None:
    demo()
    before = Event.objects.count(), OutgoingEmail.objects.count()

    said = demo()

    assert "here already" in said
    assert (Event.objects.count(), OutgoingEmail.objects.count()) == before


@pytest.mark.parametrize("arguments", [(), ("--complaints", "5"), ("--due", "5")])
def test_it_is_refused_where_real_clients_are(arguments: tuple[str, ...], settings) -> None:
    settings.PLAYGROUND = False

    with pytest.raises(CommandError, match="ALLOW_DEMO=1"):
        demo(*arguments)

    assert not User.objects.exists()


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_a_number_that_is_none_is_refused(count: str) -> None:
    with pytest.raises(CommandError, match="not a number from 1 on"):
        demo("--complaints", count)


def test_five_hundred_complaints_hold_what_the_verbs_would_hold() -> None:
    now = clock.now()

    said = demo("--complaints", "500")

    assert said.startswith("Added 500 complaints of 100 freelancers")
    complaints = Complaint.objects.select_related("owner__preferences", "client", "project")
    states = Counter(complaints.values_list("state", flat=True))
    assert sum(states.values()) == 500
    assert set(states) == set(State)
    assert sum(states[state] for state in set(State) - ENDED) == 15
    for complaint in complaints:
        assert complaint.owner_id == complaint.client.owner_id == complaint.project.owner_id
        last = complaint.events.order_by("-at", "-pk")[0]
        assert last.to_state == complaint.state
        assert last.at <= now
        assert complaint.state in {MOVES[last.move].target, last.to_state}
        assert (complaint.state == State.CLOSED) == bool(complaint.outcome)
    numbers = Complaint.objects.filter(owner__email="f007@example.test").order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert not Complaint.objects.filter(due_at__lte=now).exists()


def test_reminders_in_bulk_are_those_that_the_schedule_asks_for() -> None:
    now = clock.now()
    demo("--complaints", "500")
    planned = set(Reminder.objects.values_list("dedupe_key", flat=True))

    live = Complaint.objects.filter(state__in=set(State) - ENDED - {State.DRAFT})
    wanted = {
        wanted.key(complaint)
        for complaint in live.select_related("owner__preferences")
        for wanted in schedule.desired(complaint)
    }
    for complaint in live:
        with transaction.atomic():
            schedule.replan(complaint, now=now, came_back=False)

    assert len(planned) == live.count()
    assert planned <= wanted
    assert not Reminder.objects.exclude(state=Reminder.State.SCHEDULED).exists()
    assert nothing_waits(now)


def test_asked_again_it_adds_to_the_same_freelancers() -> None:
    demo("--complaints", "150")
    demo("--complaints", "150", "--seed", "2")

    assert Complaint.objects.count() == 300
    assert User.objects.count() == 100
    assert Complaint.objects.filter(owner__email="f001@example.test").count() == 4


def test_the_same_seed_gives_the_same_complaints() -> None:
    now = clock.now()

    def drawn(seed: int) -> list[tuple]:
        with transaction.atomic():
            bulk.add_complaints(60, seed=seed, now=now)
            rows = Complaint.objects.order_by("owner__email", "number")
            found = list(rows.values_list("state", "words", "received_at", "finding__cause"))
            transaction.set_rollback(True)
        return found

    first = drawn(7)
    assert drawn(7) == first
    assert drawn(8) != first


def test_due_reminders_become_one_mail_each() -> None:
    demo("--due", "20")
    now = clock.now()

    counts = dispatch.dispatch(now)

    assert counts["emitted"] == 20
    assert sum(counts.values()) == 20
    mails = OutgoingEmail.objects.all()
    assert {mail.rcpt for mail in mails} == {f"r{n}@example.test" for n in range(1, 21)}
    assert {mail.kind for mail in mails} == {"R1"}


def test_due_reminders_can_be_shared_among_a_few() -> None:
    demo("--due", "7", "--people", "3")
    owners = Complaint.objects.values_list("owner__email", flat=True)
    assert Counter(owners) == {
        "r1@example.test": 3, "r2@example.test": 2, "r3@example.test": 2
    }  # fmt: skip
    assert Reminder.objects.filter(state="scheduled").count() == 7


def test_more_due_reminders_belong_to_more_freelancers() -> None:
    demo("--due", "3")
    demo("--due", "2")

    addresses = User.objects.order_by("pk").values_list("email", flat=True)
    assert list(addresses) == [f"r{n}@example.test" for n in range(1, 6)]
