"""Once a day: copies of the database, whether it is sound, and what is thrown away."""

import os
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from accounts.models import FormUse, PutAside
from complaints import uploads
from config import backup, housekeeping, prepare
from outbox import health, ledger, purge, queue
from outbox.models import MailState, OutgoingEmail
from tests.factories import UserFactory
from tests.outbox.conftest import Post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _queue_folder(settings: Any, tmp_path: Path) -> None:
    settings.QUEUE_DIR = tmp_path / "queue"
    settings.QUEUE_DIR.mkdir()


@pytest.fixture
def sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite is a file that we look after.")


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*.sqlite3"))


@pytest.mark.usefixtures("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_copy_of_the_database_can_be_opened_and_holds_the_rows(
    post: Post, now: datetime, tmp_path: Path
) -> None:
    mail = post()
    assert housekeeping.run(now)

    [copy] = copies(tmp_path)
    assert copy.name == "daily-20270301-090000.sqlite3"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(copy)) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = rows.execute("SELECT subject FROM outbox_outgoingemail").fetchall()
    assert found == [(mail.subject,)]


@pytest.mark.usefixtures("sqlite")
def test_seven_copies_are_kept_and_those_before_migrations_count_by_themselves(
    now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    abandoned = tmp_path / "backups" / ".1234.part"
    abandoned.touch()
    os.utime(abandoned, (time.time() - 2 * 86400,) * 2)
    backup.take("before-migration", now)
    for day in range(9):
        backup.take("daily", now + day * DAY)

    names = [copy.name for copy in copies(tmp_path)]
    assert names[0] == "before-migration-20270301-090000.sqlite3"
    assert names[1:] == [f"daily-202703{day:02}-090000.sqlite3" for day in range(3, 10)]
    assert not abandoned.exists()


def test_it_is_done_once_a_day_and_by_one(now: datetime, tmp_path: Path) -> None:
    assert housekeeping.run(now)
    assert not housekeeping.run(now + timedelta(hours=23))
    assert housekeeping.run(now + DAY)
    # A turn that was noted while the clock was a month ahead.
    assert housekeeping.run(now + 30 * DAY)
    assert housekeeping.run(now + 2 * DAY)
    with housekeeping._alone() as turn:
        assert turn is not None
        assert not housekeeping.run(now + 5 * DAY)
    assert (tmp_path / "housekeeping").stat().st_mode & 0o777 == 0o600


def test_what_goes_wrong_is_told_and_tried_again_within_the_hour(
    now: datetime, tmp_path: Path
) -> None:
    ledger.path().mkdir()
    health.beat("beat", now)

    assert housekeeping.run(now)
    [note] = [note for note in health.snapshot(now)["notes"] if "Housekeeping" in note]
    assert note.endswith("ledger (IsADirectoryError)")

    ledger.path().rmdir()
    assert not housekeeping.run(now + timedelta(minutes=30))
    assert housekeeping.run(now + timedelta(hours=1))
    assert not [note for note in health.snapshot(now)["notes"] if "Housekeeping" in note]


def damaged(path: Path) -> None:
    """Make a database and write over a page in the middle of it."""
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("CREATE TABLE words (word TEXT)")
        rows.executemany("INSERT INTO words VALUES (?)", [("x" * 500,)] * 200)
        rows.execute("CREATE INDEX by_word ON words (word)")
        rows.commit()
    with path.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(os.urandom(4096))


@pytest.mark.usefixtures("sqlite")
def test_a_damaged_database_is_told_and_pushes_out_no_good_copy(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    health.beat("beat", now)
    damaged(tmp_path / "broken.sqlite3")
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", str(tmp_path / "broken.sqlite3"))
        assert housekeeping.run(now)

    report = health.snapshot(now)
    assert report["database"].startswith("damaged: ")
    assert not report["ok"]
    assert copies(tmp_path) == []

    assert housekeeping.run(now + timedelta(hours=1))
    assert health.snapshot(now)["database"] == "ok"
    assert len(copies(tmp_path)) == 1


def test_the_words_of_old_mails_are_thrown_away_and_their_keys_are_not(
    post: Post, now: datetime
) -> None:
    mail = post()
    OutgoingEmail.objects.update(state=MailState.SENT, sent_at=now)

    assert purge.bodies(now) == 0
    assert purge.bodies(now + DAY) == 1
    assert purge.bodies(now + DAY) == 0
    mail.refresh_from_db()
    assert (bytes(mail.raw), mail.subject, mail.state) == (b"", "About your website", "sent")
    assert post().pk == mail.pk


@pytest.mark.parametrize("state", ["queued", "retry", "failed", "dead", "expired"])
def test_what_waits_for_its_turn_or_for_somebody_keeps_its_words(
    post: Post, now: datetime, state: str
) -> None:
    mail = post(user=UserFactory())
    OutgoingEmail.objects.update(state=state)
    assert purge.bodies(now + DAY) == 0

    OutgoingEmail.objects.update(state=state, user=None)
    assert purge.bodies(now + DAY) == (0 if state in {"queued", "retry"} else 1)
    assert not queue.send_again(mail, now=now)


def test_more_than_a_handful_is_thrown_away_too(
    post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "AT_ONCE", 2)
    for number in range(5):
        post(f"letter:{number}")
    OutgoingEmail.objects.update(state=MailState.CANCELLED)

    assert purge.bodies(now + DAY) == 5


def test_old_entries_and_old_messages_go(now: datetime, tmp_path: Path) -> None:
    ledger.note(["<old@x>"], now - 91 * DAY)
    ledger.note(["<new@x>"], now)
    done = tmp_path / "queue-done"
    done.mkdir()
    for folder in (done, tmp_path / "queue"):
        for name, age in [("old.msg", 4000), ("new.msg", 10)]:
            (folder / name).touch()
            os.utime(folder / name, (time.time() - age,) * 2)

    assert housekeeping.run(now)

    assert [entry.message_id for entry in ledger.entries()] == ["<new@x>"]
    for folder in (done, tmp_path / "queue"):
        assert [file.name for file in folder.iterdir()] == ["new.msg"]


@pytest.mark.usefixtures("sqlite")
@pytest.mark.django_db(transaction=True)
def test_the_log_of_the_database_is_cut(post: Post, now: datetime) -> None:
    for number in range(20):
        post(f"letter:{number}", text="word " * 2000)
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    assert log.stat().st_size

    housekeeping.run(now)

    assert log.stat().st_size < 100_000


@pytest.mark.usefixtures("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_database_is_copied_before_it_changes_and_only_then(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "collect_static", lambda: None)
    prepare.prepare(demo=False, now=now)
    assert copies(tmp_path) == []

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        cursor.execute("DROP TABLE django_session")
    prepare.prepare(demo=False, now=now)

    [copy] = copies(tmp_path)
    assert copy.name.startswith("before-migration-")
    with closing(sqlite3.connect(copy)) as rows:
        tables = {name for (name,) in rows.execute("SELECT name FROM sqlite_master")}
    assert "outbox_outgoingemail" in tables
    assert "django_session" not in tables


def test_what_was_sent_and_put_aside_and_left_behind_is_thrown_away(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = UserFactory()
    for days in (1, 3):
        at = now - days * DAY
        FormUse.objects.create(owner=user, word=f"{days}", content="c", led_to="/", at=at)
        PutAside.objects.create(owner=user, place=f"/{days}/", at=at)
    stray = default_storage.save("complaints/2027/03/stray.pdf", ContentFile(b"x"))
    monkeypatch.setattr(uploads, "YOUNG_SECONDS", -1)

    assert housekeeping.run(now)

    assert FormUse.objects.get().word == "1"
    assert PutAside.objects.get().place == "/1/"
    assert not default_storage.exists(stray)
