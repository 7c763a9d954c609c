"""Sending through a real SMTP dialogue: each way it can go."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from outbox import backoff, claims, delivery, transport
from outbox.claims import Outcome
from outbox.models import EmailAttempt, MailAccount, MailState, OutgoingEmail, Suppression
from tests.outbox.conftest import Post
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _through_the_sink(sink: Sink, settings: Any) -> None:
    settings.EMAIL_URL = sink.url
    settings.OUTBOX_REPLY_SECONDS = 2


def state_of(mail: OutgoingEmail) -> str:
    mail.refresh_from_db()
    return mail.state


def test_a_mail_arrives_once_with_the_bytes_that_were_kept(
    post: Post, now: datetime, sink: Sink
) -> None:
    mail = post(text="Line one\n.\n.. dots\nlast")

    assert delivery.deliver(now).sent == 1
    assert delivery.deliver(now).sent == 0

    [entry] = sink.entries()
    assert entry["to"] == ["ana@client.test"]
    assert entry["mail_id"] == str(mail.pk)
    assert entry["raw"].encode() == bytes(mail.raw)
    assert state_of(mail) == MailState.SENT
    assert mail.sent_at == now
    assert mail.lease_token == ""
    assert [(row.number, row.stage, row.code) for row in mail.history.all()] == [(1, "sent", 250)]


def test_dearest_first(post: Post, now: datetime, sink: Sink, settings: Any) -> None:
    settings.OUTBOX_CONNECTIONS = 1
    for key, priority in [("digest", 40), ("letter", 10), ("reminder", 30)]:
        post(key, priority=priority, subject=key)

    assert delivery.deliver(now).sent == 3
    assert [entry["subject"] for entry in sink.entries()] == ["letter", "reminder", "digest"]


def test_what_is_due_later_waits(post: Post, now: datetime) -> None:
    mail = post()
    OutgoingEmail.objects.update(next_attempt_at=now + timedelta(minutes=1))

    assert delivery.deliver(now).sent == 0
    assert delivery.deliver(now + timedelta(minutes=1)).sent == 1
    assert state_of(mail) == MailState.SENT


def test_what_is_no_longer_useful_is_not_sent(post: Post, now: datetime, sink: Sink) -> None:
    mail = post(not_after=now + timedelta(hours=1))

    assert delivery.deliver(now + timedelta(hours=2)).expired == 1
    assert state_of(mail) == MailState.EXPIRED
    assert sink.entries() == []


def test_an_unknown_address_fails_and_gets_no_more_mail(
    post: Post, now: datetime, sink: Sink
) -> None:
    sink.rcpt_reply = "550 5.1.1 No such user"
    first = post("letter:1")
    assert delivery.deliver(now).failed == 1
    assert state_of(first) == MailState.FAILED
    assert first.smtp_code == 550

    sink.rcpt_reply = ""
    second = post("letter:2")
    assert delivery.deliver(now).failed == 1
    assert state_of(second) == MailState.FAILED
    assert sink.entries() == []
    assert Suppression.objects.get().address == "ana@client.test"


def test_a_relay_that_refuses_everybody_silences_nobody(
    post: Post, now: datetime, sink: Sink
) -> None:
    sink.rcpt_reply = "554 5.7.1 Relay access denied"
    post()

    assert delivery.deliver(now).failed == 1
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("switch", "reply"),
    [
        ("mail_reply", "450 Later, please"),
        ("rcpt_reply", "450 Later, please"),
        ("begin_reply", "451 Later, please"),
        ("begin_reply", "554 5.5.1 No valid recipients"),
        ("data_reply", "451 Later, please"),
    ],
)
def test_a_refusal_for_now_waits_longer_each_time(
    post: Post, now: datetime, sink: Sink, switch: str, reply: str
) -> None:
    mail = post()
    setattr(sink, switch, reply)

    assert delivery.deliver(now).retry == 1
    assert state_of(mail) == MailState.RETRY
    assert now + timedelta(seconds=48) <= mail.next_attempt_at <= now + timedelta(minutes=6)

    setattr(sink, switch, "")
    assert delivery.deliver(now + timedelta(minutes=10)).sent == 1
    assert len(sink.entries()) == 1


def test_a_mail_that_is_refused_for_three_days_is_given_up(
    post: Post, now: datetime, sink: Sink
) -> None:
    mail = post(not_after=now + timedelta(days=30))
    sink.data_reply = "451 Later, please"
    delivery.deliver(now + backoff.LONGEST_TRY)

    assert state_of(mail) == MailState.DEAD


def test_a_mail_that_is_too_big_is_refused_by_itself(post: Post, now: datetime, sink: Sink) -> None:
    mail = post()
    sink.mail_reply = "552 5.3.4 Too big"

    assert delivery.deliver(now).failed == 1
    assert state_of(mail) == MailState.FAILED
    assert MailAccount.objects.get().problem == ""


def test_a_content_that_is_refused_fails_without_silencing_the_address(
    post: Post, now: datetime, sink: Sink
) -> None:
    mail = post()
    sink.data_reply = "554 5.6.0 Not like this"

    assert delivery.deliver(now).failed == 1
    assert state_of(mail) == MailState.FAILED
    assert not Suppression.objects.exists()


def test_a_server_that_is_away_costs_no_mail_an_attempt(
    post: Post, now: datetime, sink: Sink
) -> None:
    for number in range(12):
        post(f"letter:{number}")
    sink.stop()

    counts = delivery.deliver(now)

    assert (counts.sent, counts.untried) == (0, claims.BATCH)
    assert set(OutgoingEmail.objects.values_list("attempts", flat=True)) == {0}
    assert not EmailAttempt.objects.exists()
    sink.start()
    assert delivery.deliver(now).sent == 12


def test_a_link_that_breaks_after_the_dot_leaves_the_mail_in_doubt(
    post: Post, now: datetime, sink: Sink
) -> None:
    mail = post()
    sink.drop_before_reply = True

    assert delivery.deliver(now).uncertain == 1
    sink.drop_before_reply = False
    assert delivery.deliver(now + timedelta(days=1)).sent == 0

    assert state_of(mail) == MailState.UNCERTAIN
    assert mail.uncertain_since == now
    assert len(sink.entries()) == 1


def test_a_server_that_answers_too_late_leaves_the_mail_in_doubt(
    post: Post, now: datetime, sink: Sink, settings: Any
) -> None:
    settings.OUTBOX_REPLY_SECONDS = 0.3
    sink.delay = 1
    mail = post()

    assert delivery.deliver(now).uncertain == 1
    assert state_of(mail) == MailState.UNCERTAIN


def test_a_mail_that_is_taken_back_while_it_is_offered_does_not_arrive(
    post: Post, now: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = post()
    mark = claims.mark_handoff

    def cancelled_first(emails: list[OutgoingEmail]) -> set[UUID]:
        OutgoingEmail.objects.filter(pk=mail.pk).update(cancel_requested_at=now)
        return mark(emails)

    monkeypatch.setattr(claims, "mark_handoff", cancelled_first)
    delivery.deliver(now)

    assert state_of(mail) == MailState.CANCELLED
    assert sink.entries() == []


def test_a_lease_that_ran_out_before_the_mark_is_tried_again(post: Post, now: datetime) -> None:
    mail = post()
    claims.claim(now)
    OutgoingEmail.objects.update(lease_until=now - timedelta(days=365 * 50))

    assert delivery.reap(now) == {"again": 1, "uncertain": 0, "confirmed": 0}
    assert state_of(mail) == MailState.RETRY
    assert delivery.deliver(now).sent == 1


def test_a_lease_that_ran_out_after_the_mark_is_in_doubt_until_its_holder_speaks(
    post: Post, now: datetime
) -> None:
    mail = post()
    [held] = claims.claim(now)
    assert claims.mark_handoff([held])
    OutgoingEmail.objects.update(lease_until=now - timedelta(days=365 * 50))

    assert delivery.reap(now) == {"again": 0, "uncertain": 1, "confirmed": 0}
    assert state_of(mail) == MailState.UNCERTAIN
    assert claims.confirm([held], {held.pk: Outcome("sent", 250)}, now=now)
    assert state_of(mail) == MailState.SENT


def test_a_holder_whose_lease_was_taken_over_may_not_hand_off(post: Post, now: datetime) -> None:
    post()
    [old] = claims.claim(now)
    OutgoingEmail.objects.update(lease_until=now - timedelta(days=365 * 50))
    delivery.reap(now)
    [new] = claims.claim(now)

    assert not claims.mark_handoff([old])
    assert claims.mark_handoff([new])


def test_two_senders_never_hold_the_same_mail(post: Post, now: datetime) -> None:
    for number in range(15):
        post(f"letter:{number}")
    first, second = claims.claim(now), claims.claim(now)

    assert len(first) == claims.BATCH
    assert len(second) == 15 - claims.BATCH
    assert not {mail.pk for mail in first} & {mail.pk for mail in second}


def test_without_a_mail_server_mails_are_kept_as_files(
    post: Post, now: datetime, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_URL = ""
    settings.VAR_DIR = tmp_path
    mail = post()

    assert delivery.deliver(now).sent == 1
    [kept] = (tmp_path / "mail").iterdir()
    assert kept.name == f"{mail.pk}.eml"
    assert kept.read_bytes() == bytes(mail.raw)


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        (b"a\nb", b"a\r\nb\r\n"),
        (b"a\r\n.\r\n..b\r\n", b"a\r\n..\r\n...b\r\n"),
        (b"lone\rreturn", b"lone\r\nreturn\r\n"),
    ],
)
def test_dots_and_line_ends_are_as_smtp_wants_them(raw: bytes, sent: bytes) -> None:
    assert transport.without_end(raw) == sent


@pytest.mark.parametrize(
    ("attempt", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 10), (8, 240), (50, 240)]
)
def test_pauses_grow_up_to_four_hours(attempt: int, minutes: int) -> None:
    assert backoff.wait_before(attempt, spread=0) == timedelta(minutes=minutes)
