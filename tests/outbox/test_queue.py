"""The door into the outbox."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from outbox import claims, queue
from outbox.backend import OutboxBackend
from outbox.claims import Outcome
from outbox.message import BadAddress
from outbox.models import MailState, OutgoingEmail
from tests.outbox.conftest import Post


def test_a_key_that_is_known_adds_no_second_mail(post: Post) -> None:
    first = post("letter:1")
    second = post("letter:1", subject="Another subject")

    assert second.pk == first.pk
    assert second.subject == "About your website"
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_refused_outside_the_transaction_of_what_it_tells(now: datetime) -> None:
    with pytest.raises(RuntimeError):
        queue.enqueue(
            dedupe_key="letter:1",
            kind="letter",
            audience="client",
            user=None,
            topic="",
            to="ana@client.test",
            subject="s",
            text="t",
            html="",
            not_after=now,
            now=now,
        )


@pytest.mark.django_db(transaction=True)
def test_a_rollback_takes_the_mail_with_it(post: Post) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)

    assert not OutgoingEmail.objects.exists()


def test_an_address_that_is_none_is_refused(post: Post) -> None:
    with pytest.raises(BadAddress):
        post(to="ana@client.test\r\nBcc: everybody@client.test")


def test_a_waiting_mail_is_taken_back(post: Post, now: datetime) -> None:
    mail = post()

    assert queue.cancel(topic="complaint:7", now=now) == queue.Cancelled(1, 0, 0)
    mail.refresh_from_db()
    assert mail.state == MailState.CANCELLED
    assert claims.claim(now) == []


def test_only_the_named_keys_are_taken_back(post: Post, now: datetime) -> None:
    post("letter:1")
    post("letter:2")

    cancelled = queue.cancel(topic="complaint:7", now=now, keys=["letter:2"])

    assert cancelled.won == 1
    assert [mail.dedupe_key for mail in claims.claim(now)] == ["letter:1"]


def test_a_mail_on_its_way_to_the_mark_is_stopped_there(post: Post, now: datetime) -> None:
    post()
    [held] = claims.claim(now)

    assert queue.cancel(topic="complaint:7", now=now) == queue.Cancelled(0, 1, 0)
    assert not claims.mark_handoff([held])
    claims.release([held])
    held.refresh_from_db()
    assert held.state == MailState.CANCELLED


def test_a_mail_past_the_mark_is_too_late_to_take_back(post: Post, now: datetime) -> None:
    post()
    [held] = claims.claim(now)
    assert claims.mark_handoff([held])

    assert queue.cancel(topic="complaint:7", now=now) == queue.Cancelled(0, 0, 1)
    claims.confirm([held], {held.pk: Outcome("sent", 250)}, now=now)
    assert queue.cancel(topic="complaint:7", now=now) == queue.Cancelled(0, 0, 1)
    assert queue.cancel(topic="complaint:7", now=now + timedelta(hours=1)).too_late == 0


def test_a_mail_in_doubt_goes_out_again_only_when_a_person_asks(post: Post, now: datetime) -> None:
    post()
    [held] = claims.claim(now)
    claims.mark_handoff([held])
    claims.doubt(held, Outcome("dot"), now=now)
    assert claims.claim(now) == []

    assert queue.send_again(held, now=now)
    assert not queue.send_again(held, now=now)
    [again] = claims.claim(now)
    assert bytes(again.raw) == bytes(held.raw)


@pytest.mark.parametrize("decided", ["user", "dismissed", "resent"])
def test_a_mail_that_somebody_decided_about_stays_as_it_is(
    post: Post, now: datetime, decided: str
) -> None:
    mail = post()
    OutgoingEmail.objects.update(state=MailState.FAILED, resolution=decided)

    assert not queue.send_again(mail, now=now)
    mail.refresh_from_db()
    assert (mail.state, mail.resolution) == (MailState.FAILED, decided)


def test_a_letter_that_came_too_late_gets_a_fresh_chance(post: Post, now: datetime) -> None:
    mail = post(not_after=now + timedelta(hours=1))
    claims.expire(now + timedelta(days=1))

    assert queue.send_again(mail, now=now + timedelta(days=1))
    assert claims.expire(now + timedelta(days=1, hours=23)) == 0
    assert claims.expire(now + timedelta(days=3)) == 1
    assert queue.send_again(mail, now=now + timedelta(days=3))


def test_a_reminder_that_came_too_late_is_over(post: Post, now: datetime) -> None:
    mail = post(not_after=now + timedelta(hours=1), audience="owner")
    claims.expire(now + timedelta(days=1))

    assert not queue.send_again(mail, now=now + timedelta(days=1))


def test_what_django_sends_waits_in_the_outbox_once_per_person(db: None) -> None:
    mail = EmailMultiAlternatives("Confirm your address", "Here it is.", None, ["a@x.test"])
    mail.bcc = ["b@x.test"]

    assert OutboxBackend().send_messages([mail]) == 1

    rows = OutgoingEmail.objects.order_by("rcpt")
    assert [(row.rcpt, row.kind, row.state) for row in rows] == [
        ("a@x.test", "account", "queued"),
        ("b@x.test", "account", "queued"),
    ]
    assert b"b@x.test" not in bytes(rows[1].raw)
    assert rows[0].message_id != rows[1].message_id
