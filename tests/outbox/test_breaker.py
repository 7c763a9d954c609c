"""The way out closes after three failures, for longer each time, and costs no mail an attempt."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from outbox import breaker, delivery, health
from outbox.breaker import Gate
from outbox.models import MailAccount, MailState, OutgoingEmail, Suppression
from outbox.queue import default_account
from tests.outbox.conftest import Post
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _through_the_sink(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url.replace("//", "//me:secret@")


def attempts() -> set[int]:
    return set(OutgoingEmail.objects.values_list("attempts", flat=True))


def test_three_failures_close_the_way_and_one_mail_tries_it_again(
    post: Post, now: datetime, sink: Sink
) -> None:
    for number in range(5):
        post(f"letter:{number}")
    sink.stop()
    for _ in range(3):
        assert delivery.deliver(now).untried == 5
    assert breaker.gate(now) is Gate.CLOSED
    assert delivery.deliver(now).untried == 0
    assert "cannot be reached" in health.mail_problem()

    assert delivery.deliver(now + MINUTE).untried == 1
    assert breaker.gate(now + 2 * MINUTE) is Gate.CLOSED
    sink.start()
    assert delivery.deliver(now + 4 * MINUTE).sent == 5
    assert breaker.gate(now + 4 * MINUTE) is Gate.OPEN
    assert health.mail_problem() == ""
    assert attempts() == {1}


def test_the_pauses_grow_up_to_ten_minutes(now: datetime) -> None:
    pauses = []
    for number in range(8):
        breaker.failed(now, problem="away", text="no", probe=number > 2)
        until = MailAccount.objects.get().open_until
        pauses.append(round((until - now) / MINUTE) if until else 0)

    assert pauses == [0, 0, 1, 2, 5, 10, 10, 10]


def test_failures_of_others_at_the_same_time_are_one_outage(now: datetime) -> None:
    for _ in range(7):
        breaker.failed(now, problem="away", text="no", probe=False)

    assert MailAccount.objects.get().open_until == now + MINUTE


def test_only_one_of_several_is_given_the_probe(now: datetime) -> None:
    for _ in range(3):
        breaker.failed(now, problem="away", text="no", probe=False)

    asked = [breaker.gate(now + MINUTE) for _ in range(3)]
    assert asked == [Gate.PROBE, Gate.CLOSED, Gate.CLOSED]


def test_a_refused_password_is_told_at_once_and_costs_nothing(
    post: Post, now: datetime, sink: Sink
) -> None:
    post()
    sink.refuse_password = True

    assert delivery.deliver(now).untried == 1
    assert "does not let us in" in health.mail_problem()
    assert not health.snapshot(now)["ok"]
    assert attempts() == {0}

    sink.refuse_password = False
    assert delivery.deliver(now).sent == 1
    assert health.mail_problem() == ""


def test_a_server_that_closes_down_costs_no_attempt(post: Post, now: datetime, sink: Sink) -> None:
    post()
    sink.closing = True

    assert delivery.deliver(now).untried == 1
    assert attempts() == {0}


@pytest.mark.parametrize(
    "reply",
    [
        "530 5.7.0 Authentication required",
        "553 5.7.1 Sender address rejected: not owned by user",
        "550 5.7.1 Sender not allowed",
    ],
)
def test_a_server_that_refuses_our_sender_refuses_no_mail(
    post: Post, now: datetime, sink: Sink, reply: str
) -> None:
    for number in range(5):
        post(f"letter:{number}", audience="system")
    sink.mail_reply = reply

    for _ in range(3):
        assert delivery.deliver(now).untried == 5
    assert breaker.gate(now) is Gate.CLOSED
    assert attempts() == {0}
    assert reply in health.mail_problem()
    assert not health.snapshot(now)["ok"]

    sink.mail_reply = ""
    assert delivery.deliver(now + MINUTE).sent == 5
    assert health.mail_problem() == ""


def test_a_refused_sender_is_told_at_once(post: Post, now: datetime, sink: Sink) -> None:
    post()
    sink.mail_reply = "550 5.7.1 Sender not allowed"
    delivery.deliver(now)

    assert "does not take mail from our address" in health.mail_problem()


def test_a_server_that_wants_a_sign_in_says_so_at_any_step(
    post: Post, now: datetime, sink: Sink
) -> None:
    post()
    sink.rcpt_reply = "530 5.7.0 Authentication required"

    assert delivery.deliver(now).untried == 1
    assert "does not let us in" in health.mail_problem()
    assert not Suppression.objects.exists()


def closed_way(post: Post, now: datetime, sink: Sink) -> datetime:
    """Let the server be away until the way closes; returns when one mail may try it again."""
    post("letter:1")
    sink.stop()
    for _ in range(3):
        delivery.deliver(now)
    return now + MINUTE


def test_mails_that_are_held_back_say_nothing_about_the_server(
    post: Post, now: datetime, sink: Sink
) -> None:
    later = closed_way(post, now, sink)
    Suppression.objects.create(address="gone@client.test", at=now)
    post("letter:2", to="gone@client.test", priority=1)

    counts = delivery.deliver(later)

    assert (counts.failed, counts.untried) == (1, 1)
    assert MailAccount.objects.get().open_until == later + 2 * MINUTE
    assert "cannot be reached" in health.mail_problem()


@pytest.mark.parametrize("problem", ["away", "password", "sender"])
def test_a_server_that_is_well_again_is_found_out_without_a_mail(
    post: Post, now: datetime, sink: Sink, problem: str
) -> None:
    later = closed_way(post, now, sink)
    sink.start()
    sink.refuse_password = problem == "password"
    sink.mail_reply = "550 5.7.1 Sender not allowed" if problem == "sender" else ""
    OutgoingEmail.objects.update(state=MailState.CANCELLED)
    if problem != "away":
        delivery.deliver(later)
        assert health.mail_problem()
        assert breaker.gate(later + MINUTE) is Gate.CLOSED
        later += 2 * MINUTE
    sink.refuse_password, sink.mail_reply = False, ""

    delivery.deliver(later)

    assert health.mail_problem() == ""
    assert breaker.gate(later) is Gate.OPEN
    assert sink.entries() == []


def test_a_sign_in_that_works_again_is_found_out_before_the_way_closes(
    post: Post, now: datetime, sink: Sink
) -> None:
    post()
    sink.refuse_password = True
    delivery.deliver(now)
    OutgoingEmail.objects.update(state=MailState.CANCELLED)
    sink.refuse_password = False
    delivery.deliver(now)

    assert health.mail_problem() == ""


def test_an_idle_round_leaves_the_server_alone(now: datetime, sink: Sink) -> None:
    sink.stop()
    for _ in range(3):
        delivery.deliver(now)

    assert breaker.gate(now) is Gate.OPEN


@pytest.mark.django_db(transaction=True)
def test_a_success_at_the_moment_of_a_failure_leaves_the_way_open_or_closed_for_a_reason(
    now: datetime,
) -> None:
    account = MailAccount.objects.filter(pk=default_account().pk)
    for _round in range(25):
        account.update(failures=breaker.TRIES - 1, open_until=None, problem="")
        at_once(lambda: failed(now), breaker.worked, lambda: failed(now), breaker.worked)
        failures, open_until = account.values_list("failures", "open_until").get()
        assert (open_until is not None) == (failures >= breaker.TRIES)


def failed(now: datetime) -> None:
    breaker.failed(now, problem="away", text="421 Closing down", probe=False)


def at_once(*doings: Callable[[], None]) -> None:
    """Do all at the same moment, each with its own connection."""
    together = threading.Barrier(len(doings))

    def run(doing: Callable[[], None]) -> None:
        together.wait()
        try:
            doing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        for done in [pool.submit(run, doing) for doing in doings]:
            done.result()


def test_a_way_that_is_closed_with_nothing_wrong_opens_with_the_first_success(
    post: Post, now: datetime
) -> None:
    for number in range(3):
        post(f"letter:{number}")
    MailAccount.objects.filter(pk=default_account().pk).update(open_until=now - MINUTE)
    assert delivery.deliver(now).sent == 3
    assert breaker.gate(now) is Gate.OPEN
