"""How fast and how punctual: our sender against raw smtplib to the same sink, and lateness."""

import smtplib
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from tests.faults.rows import row
from tests.faults.setup import SetUp
from tests.processes.installation import ROOT
from tests.smtp_sink import free_port

MAILS = 200
COUNT, SPREAD_SECONDS = 40, 20
MESSAGE = (
    b"From: a@example.test\r\nTo: b@example.test\r\nSubject: Hello\r\n\r\n"
    + b"Words and words to fill one line of a mail of the usual length.\r\n" * 90
)
SEND_ALL = """
import time
from accounts import clock
from complaints.reminders import dispatch
from outbox import delivery
dispatch.dispatch(clock.now())
started = time.monotonic()
sent = delivery.deliver(clock.now(), budget_seconds=300).sent
print(sent, time.monotonic() - started)
"""
PLANNED, TICK_MS, TICKS = 1_000_000, 20, 5
PLAN_MANY = """
from datetime import timedelta
from django.db import connection
from complaints.models import Reminder
row = Reminder.objects.filter(kind="R1").order_by("pk")[0]
far = row.due_at + timedelta(days=3650)
new = {"dedupe_key": "'many:' || n", "state": "'scheduled'", "email_id": "NULL", "reason": "''",
       "closed_at": "NULL", "superseded_by_id": "NULL", "due_at": "%s", "not_after": "%s"}
names = [field.column for field in Reminder._meta.concrete_fields if field.column != "id"]
numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
into = f"INSERT INTO complaints_reminder ({', '.join(names)})"
values = ", ".join(new.get(name, name) for name in names)
many = f"SELECT {values} FROM numbers, complaints_reminder WHERE id = %s"
words = f"{numbers} {into} {many}" if connection.vendor == "sqlite" else f"{into} {numbers} {many}"
given = [far if name == "due_at" else far + timedelta(days=7)
         for name in names if name in ("due_at", "not_after")]
given = [COUNT, *given, row.pk]
with connection.cursor() as cursor:
    cursor.execute(words, given)
    cursor.execute("ANALYZE")
"""
TICK_MANY = """
import time
from django.db import connection
from accounts import clock
from complaints.models import Reminder
from complaints.reminders import dispatch
from outbox import delivery
def timed(execute, *given):
    started = time.perf_counter()
    try:
        return execute(*given)
    finally:
        spent[-1] += time.perf_counter() - started
spent = []
for _ in range(TICKS + 1):
    spent.append(0.0)
    with connection.execute_wrapper(timed):
        dispatch.dispatch(clock.now())
        delivery.deliver(clock.now())
        delivery.reap(clock.now())
print(Reminder.objects.filter(state="scheduled").count(), *spent[1:])
"""
FLOOR, AIM = 0.25, 0.45
P50_SECONDS, P99_SECONDS = 6, 15


class FarSink:
    """The sink as a process of its own, so that it and the sender do not share one Python."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "far.jsonl"
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.smtp_sink", str(self.port), str(self.log)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)


def raw_rate(port: int) -> float:
    """Return mails a second of smtplib on one connection."""
    with smtplib.SMTP("127.0.0.1", port) as link:
        started = time.monotonic()
        for number in range(MAILS):
            link.sendmail("a@example.test", [f"raw{number}@example.test"], MESSAGE)
        return MAILS / (time.monotonic() - started)


def run(s: SetUp, code: str, **settings: str) -> str:
    """Run `code` in a process of the app and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n" + code],
        cwd=ROOT,
        env={**s.home.environment, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout


@row("S1", "throughput of one sender against raw smtplib to the same sink", alone=True)
def throughput(s: SetUp) -> int:
    """Raw before and after, so that a machine with other work to do is fair to both."""
    s.stop()
    far = FarSink(s.folder)
    try:
        after = s.due(MAILS)
        raw = [raw_rate(far.port)]
        sent, took = run(s, SEND_ALL, EMAIL_URL=far.url).split()
        raw.append(raw_rate(far.port))
    finally:
        far.stop()
    ours, floor = int(sent) / float(took), sum(raw) / len(raw)
    s.notes.append(f"{ours:.0f} a second, raw smtplib {floor:.0f}: {ours / floor:.2f} x")
    s.figures["throughput"] = {"ours": ours, "raw": floor, "ratio": ours / floor}
    s.take_in(far.log)
    assert ours >= FLOOR * floor, f"under {FLOOR} x raw smtplib"
    return after


@row("S2", "lateness in steady state, ticks every 10 s as in production", TICK_SECONDS="10")
def lateness(s: SetUp) -> int:
    s.stop()
    after = s.due(COUNT)
    # Not before everything runs, however long the start takes.
    s.spread(after, starts=time.time() + 3600, seconds=SPREAD_SECONDS)
    s.home.start()
    due = s.spread(after, starts=time.time() + 6, seconds=SPREAD_SECONDS)
    s.settle(after)
    late = []
    came = {str(entry["mail_id"]): entry["at"] for entry in s.sink.entries()}
    for reminder, mail in s.mails(after).items():
        late.append(max(0.0, came[mail] - due[reminder]))
    cuts = quantiles(late, n=100)
    s.notes.append(f"late p50 {cuts[49]:.1f} s, p99 {cuts[98]:.1f} s")
    s.figures["lateness"] = {"p50": cuts[49], "p99": cuts[98]}
    assert cuts[49] <= P50_SECONDS, "half of the reminders are later than 6 s"
    assert cuts[98] <= P99_SECONDS, "one in a hundred is later than 15 s"
    return after


@row("S3", "a tick with 1,000,000 reminders planned and none due", long=True, alone=True)
def idle_tick(s: SetUp) -> int:
    """The time all questions of a tick take in the database; the first one only warms up."""
    s.stop()
    after = s.due(4)
    s.home.start()
    s.settle(after)
    s.stop()
    try:
        run(s, PLAN_MANY.replace("COUNT", str(PLANNED)))
        planned, *spent = run(s, TICK_MANY.replace("TICKS", str(TICKS))).split()
    finally:
        s.change("DELETE FROM complaints_reminder WHERE dedupe_key LIKE 'many:%'")
    assert int(planned) >= PLANNED, f"only {planned} are planned"
    milliseconds = median(float(each) * 1000 for each in spent)
    s.notes.append(f"{milliseconds:.1f} ms in the database for each tick")
    s.figures["idle tick"] = {"planned": int(planned), "milliseconds": milliseconds}
    s.home.start()
    assert milliseconds < TICK_MS, f"over {TICK_MS} ms"
    return after
