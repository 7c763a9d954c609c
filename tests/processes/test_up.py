"""`manage.py up` on the file queue, with real processes, a real mail server and real kills."""

import json
import os
import signal
import time
from collections import Counter

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import Installation, wait_until
from tests.smtp_sink import Sink

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def amends(install: Install, far_sink: Sink) -> Installation:
    """A running installation that mails into the sink, with leases short enough for a test."""
    running = install(EMAIL_URL=far_sink.url, OUTBOX_LEASE_SECONDS="4", OUTBOX_REPLY_SECONDS="2")
    running.start()
    return running


def arrived(sink: Sink, prefix: str) -> Counter[str]:
    mine = [entry for entry in sink.entries() if entry["subject"].startswith(prefix)]
    return Counter(entry["mail_id"] for entry in mine)


def test_fifty_mails_arrive_once_each(amends: Installation, far_sink: Sink) -> None:
    amends.queue_mails("fifty", 50)

    assert wait_until(lambda: set(amends.states("fifty").values()) == {"sent"}), amends.log()
    assert arrived(far_sink, "fifty") == Counter(list(amends.states("fifty")))


def test_the_doorbell_is_quicker_than_the_tick(amends: Installation, far_sink: Sink) -> None:
    slowest = []
    for number in range(2):
        amends.queue_mails(f"bell{number}", 1)
        queued = time.monotonic()
        assert wait_until(lambda n=number: len(arrived(far_sink, f"bell{n}")) == 1)
        slowest.append(time.monotonic() - queued)

    assert min(slowest) < 3


def test_mails_wait_while_the_mail_server_is_away(amends: Installation, far_sink: Sink) -> None:
    far_sink.stop()
    amends.queue_mails("away", 5)
    time.sleep(1)
    assert set(amends.states("away").values()) <= {"queued", "retry", "sending"}
    far_sink.start()

    assert wait_until(lambda: set(amends.states("away").values()) == {"sent"}), amends.log()
    assert arrived(far_sink, "away") == Counter(list(amends.states("away")))


def test_a_worker_killed_in_the_middle_doubles_nothing(
    amends: Installation, far_sink: Sink
) -> None:
    far_sink.delay = 0.1
    amends.queue_mails("killed", 30)
    assert wait_until(lambda: len(arrived(far_sink, "killed")) >= 5), amends.log()
    killed = amends.worker()
    os.kill(killed, signal.SIGKILL)
    far_sink.delay = 0

    def is_settled() -> bool:
        return not set(amends.states("killed").values()) & {"queued", "retry", "sending"}

    if not wait_until(is_settled, seconds=8):
        amends.manage("tick")
    assert wait_until(is_settled), amends.states("killed")

    states, copies = amends.states("killed"), arrived(far_sink, "killed")
    assert max(copies.values()) == 1
    assert {mail for mail, state in states.items() if state == "sent"} <= set(copies)
    assert {mail for mail in copies if states[mail] != "sent"} <= {
        mail for mail, state in states.items() if state == "uncertain"
    }
    # Two may send at once over four connections each, all of them between mark and answer.
    assert list(states.values()).count("uncertain") <= 2 * 4
    assert wait_until(lambda: amends.worker() != killed)


def test_a_second_start_on_the_same_folder_refuses(amends: Installation) -> None:
    second = amends.manage("up")

    assert second.returncode == 1
    assert f"Amends already runs on {amends.folder}" in second.stderr
    assert amends.health()[0] == 200


def test_health_says_what_works(amends: Installation) -> None:
    status, report = amends.health()

    assert status == 200
    assert report["database"] == report["broker"] == "ok"
    assert report["beat"] is not None
    assert report["beat"] < 60
    assert set(report["outbox"]) == {"queued", "failed", "held", "oldest_seconds"}


def test_the_worker_copies_the_database_without_being_told(amends: Installation) -> None:
    backups = amends.folder / "backups"
    assert wait_until(lambda: len(list(backups.glob("daily-*.sqlite3"))) == 1), amends.log()
    assert amends.health()[0] == 200


def test_tick_does_a_round_without_the_worker(install: Install, far_sink: Sink) -> None:
    quiet = install(EMAIL_URL=far_sink.url)
    quiet.queue_mails("tick", 3)

    done = quiet.manage("tick")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["mails"]["sent"] == 3
    assert set(quiet.states("tick").values()) == {"sent"}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("EMAIL_URL", "mail.example.test", "EMAIL_URL must look like"),
        ("EMAIL_URL", "smtp://mail.example.test:port", "EMAIL_URL must look like"),
        ("EMAIL_URL", "smtp://me:p%C3%A4ss@mail.example.test", "user and password plain ASCII"),
        ("EMAIL_URL", "smtp://mail..example.test", "the host must be a name on the network"),
        ("PORT", "eight", "PORT=eight is not a number"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(
    install: Install, name: str, value: str, sentence: str
) -> None:
    refused = install(**{name: value}).manage("up")

    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_debug_pages_are_not_shown_to_others(install: Install) -> None:
    refused = install(HOST="0.0.0.0").manage("up")

    assert refused.returncode == 1
    assert "Set DEBUG=0" in refused.stderr
