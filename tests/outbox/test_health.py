"""The health page."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts import clock
from outbox import delivery, health, tasks
from outbox.models import Heartbeat, MailState, OutgoingEmail
from tests.factories import UserFactory
from tests.outbox.conftest import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue_folder(settings: Any, tmp_path: Path) -> None:
    settings.QUEUE_DIR = tmp_path


def test_all_is_well_while_the_schedule_rings(now: datetime) -> None:
    health.beat("beat", now - timedelta(seconds=20))

    report = health.snapshot(now)

    assert report["ok"]
    assert (report["database"], report["broker"]) == ("ok", "ok")
    assert (report["worker"], report["beat"]) == (20, 20)


def test_a_schedule_that_is_silent_for_over_three_minutes_is_told(now: datetime) -> None:
    health.beat("beat", now - timedelta(seconds=181))
    health.beat("send", now - timedelta(seconds=1))

    report = health.snapshot(now)

    assert not report["ok"]
    assert (report["worker"], report["beat"]) == (1, 181)
    assert not health.is_running(health.ages(now))


@pytest.mark.parametrize("job", ["send", "reap", "materialise", "beat"])
def test_each_job_that_falls_silent_is_told(now: datetime, job: str) -> None:
    for name in ("send", "reap", "materialise", "beat"):
        health.beat(name, now - timedelta(seconds=181 if name == job else 5))

    report = health.snapshot(now)

    assert not report["ok"]
    assert report["silent"] == [job]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("busy", [1, delivery.AT_ONCE])
def test_senders_that_wait_long_for_an_answer_do_not_look_dead(busy: int) -> None:
    for _ in range(busy):
        assert delivery._places.acquire(blocking=False)
    try:
        tasks.send()
    finally:
        for _ in range(busy):
            delivery._places.release()

    assert Heartbeat.objects.get(name="send").detail == "0 sent"


def test_a_reaper_that_is_to_look_rarely_is_given_time(now: datetime, settings: Any) -> None:
    settings.REAP_SECONDS = 300
    health.beat("beat", now)
    health.beat("reap", now - timedelta(seconds=500))

    assert health.snapshot(now)["ok"]


def test_a_queue_that_cannot_be_written_is_told(now: datetime, settings: Any) -> None:
    settings.QUEUE_DIR = Path("/nonexistent")
    health.beat("beat", now)

    assert health.snapshot(now)["broker"] == "error: FileNotFoundError"
    assert not health.snapshot(now)["ok"]


def test_a_redis_that_is_away_is_told_within_a_second(now: datetime, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert health.snapshot(now)["broker"] == "error: ConnectionError"


def test_the_queue_is_counted(post: Post, now: datetime) -> None:
    post("letter:1")
    post("letter:2", now=now - timedelta(minutes=2))
    failed = post("letter:3")
    OutgoingEmail.objects.filter(pk=failed.pk).update(state=MailState.FAILED)

    assert health.snapshot(now)["outbox"] == {
        "queued": 2,
        "held": 0,
        "failed": 1,
        "oldest_seconds": 120,
    }


def test_a_letter_that_came_too_late_is_counted_until_somebody_decides(
    post: Post, now: datetime
) -> None:
    letter = post("letter:1")
    post("digest:1", audience="owner")
    OutgoingEmail.objects.update(state=MailState.EXPIRED)
    assert health.snapshot(now)["outbox"]["failed"] == 1

    OutgoingEmail.objects.filter(pk=letter.pk).update(resolution="dismissed")
    assert health.snapshot(now)["outbox"]["failed"] == 0


def test_a_heartbeat_is_one_row_that_moves(now: datetime) -> None:
    health.beat("send", now)
    health.beat("send", now + timedelta(seconds=10), detail="3 sent")

    assert Heartbeat.objects.get().detail == "3 sent"


TOKEN = "a token of twenty-four words"


def test_anybody_may_ask_and_learns_no_more_than_whether_all_is_well(
    client: Client, now: datetime
) -> None:
    reply = client.get("/health/")

    assert (reply.status_code, reply.content) == (503, b"not")
    assert reply["Content-Type"] == "text/plain"
    assert "no-store" in reply["Cache-Control"]

    health.beat("beat", clock.now())
    reply = client.get("/health/")

    assert (reply.status_code, reply.content) == (200, b"ok")


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"headers": {"Authorization": f"bearer  {TOKEN} "}},
        {"query_params": {"token": TOKEN}},
    ],
)
def test_who_holds_the_token_is_told_everything(
    client: Client, settings: Any, asked: dict[str, Any]
) -> None:
    settings.HEALTH_TOKEN = TOKEN

    report = client.get("/health/", **asked).json()

    assert {"database", "broker", "worker", "beat", "outbox", "version"} <= set(report)


@pytest.mark.parametrize("token", ["", TOKEN])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"headers": {"Authorization": "Bearer "}},
        {"headers": {"Authorization": "Bearer wrong"}},
        {"headers": {"Authorization": f"Basic {TOKEN}"}},
        {"headers": {"Authorization": "Bearer \xe9"}},
        {"query_params": {"token": ""}},
        {"query_params": {"token": "wrong"}},
    ],
)
def test_a_wrong_token_is_no_token(
    client: Client, settings: Any, token: str, asked: dict[str, Any]
) -> None:
    settings.HEALTH_TOKEN = token

    assert client.get("/health/", **asked).content == b"not"


def test_who_runs_the_server_is_told_everything_and_a_freelancer_is_not(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/health/").content == b"not"

    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/health/").json()["ok"] is False
