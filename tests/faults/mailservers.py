"""Faults of the mail server: away, silent, gone before its answer, refusing, slow."""

import time

from tests.faults.rows import row
from tests.faults.setup import SetUp
from tests.processes.installation import wait_until

BATCH = 20
TRIES = (
    "SELECT COALESCE(SUM(attempts), 0) FROM outbox_outgoingemail WHERE state IN ('queued', 'retry')"
)


@row("17", "mail server away for 2 hours (the clock jumps)")
def away(s: SetUp) -> int:
    s.sink.stop()
    after = s.due(BATCH)
    assert wait_until(lambda: s.home.health()[1].get("mail_problem")), "health does not say so"
    for _ in range(2):
        s.later(3600)
        time.sleep(3)
    [(tries,)] = s.query(TRIES)
    assert tries == 0, f"an outage cost {tries} attempts"
    s.sink.start()
    s.later(660)
    return after


@row("18", "mail server takes the connection and never greets")
def mute(s: SetUp) -> int:
    s.sink.mute = True
    after = s.due(4)
    time.sleep(12)
    s.sink.mute = False
    s.later(660)
    return after


@row("19", "mail server hangs up after the dot without an answer", doubt=True)
def hangs_up(s: SetUp) -> int:
    s.sink.drop_before_reply = True
    after = s.due(6)
    s.arrived(after, 6)
    s.sink.drop_before_reply = False
    s.settle(after)
    verdict = s.verdict(after)
    assert verdict.uncertain == verdict.arrived_in_doubt == 6, f"not all in doubt: {verdict}"
    s.later(1000)
    assert wait_until(lambda: surfaced(s, after) == 6), "what stays in doubt is put before nobody"
    return after


def surfaced(s: SetUp, after: int) -> int:
    """Return how many mails of a batch in doubt were put before somebody."""
    keys = "', '".join(s.mails(after).values())
    if s.postgres is None:
        keys = keys.replace("-", "")
    [(count,)] = s.query(
        "SELECT COUNT(*) FROM outbox_outgoingemail"
        f" WHERE state = 'uncertain' AND resolution = 'surfaced' AND id IN ('{keys}')"
    )
    return int(count)


@row("20", "451 at RCPT and after the dot, then well again")
def not_now(s: SetUp) -> int:
    s.sink.rcpt_reply = "451 4.7.1 Greylisted, come back"
    after = s.due(BATCH)
    assert wait_until(lambda: tried(s, after) >= BATCH), "nothing was tried"
    s.sink.rcpt_reply, s.sink.data_reply = "", "451 4.3.0 Not now"
    s.later(400)
    assert wait_until(lambda: tried(s, after) >= 2 * BATCH), "nothing was tried again"
    s.sink.data_reply = ""
    s.later(400)
    return after


@row("20b", "550 for the recipient: refused, told, not tried again", told=True)
def refused(s: SetUp) -> int:
    s.sink.rcpt_reply = "550 5.1.1 No such user"
    after = s.due(6)
    s.settle(after)
    s.sink.rcpt_reply = ""
    verdict = s.verdict(after)
    assert verdict.told == 6, f"not all are shown as refused: {verdict}"
    return after


@row("20c", "535 at sign-in: no attempt burned, shown at once")
def locked_out(s: SetUp) -> int:
    s.sink.refuse_password = True
    after = s.due(6)
    assert wait_until(lambda: s.home.health()[1].get("mail_problem")), "health does not say so"
    [(tries,)] = s.query(TRIES)
    assert tries == 0, f"a refused password cost {tries} attempts"
    s.sink.refuse_password = False
    s.later(660)
    return after


@row("20d", "421 while mails go out: no attempt burned")
def closing(s: SetUp) -> int:
    s.sink.delay = 0.05
    after = s.due(BATCH)
    s.arrived(after, 4)
    s.sink.closing = True
    time.sleep(3)
    [(tries,)] = s.query(TRIES)
    assert tries <= 8, f"a server that closes cost {tries} attempts"
    s.sink.closing, s.sink.delay = False, 0
    s.later(660)
    return after


@row("21", "an answer that takes most of the time it may take")
def slow(s: SetUp) -> int:
    s.sink.delay = 2.5
    after = s.due(8)
    s.settle(after)
    s.sink.delay = 0
    return after


@row("21b", "an answer that comes after we stopped waiting", doubt=True)
def too_slow(s: SetUp) -> int:
    s.sink.delay = 8
    after = s.due(4)
    s.settle(after)
    s.sink.delay = 0
    verdict = s.verdict(after)
    assert verdict.uncertain == 4, f"{verdict.uncertain} of 4 are in doubt"
    return after


def tried(s: SetUp, after: int) -> int:
    """Return how many attempts a batch has seen."""
    rows = s.query(
        "SELECT COUNT(*) FROM outbox_emailattempt a"
        " JOIN complaints_reminder r ON r.email_id = a.email_id WHERE r.id > " + str(int(after))
    )
    return int(rows[0][0])
