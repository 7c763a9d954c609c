"""Copies and restored backups do not send."""

import os
import shutil
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from outbox import claims, delivery, health, instance, ledger, tombstones
from outbox.models import EmailAttempt, Instance, MailState, OutgoingEmail
from tests.factories import UserFactory
from tests.outbox.conftest import Post
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _through_the_sink(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url


def test_the_first_look_takes_the_database_in(now: datetime, tmp_path: Path) -> None:
    assert instance.may_send(now)
    assert Instance.objects.get().mail_armed
    assert (tmp_path / "instance.json").stat().st_mode & 0o777 == 0o600
    assert health.is_armed()


def test_a_copy_of_the_data_folder_does_not_send(
    post: Post, now: datetime, settings: Any, tmp_path: Path, sink: Sink
) -> None:
    instance.check(now)
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(tmp_path / "instance.json", copy)
    settings.VAR_DIR = copy
    post()

    assert delivery.deliver(now).off
    assert sink.entries() == []
    assert "copy" in health.mail_problem()


def test_another_data_folder_on_the_same_database_does_not_send(
    now: datetime, settings: Any, tmp_path: Path
) -> None:
    instance.check(now)
    settings.VAR_DIR = tmp_path / "second"
    settings.VAR_DIR.mkdir()

    assert not instance.may_send(now)
    assert "another data folder" in health.mail_problem()
    # The first one goes on.
    settings.VAR_DIR = tmp_path
    assert instance.may_send(now)
    assert health.is_armed()


def test_machines_that_share_a_name_share_a_database(
    now: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.INSTANCE_ID = "studio"
    instance.check(now)
    settings.VAR_DIR = tmp_path / "second"
    settings.VAR_DIR.mkdir()

    assert instance.may_send(now)
    settings.INSTANCE_ID = "another"
    assert is_off(now)


def is_off(now: datetime) -> bool:
    """Look as a process does that has just started."""
    instance.check(now)
    return bool(instance.refusal())


def put_back(*mails: OutgoingEmail) -> None:
    """Make the rows look as they did before they were sent."""
    OutgoingEmail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        state=MailState.QUEUED, handoffs=0, sent_at=None, frozen_at=None, handoff_at=None
    )


def without_mails() -> None:
    """Leave the database as it was before there was any mail: nobody deleted them."""
    EmailAttempt.objects.all().delete()
    OutgoingEmail.objects.all()._raw_delete("default")


def test_a_backup_that_is_put_back_does_not_send_what_has_been_sent(
    post: Post, now: datetime, sink: Sink
) -> None:
    first, second = post("letter:1"), post("letter:2")
    delivery.deliver(now)
    put_back(second)

    assert is_off(now)
    assert delivery.deliver(now).off
    said = StringIO()
    call_command("arm_mail", stdout=said)

    assert "1 mails that went out already" in said.getvalue()
    assert delivery.deliver(now).sent == 0
    assert len(sink.entries()) == 2
    second.refresh_from_db()
    assert (second.state, second.resolution) == (MailState.SENT, "ledger")
    first.refresh_from_db()
    assert first.resolution == ""


def test_a_mail_that_the_backup_never_knew_is_not_made_again(
    post: Post, now: datetime, sink: Sink
) -> None:
    post("letter:1")
    delivery.deliver(now)
    without_mails()
    Instance.objects.update(mail_armed=True)

    assert is_off(now)
    call_command("arm_mail", stdout=StringIO())
    again = post("letter:1")

    assert again.state == MailState.SENT
    assert delivery.deliver(now).sent == 0
    assert len(sink.entries()) == 1
    assert not is_off(now)


def test_an_account_that_was_deleted_with_its_mails_is_no_restore(
    post: Post, now: datetime, sink: Sink
) -> None:
    first, last = UserFactory(), UserFactory()
    mails = [post(f"letter:{n}", user=user) for n, user in enumerate((first, last, last))]
    for mail in mails:
        OutgoingEmail.objects.exclude(pk=mail.pk).filter(state="queued").update(priority=99)
        delivery.deliver(now)
    waiting = post("letter:4", user=last, not_after=now + timedelta(days=9))
    last.delete()
    first.delete()

    assert not is_off(now)
    assert instance.ahead() == []
    assert not OutgoingEmail.objects.filter(pk=waiting.pk).exists()
    for left in OutgoingEmail.objects.all():
        assert (left.rcpt, left.subject, left.topic, bytes(left.raw)) == ("", "", "", b"")
    assert delivery.deliver(now + timedelta(hours=1)).sent == 0
    assert len(sink.entries()) == 3


def test_a_mail_that_is_on_its_way_when_its_account_goes_is_no_restore(
    post: Post, now: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = UserFactory()
    post(user=user)
    mark = claims.mark_handoff

    def gone_meanwhile(emails: list[OutgoingEmail]) -> set[UUID]:
        marked = mark(emails)
        user.delete()
        return marked

    monkeypatch.setattr(claims, "mark_handoff", gone_meanwhile)
    delivery.deliver(now)

    assert len(sink.entries()) == 1
    assert not is_off(now)


def test_what_is_left_of_a_deleted_account_goes_with_the_ledger(post: Post, now: datetime) -> None:
    user = UserFactory()
    post(user=user)
    delivery.deliver(now)
    user.delete()

    assert tombstones.forget(now) == 0
    assert tombstones.forget(now + timedelta(seconds=1)) == 1
    assert not OutgoingEmail.objects.exists()


def test_a_new_database_on_an_old_folder_begins_a_new_ledger(post: Post, now: datetime) -> None:
    post()
    delivery.deliver(now)
    without_mails()
    Instance.objects.all().delete()

    assert not is_off(now)
    assert ledger.entries() == []
    assert ledger.path().with_suffix(".jsonl.old").exists()


def test_a_look_changes_nothing(post: Post, now: datetime) -> None:
    mail = post()
    delivery.deliver(now)
    put_back(mail)
    call_command("arm_mail", "--look", stdout=StringIO())

    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED
    assert not health.is_armed()


def test_the_ledger_forgets_what_is_old_and_survives_a_torn_line(
    now: datetime, tmp_path: Path
) -> None:
    ledger.note(["<a@x>"], now - timedelta(days=100))
    ledger.note(["<b@x>", "<c@x>"], now)
    with ledger.path().open("a") as file:
        file.write('{"k": "<d@')
    ledger.note(["<e@x>"], now)

    assert ledger.forget(now - ledger.KEPT_FOR) == 1
    assert [entry.message_id for entry in ledger.entries()] == ["<b@x>", "<c@x>", "<e@x>"]
    assert os.stat(ledger.path()).st_mode & 0o777 == 0o600


def test_what_others_note_while_old_entries_are_dropped_is_kept(now: datetime) -> None:
    notes = 150
    child = os.fork()
    if child == 0:
        try:
            for number in range(notes):
                ledger.note([f"<{number}@x>"], now)
        finally:
            os._exit(0)
    dropped = added = 0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        ledger.note([f"<old-{added}@x>"], now - timedelta(days=100))
        added += 1
        dropped += ledger.forget(now - ledger.KEPT_FOR)

    assert dropped == added
    assert len(ledger.entries()) == notes
