"""Senders that die: what their own file proves, what stays in doubt, what is recorded later."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from outbox import claims, crash, delivery, journal, recovery
from outbox.models import SURFACED, MailState, OutgoingEmail
from tests.outbox.conftest import Post
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=365 * 50)


@pytest.fixture(autouse=True)
def _through_the_sink(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url


@pytest.fixture
def dead(tmp_path: Path) -> journal.Journal:
    """The journal of a sender whose process has ended: its lock is gone with it."""
    left = journal.Journal(tmp_path)
    os.close(left._file)
    return left


def held_by(sender: journal.Journal, now: datetime) -> OutgoingEmail:
    [mail] = claims.claim(now, owner=sender.owner)
    assert claims.mark_handoff([mail])
    return mail


def write(sender: journal.Journal, line: str) -> None:
    with sender.path.open("a", encoding="ascii") as file:
        file.write(line + "\n")


def test_a_dead_sender_that_had_marked_and_not_begun_to_finish_has_sent_nothing(
    post: Post, now: datetime, dead: journal.Journal, sink: Sink
) -> None:
    mail = post()
    held_by(dead, now)

    assert delivery.reap(now)["again"] == 1
    assert delivery.deliver(now).sent == 1
    assert len(sink.entries()) == 1
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_dead_sender_that_had_begun_to_finish_leaves_the_mail_in_doubt(
    post: Post, now: datetime, dead: journal.Journal
) -> None:
    post()
    mail = held_by(dead, now)
    write(dead, f'{{"finishing": "{mail.pk}", "token": "{mail.lease_token}"}}')

    assert delivery.reap(now)["uncertain"] == 1
    assert delivery.deliver(now + timedelta(days=1)).sent == 0


def test_after_a_restart_of_the_machine_a_missing_note_proves_nothing(
    post: Post, now: datetime, dead: journal.Journal
) -> None:
    post()
    held_by(dead, now)
    dead.path.write_text(dead.path.read_text().replace(journal.boot(), "another-boot"))

    assert delivery.reap(now)["uncertain"] == 1


def test_a_living_sender_keeps_its_mails_until_the_lease_is_over(
    post: Post, now: datetime, tmp_path: Path
) -> None:
    post()
    living = journal.Journal(tmp_path)
    held_by(living, now)

    assert delivery.reap(now) == {"again": 0, "uncertain": 0, "confirmed": 0}
    OutgoingEmail.objects.update(lease_until=now - LONG_AGO)
    assert delivery.reap(now)["uncertain"] == 1


def test_an_acceptance_in_a_journal_is_recorded_and_the_file_goes(
    post: Post, now: datetime, dead: journal.Journal
) -> None:
    mail = post()
    held = held_by(dead, now)
    write(dead, f'{{"finishing": "{mail.pk}", "token": "{held.lease_token}"}}')
    write(dead, f'{{"accepted": "{mail.pk}", "token": "{held.lease_token}", "code": 250}}')
    write(dead, '{"cut off by a power c')

    assert delivery.reap(now)["confirmed"] == 1
    mail.refresh_from_db()
    assert (mail.state, mail.resolution) == (MailState.SENT, "journal")
    assert not dead.path.exists()


def test_a_journal_under_an_old_lease_settles_nothing(
    post: Post, now: datetime, dead: journal.Journal
) -> None:
    mail = post()
    write(dead, f'{{"accepted": "{mail.pk}", "token": "somebody-elses", "code": 250}}')

    assert delivery.reap(now)["confirmed"] == 0
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_a_database_that_is_gone_after_the_reply_loses_and_doubles_nothing(
    post: Post, now: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = post()
    confirm = claims.confirm

    def gone(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr("outbox.round.CONFIRM_PAUSES", (0.01,))
    monkeypatch.setattr(claims, "confirm", gone)
    with pytest.raises(OperationalError):
        delivery.deliver(now)
    mail.refresh_from_db()
    assert mail.state == MailState.SENDING
    assert delivery.deliver(now).sent == 0

    monkeypatch.setattr(claims, "confirm", confirm)
    assert delivery.reap(now)["confirmed"] == 1
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert len(sink.entries()) == 1


def test_a_round_that_breaks_off_before_the_dots_gives_its_mails_back_at_once(
    post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    post()
    mark = claims.mark_handoff

    def gone(*args: Any) -> Any:
        mark(*args)
        raise OperationalError("the connection broke while committing")

    monkeypatch.setattr(claims, "mark_handoff", gone)
    with pytest.raises(OperationalError):
        delivery.deliver(now)
    monkeypatch.setattr(claims, "mark_handoff", mark)

    assert delivery.deliver(now).sent == 1
    assert OutgoingEmail.objects.get().attempts == 1


def test_what_stays_in_doubt_is_put_before_somebody_after_a_while(
    post: Post, now: datetime, sink: Sink
) -> None:
    mail = post()
    sink.drop_before_reply = True
    delivery.deliver(now)

    delivery.reap(now + recovery.GRACE - timedelta(seconds=1))
    mail.refresh_from_db()
    assert mail.resolution == ""
    delivery.reap(now + recovery.GRACE)
    mail.refresh_from_db()
    assert (mail.state, mail.resolution) == (MailState.UNCERTAIN, SURFACED)


def test_several_links_carry_a_batch_and_one_commit_records_it(
    post: Post, now: datetime, sink: Sink, settings: Any
) -> None:
    settings.OUTBOX_CONNECTIONS = 3
    for number in range(8):
        post(f"letter:{number}")
    sink.delay = 0.2

    assert delivery.deliver(now).sent == 8
    times = sorted(entry["at"] for entry in sink.entries())
    assert times[-1] - times[0] < 8 * 0.2
    assert len({entry["mail_id"] for entry in sink.entries()}) == 8


def test_the_own_file_is_short_again_once_all_is_settled(
    post: Post, now: datetime, tmp_path: Path
) -> None:
    post()
    delivery.deliver(now)

    [file] = tmp_path.glob(journal.PATTERN)
    assert len(file.read_text().splitlines()) == 1
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="The clock stops in sleep here.")
def test_a_machine_that_slept_before_the_end_of_a_mail_starts_over(
    post: Post, now: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = post()
    mark, told = claims.mark_handoff, time.clock_gettime
    slept = 0

    def sleepy(emails: list[OutgoingEmail]) -> set[UUID]:
        nonlocal slept
        slept = 31
        return mark(emails)

    def clock(which: int) -> float:
        # In suspend only this clock goes on.
        return told(which) + (slept if which == time.CLOCK_BOOTTIME else 0)

    monkeypatch.setattr(time, "clock_gettime", clock)
    monkeypatch.setattr(claims, "mark_handoff", sleepy)
    assert delivery.deliver(now).sent == 1

    mail.refresh_from_db()
    assert (mail.handoffs, mail.attempts, mail.smtp_text) == (2, 1, "Accepted")
    assert len(sink.entries()) == 1


def on_a_disk_that_fills_up(folder: Path, what: Callable[[journal.Journal], None]) -> str:
    """Let a sender of its own write where 30 more bytes fit; returns what it was told."""
    said = folder / "said"
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            sender = journal.Journal(folder)
            room = sender.path.stat().st_size + 30
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            what(sender)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return said.read_text("ascii")


def test_a_note_that_is_cut_off_by_a_full_disk_is_no_note(tmp_path: Path) -> None:
    def write(sender: journal.Journal) -> None:
        try:
            sender.finishing([("mail-1", "token")])
        except OSError as problem:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            sender.finishing([("mail-2", "token")])
            begun = sender.has_begun("mail-1", "token")
            (tmp_path / "said").write_text(f"{type(problem).__name__} {begun}", "ascii")

    assert on_a_disk_that_fills_up(tmp_path, write) == "OSError False"
    [left] = journal.left_behind(tmp_path)
    assert left.rules_out("mail-1", "token")
    # The torn line before it must not hide the one after.
    assert not left.rules_out("mail-2", "token")


@pytest.mark.parametrize("text", ["nowhere:1", "after_claim:often", "after_claim:1:1:explode"])
def test_a_crash_point_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(crash.ImproperlyConfigured, match="not understood"):
        crash.plans(text)


def test_production_refuses_crash_points(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DEBUG": "0",
        "ALLOW_DEMO": "0",
        "SECRET_KEY": "x" * 60,
        "VAR_DIR": str(tmp_path),
        "AMENDS_CRASH_AT": "after_claim:1",
    }
    refused = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert "AMENDS_CRASH_AT is for rehearsals" in refused.stderr
