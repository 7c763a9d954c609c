"""Faults of our own processes: killed, frozen, stopped, started twice."""

import random
import signal
import time

from tests.faults.rows import REDIS, row
from tests.faults.setup import SetUp
from tests.processes.installation import wait_until

BATCH = 24


@row("1", "kill -9 of a worker at random times", doubt=True)
def random_kills(s: SetUp) -> int:
    s.sink.delay = 0.05
    after = s.due(BATCH)
    for share in (1, 2):
        s.arrived(after, BATCH * share // 4)
        s.signal([random.choice(s.workers())], signal.SIGKILL)
    s.sink.delay = 0
    return after


@row("2", "kill -9 right after the claim", AMENDS_CRASH_AT="after_claim:1:2")
def after_claim(s: SetUp) -> int:
    return crash(s, 2)


@row("3", "kill -9 after the mark, before the dot", doubt=True, AMENDS_CRASH_AT="after_handoff:1:2")
def after_mark(s: SetUp) -> int:
    after = crash(s, 2)
    s.settle(after)
    verdict = s.verdict(after)
    assert verdict.uncertain >= 2, f"{verdict.uncertain} mails are in doubt, at least 2 expected"
    assert verdict.arrived_in_doubt == 0, "a mail arrived without its dot"
    return after


@row("4", "kill -9 after the 250, before the commit", doubt=True, AMENDS_CRASH_AT="after_250:1:2")
def after_reply(s: SetUp) -> int:
    after = crash(s, 2)
    s.settle(after)
    verdict = s.verdict(after)
    assert verdict.uncertain >= 2, f"{verdict.uncertain} mails are in doubt, at least 2 expected"
    assert verdict.arrived_in_doubt == verdict.uncertain, "what was accepted did not arrive"
    return after


@row(
    "5",
    "kill -9 in materialise, before and after its commit",
    # Another thread of the killed process may have been sending.
    doubt=True,
    # Somewhere among the first few of the batch, which begins anew each time; and at its end, which
    # comes so seldom that chance may miss it.
    AMENDS_CRASH_AT="before_commit:0.4:2,after_commit:1:2",
)
def in_materialise(s: SetUp) -> int:
    # Making the data queues no mail, so that only the workers meet the planted points.
    return crash(s, 3)


def crash(s: SetUp, times: int) -> int:
    after = s.due(BATCH)
    assert wait_until(lambda: s.crashes() >= times, seconds=60), f"{s.crashes()} crashes"
    return after


@row("7", "SIGSTOP beyond the lease, then SIGCONT", AMENDS_CRASH_AT="before_mark:1:2:stop")
def frozen_beyond_the_lease(s: SetUp) -> int:
    """The frozen holder stands just before its mark; others take over; then it wakes."""
    after = s.due(BATCH)
    assert wait_until(lambda: len(s.stopped()) == 2 or holds_all_up(s)), (
        f"{len(s.stopped())} workers are frozen"
    )
    frozen = s.stopped()
    time.sleep(11)
    s.signal(frozen[:1], signal.SIGCONT)
    try:
        assert wait_until(lambda: holds_all_up(s) or s.has_arrived(after, BATCH // 2)), (
            "No mail moves.\n" + s.home.log()[-2000:]
        )
        if holds_all_up(s):
            s.notes.append("a frozen one held the lock")
    finally:
        s.signal(frozen, signal.SIGCONT)
    return after


def holds_all_up(s: SetUp) -> bool:
    """Return whether a worker froze while a thread of it held the one write lock of SQLite."""
    return s.has_files and bool(s.stopped()) and s.is_locked()


@row("8", "SIGTERM, then SIGKILL of everything after 2 s, then a new start", doubt=True)
def stopped_by_the_system(s: SetUp) -> int:
    s.sink.delay = 0.5
    after = s.due(BATCH)
    s.arrived(after, 1)
    parent = s.home.process
    assert parent is not None
    parent.send_signal(signal.SIGTERM)
    time.sleep(2)
    s.signal(s.home.processes(), signal.SIGKILL)
    parent.wait(20)
    s.sink.delay = 0
    s.home.start()
    return after


@row("10", "beat killed; then no beat for over 3 minutes: /health/ turns red")
def without_a_beat(s: SetUp) -> int:
    s.signal(s.beats()[:1], signal.SIGKILL)
    after = s.due(BATCH)
    s.settle(after)
    assert wait_until(lambda: len(s.beats()) == 2), "a beat did not come back"
    silent = s.beats()
    s.signal(silent, signal.SIGSTOP)
    s.later(240)
    status, report = s.home.health()
    s.signal(silent, signal.SIGCONT)
    assert status == 503, f"health says {status} without a beat: {report}"
    assert wait_until(lambda: s.home.health()[0] == 200), "health stays red"
    return after


@row("29", "a second start on the same data folder")
def started_twice(s: SetUp) -> int:
    after = s.due(4)
    second = s.home.manage("up")
    assert second.returncode == 1, "the second start was not refused"
    assert "already runs" in second.stderr, second.stderr
    return after


@row("9b", "four workers and four beats at once", only=REDIS, WORKERS="4", BEATS="4")
def many_at_once(s: SetUp) -> int:
    return s.due(BATCH * 2)


@row("30", "a third cancelled while they are being sent", told=True)
def cancel_race(s: SetUp) -> int:
    """Whatever is reported as won or stopped never reaches the sink."""
    return cancel_a_third(s, BATCH * 2)


CANCEL = """
import sys, time, json
from django.db import transaction
from accounts import clock
from complaints.models import Reminder
from outbox import queue
print("ready", flush=True)
after, until = int(sys.argv[1]), time.monotonic() + float(sys.argv[2])
won, seen = [], set()
while time.monotonic() < until:
    rows = Reminder.objects.filter(pk__gt=after, email__isnull=False).select_related("email")
    third = [row for row in rows if row.pk % 3 == 0 and row.pk not in seen]
    for row in third:
        seen.add(row.pk)
        with transaction.atomic():
            done = queue.cancel(
                topic=row.email.topic, keys=[row.email.dedupe_key], now=clock.now())
        if done.won or done.asked:
            won.append(str(row.email_id))
    time.sleep(0.01)
print(json.dumps(won))
"""


def cancel_a_third(s: SetUp, count: int) -> int:
    s.sink.delay = 0.03
    after = s.due(count)
    # Nothing is sent before somebody is there to take it back.
    working = s.workers()
    s.signal(working, signal.SIGSTOP)
    canceller = s.shell(CANCEL, str(after), str(max(8, count / 12)))
    assert canceller.stdout is not None
    canceller.stdout.readline()
    s.signal(working, signal.SIGCONT)
    out, error = canceller.communicate(timeout=120)
    assert canceller.returncode == 0, error[-500:]
    s.sink.delay = 0
    s.settle(after)
    won = [word.strip('[]" \n') for word in out.split(",") if word.strip('[]" \n')]
    copies = s.copies()
    broken = [mail for mail in won if copies[mail]]
    assert not broken, f"{len(broken)} of {len(won)} cancelled mails arrived"
    assert won, "no cancellation came in time to be won"
    verdict = s.verdict(after)
    assert verdict.told == len(won), f"{verdict.told} were not sent and {len(won)} taken back"
    s.notes.append(f"{len(won)} cancellations won, 0 of them arrived")
    return after
