"""Letters that wait: who meets the limit, when what waits leaves, and what is never lost."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection, connections, transaction

from accounts.models import User
from outbox import accounting, claims, delivery, health, held, queue
from outbox.backend import OutboxBackend
from outbox.claims import Outcome
from outbox.message import BadAddress
from outbox.models import MailAllowance, MailState, OutgoingEmail
from tests.factories import UserFactory
from tests.outbox.conftest import NOW, Post

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = {"new_address": 5, "first_week_hour": 10, "first_week_day": 20, "hour": 30, "day": 60}
Write = Callable[..., OutgoingEmail]


@pytest.fixture(autouse=True)
def _small_numbers(settings: Any) -> None:
    settings.MAIL_LIMITS = LIMITS


@pytest.fixture
def user(db: None) -> User:
    return somebody(timedelta())


def somebody(age: timedelta) -> User:
    user = UserFactory()
    user.date_joined = NOW - age
    user.save()
    return user


@pytest.fixture
def write(post: Post) -> Write:
    """Queue a letter of `user` to `to` at `now`."""

    def letter(user: User, to: str, now: datetime = NOW, **parts: Any) -> OutgoingEmail:
        number = OutgoingEmail.objects.count()
        far = now + timedelta(days=14)
        given = {"user": user, "to": to, "now": now, "not_after": far, **parts}
        return post(f"letter:{number}", **given)

    return letter


def strangers(write: Write, user: User, count: int, now: datetime = NOW) -> list[OutgoingEmail]:
    first = OutgoingEmail.objects.count()
    return [write(user, f"s{first + number}@else.test", now) for number in range(count)]


def states() -> list[str]:
    return list(OutgoingEmail.objects.order_by("dedupe_key").values_list("state", flat=True))


def test_a_letter_over_the_limit_is_kept_with_its_words_and_waits(write: Write, user: User) -> None:
    strangers(write, user, 2)
    waits = write(user, "third@else.test")

    assert waits.state == MailState.HELD
    assert b"Thank you for telling me." in bytes(waits.raw)
    assert waits.next_attempt_at == NOW + HOUR
    assert {mail.rcpt for mail in claims.claim(NOW)} == {"s0@else.test", "s1@else.test"}


def test_a_letter_that_waits_leaves_by_itself_at_its_moment_and_once(
    write: Write, user: User
) -> None:
    *_, waits = strangers(write, user, 3)

    assert delivery.deliver(NOW).sent == 2
    assert delivery.deliver(NOW + HOUR - MINUTE).sent == 0
    assert delivery.deliver(NOW + HOUR).sent == 1
    assert delivery.deliver(NOW + HOUR).sent == 0
    waits.refresh_from_db()
    assert (waits.state, waits.handoffs, waits.sent_at) == ("sent", 1, NOW + HOUR)


def test_the_first_that_waits_leaves_first_and_no_letter_overtakes(
    write: Write, user: User
) -> None:
    strangers(write, user, 2)
    first = write(user, "third@else.test", NOW + MINUTE)
    second = write(user, "fourth@else.test", NOW + 2 * MINUTE)
    third = write(user, "s0@else.test", NOW + 3 * MINUTE)

    moments = [mail.next_attempt_at for mail in (first, second, third)]
    assert moments == sorted(moments)
    assert {mail.state for mail in (first, second, third)} == {MailState.HELD}


def test_a_second_letter_to_an_address_that_was_reached_counts_one(
    write: Write, user: User
) -> None:
    mails = [write(user, "ana@client.test") for _ in range(6)]
    assert [mail.weight for mail in mails] == [5, 1, 1, 1, 1, 1]
    assert {mail.state for mail in mails} == {MailState.QUEUED}
    assert write(user, "ana@client.test").state == MailState.HELD


def test_an_address_that_refused_the_letter_stays_a_new_one(write: Write, user: User) -> None:
    write(user, "ana@client.test")
    [mail] = claims.claim(NOW)
    claims.refuse(mail, Outcome("rcpt", 550, "no such user"), now=NOW)
    assert write(user, "ana@client.test").weight == 5


def test_another_account_has_its_own_allowance_and_its_own_strangers(
    write: Write, user: User
) -> None:
    strangers(write, user, 3)
    other = somebody(timedelta())
    mail = write(other, "s0@else.test")
    assert (mail.state, mail.weight) == (MailState.QUEUED, 5)


def test_the_first_week_has_less_room(write: Write) -> None:
    old = somebody(timedelta(days=30))
    assert {mail.state for mail in strangers(write, old, 6)} == {MailState.QUEUED}
    assert strangers(write, old, 1)[0].state == MailState.HELD


def test_mail_to_oneself_counts_as_to_somebody_known(write: Write, user: User) -> None:
    mail = write(user, user.email.upper())
    assert (mail.weight, mail.to_new_address) == (1, False)


@pytest.mark.parametrize("audience", ["owner", "system"])
def test_reminders_to_the_account_count_nothing_and_never_wait(
    write: Write, user: User, audience: str
) -> None:
    strangers(write, user, 3)
    mail = write(user, user.email, audience=audience)
    assert (mail.state, mail.weight, mail.counts_at) == (MailState.QUEUED, 0, None)


def test_mail_of_the_sign_in_never_waits_and_counts_nothing(user: User, write: Write) -> None:
    strangers(write, user, 3)
    OutboxBackend().send_messages([EmailMessage("Confirm", "Here.", None, [user.email])])
    mail = OutgoingEmail.objects.get(kind="account")
    assert (mail.state, mail.weight) == (MailState.QUEUED, 0)


@pytest.mark.parametrize("address", ["postmaster@127.0.0.1.test", "Boss@OUR-OWN.test"])
def test_an_address_of_the_server_itself_is_refused(
    write: Write, user: User, settings: Any, address: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Amends <amends@{address.partition('@')[2].lower()}>"
    with pytest.raises(BadAddress):
        write(user, address)
    User.objects.filter(pk=user.pk).update(email=address.lower())
    user.refresh_from_db()
    assert write(user, address).state == MailState.QUEUED


@pytest.mark.parametrize(
    "address",
    [
        "ana@client.test, bea@client.test",
        "ana@client.test;bea@client.test",
        "ana@client.test bea@client.test",
        "Ana <ana@client.test>",
        "ana@client.test\nBcc: bea@client.test",
        "ana@client.test\r\n\r\nbody",
        "ana@client.test\x00",
    ],
)
def test_one_letter_goes_to_one_address(write: Write, user: User, address: str) -> None:
    with pytest.raises(BadAddress):
        write(user, address)


def test_sending_a_refused_letter_again_counts_again_and_may_wait(write: Write, user: User) -> None:
    mail = write(user, "ana@client.test")
    OutgoingEmail.objects.update(state=MailState.FAILED)
    assert queue.send_again(mail, now=NOW + MINUTE)
    mail.refresh_from_db()
    assert (mail.state, mail.weight, mail.counts_at) == ("queued", 10, NOW + MINUTE)

    OutgoingEmail.objects.update(state=MailState.FAILED, resolution="")
    assert queue.send_again(mail, now=NOW + 2 * MINUTE)
    mail.refresh_from_db()
    assert (mail.state, mail.next_attempt_at) == ("held", NOW + MINUTE + HOUR)
    assert mail.give_up_at > mail.next_attempt_at


def test_what_is_taken_back_makes_room_for_what_waits_behind_it(write: Write, user: User) -> None:
    *_, first, second, third = strangers(write, user, 5)
    assert first.next_attempt_at == second.next_attempt_at == NOW + HOUR
    assert third.next_attempt_at == NOW + DAY

    assert held.take_back(first, NOW + MINUTE, resolution="stopped")
    assert not held.take_back(first, NOW + MINUTE, resolution="stopped")

    third.refresh_from_db()
    assert third.next_attempt_at == NOW + HOUR
    delivery.deliver(NOW + 2 * DAY)
    first.refresh_from_db()
    assert (first.state, first.handoffs) == (MailState.CANCELLED, 0)


def test_a_topic_that_is_taken_back_takes_its_letters_that_wait_along(
    write: Write, user: User
) -> None:
    strangers(write, user, 3)
    assert queue.cancel(topic="complaint:7", now=NOW).won == 3
    assert states() == ["cancelled"] * 3
    assert strangers(write, user, 1)[0].state == MailState.QUEUED


def test_a_higher_limit_lets_what_waits_leave(write: Write, user: User) -> None:
    strangers(write, user, 5)
    MailAllowance.objects.filter(user=user).update(own_hour=100, own_day=100)
    held.rearrange(user, NOW + MINUTE)
    assert delivery.deliver(NOW + MINUTE).sent == 5


def test_a_lower_limit_breaks_no_moment_that_was_promised(write: Write, user: User) -> None:
    *_, waits = strangers(write, user, 3)
    MailAllowance.objects.filter(user=user).update(own_hour=1, own_day=1)
    held.rearrange(user, NOW + MINUTE)
    waits.refresh_from_db()
    assert waits.next_attempt_at == NOW + HOUR


def test_switching_an_account_off_holds_what_has_not_left_until_it_is_on_again(
    write: Write, user: User
) -> None:
    strangers(write, user, 3)
    MailAllowance.objects.filter(user=user).update(is_suspended=True)
    held.rearrange(user, NOW)
    later = write(user, "fourth@else.test", NOW + MINUTE)
    assert states() == ["held"] * 4
    assert later.counts_at is None
    assert delivery.deliver(NOW + 2 * DAY).sent == 0

    MailAllowance.objects.filter(user=user).update(is_suspended=False)
    held.rearrange(user, NOW + 2 * DAY)
    assert delivery.deliver(NOW + 2 * DAY).sent == 2
    assert delivery.deliver(NOW + 2 * DAY + HOUR).sent == 2


def test_no_letter_slips_out_of_an_account_that_is_switched_off(write: Write, user: User) -> None:
    MailAllowance.objects.create(user=user, is_suspended=True)
    mail = write(user, "ana@client.test")
    assert delivery.deliver(mail.not_after).sent == 0
    assert delivery.deliver(mail.not_after + MINUTE).expired == 1


def test_whoever_runs_the_server_lets_one_letter_go(write: Write, user: User) -> None:
    *_, waits = strangers(write, user, 3)
    assert held.let_go(waits, NOW + MINUTE)
    assert not held.let_go(waits, NOW + MINUTE)
    assert delivery.deliver(NOW + MINUTE).sent == 3


def test_a_letter_whose_time_is_over_does_not_leave_and_somebody_is_told(
    write: Write, user: User
) -> None:
    strangers(write, user, 2)
    late = write(user, "third@else.test", not_after=NOW + 10 * MINUTE)
    assert delivery.deliver(NOW + 2 * HOUR).expired == 1
    late.refresh_from_db()
    assert (late.state, late.handoffs, late.resolution) == (MailState.EXPIRED, 0, "")


def test_a_clock_that_ran_ahead_makes_no_letter_wait_for_it(write: Write, user: User) -> None:
    strangers(write, user, 2, NOW + timedelta(days=30))
    assert strangers(write, user, 1)[0].state == MailState.QUEUED


def test_the_health_page_and_the_accounting_know_what_waits(write: Write, user: User) -> None:
    strangers(write, user, 3)
    assert health.snapshot(NOW)["outbox"]["held"] == 1
    assert health.snapshot(NOW)["outbox"]["queued"] == 2
    sums = accounting.audit(NOW)
    assert (sums["total"], sums["states"]) == (3, {"queued": 2, "held": 1})
    assert accounting.audit(NOW + 2 * HOUR)["problems"] == []
    assert accounting.audit(NOW + timedelta(days=90))["problems"]


def test_one_question_is_asked_for_a_letter_and_the_index_answers_it(
    write: Write, user: User, django_assert_num_queries: Any
) -> None:
    strangers(write, user, 1)
    asked = 1 if connection.vendor == "sqlite" else 2
    row = OutgoingEmail(audience="client", user=user, rcpt="z@else.test", next_attempt_at=NOW)
    with transaction.atomic(), django_assert_num_queries(asked):
        held.take_turn(row, NOW)


@pytest.mark.django_db(transaction=True)
def test_two_that_write_at_once_do_not_pass_the_limit_together(write: Write, user: User) -> None:
    strangers(write, user, 1)
    ready = threading.Barrier(4)
    broken: list[BaseException] = []

    def send(number: int) -> None:
        try:
            ready.wait(timeout=30)
            with transaction.atomic():
                queue.enqueue(
                    dedupe_key=f"at-once:{number}",
                    kind="letter",
                    audience="client",
                    user=User.objects.get(pk=user.pk),
                    topic="",
                    to=f"at-once{number}@else.test",
                    subject="s",
                    text="t",
                    html="",
                    not_after=NOW + timedelta(days=14),
                    now=NOW,
                )
        except BaseException as problem:
            broken.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert broken == []
    assert sorted(states()) == ["held"] * 3 + ["queued"] * 2
    assert delivery.deliver(NOW).sent == 2
