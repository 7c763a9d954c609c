"""A tick with very many planned reminders, none due: every question is answered from an index."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from complaints.models import Reminder
from complaints.reminders import dispatch
from outbox import delivery, health, held
from outbox.models import MailAccount, MailState, OutgoingEmail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PLANNED = 20_000
MAILS = 5_000
DOUBTFUL = 20
SMALL_INDEXES = (
    "outbox_waiting",
    "outbox_expiring",
    "outbox_leases",
    "outbox_not_arrived",
    "outbox_held",
)
BIG = ("complaints_reminder", "outbox_outgoingemail")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def crowded(now: datetime, settings: Any, tmp_path: Any) -> None:
    """Reminders that are due next year, and mails that went out long ago."""
    settings.VAR_DIR = tmp_path
    user = UserFactory()
    account, _ = MailAccount.objects.get_or_create(name=MailAccount.DEFAULT)
    later, before = now + timedelta(days=365), now - timedelta(days=365)
    Reminder.objects.bulk_create(
        Reminder(
            dedupe_key=f"R16|many:{number}|2026-01-01|f0|owner",
            kind="R16",
            user=user,
            subject=f"many:{number}",
            local_date=later.date(),
            local_time=later.time(),
            tz="UTC",
            due_at=later + timedelta(seconds=number),
            not_after=later + timedelta(days=7),
        )
        for number in range(PLANNED)
    )
    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            dedupe_key=f"many:{number}",
            message_id=f"<many.{number}@example.test>",
            account=account,
            kind="R1",
            audience="owner",
            rcpt="a@example.test",
            raw=b"",
            state="sent",
            created_at=before,
            next_attempt_at=before,
            not_after=before,
            give_up_at=before,
            sent_at=before,
            handoffs=1,
        )
        for number in range(MAILS)
    )
    _put_in_doubt(user, account, now - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _put_in_doubt(user: User, account: MailAccount, at: datetime) -> None:
    """Let some mails of a day ago be in doubt, so that what they said is looked for."""
    mails = OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            dedupe_key=f"doubt:{number}",
            message_id=f"<doubt.{number}@example.test>",
            account=account,
            user=user,
            kind="R1",
            audience="owner",
            rcpt="a@example.test",
            raw=b"",
            state=MailState.UNCERTAIN,
            created_at=at,
            next_attempt_at=at,
            not_after=at,
            give_up_at=at,
            uncertain_since=at,
            handoffs=1,
        )
        for number in range(DOUBTFUL)
    )
    planned = Reminder.objects.order_by("-pk")[:DOUBTFUL]
    for row, mail in zip(planned, mails, strict=True):
        row.state, row.email, row.closed_at = Reminder.State.EMITTED, mail, at
        row.save()


def plan_of(sql: str, given: Any) -> str:
    """Return how the database goes about a question, asked as the app asks it."""
    words = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(words + sql, given)
        return "\n".join(str(row) for row in cursor.fetchall())


def reads_all(plan: str) -> list[str]:
    """Return the lines in which a big table is read from end to end."""
    scans = ("SCAN ", "Seq Scan")
    return [
        line
        for line in plan.splitlines()
        if any(scan in line for scan in scans)
        and any(table in line for table in BIG)
        # These hold only what waits.
        and not any(f"INDEX {name}" in line for name in SMALL_INDEXES)
    ]


def test_a_tick_with_nothing_due_asks_the_index_only(crowded: None, now: datetime) -> None:
    questions: dict[str, Any] = {}

    def listen(execute: Any, sql: str, given: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "UPDATE")) and any(table in sql for table in BIG):
            questions[sql] = given
        return execute(sql, given, many, context)

    with connection.execute_wrapper(listen):
        dispatch.dispatch(now)
        delivery.reap(now)
        delivery.deliver(now)
        health.snapshot(now)
        letter = OutgoingEmail(audience="client", user=User.objects.get(), rcpt="b@example.test")
        with transaction.atomic():
            held.take_turn(letter, now)

    assert len(questions) >= 8
    plans = {sql: plan_of(sql, given) for sql, given in questions.items()}
    assert any("reminder_carried" in plan for plan in plans.values()), "nothing was carried"
    assert {sql: found for sql, plan in plans.items() if (found := reads_all(plan))} == {}
