"""How fast and how punctual: our sender against raw smtplib to the same sink, and lateness."""

import smtplib
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles

from tests.faults.rows import row
from tests.faults.setup import SetUp
from tests.processes.installation import ROOT
from tests.smtp_sink import free_port

MAILS = 300
COUNT, SPREAD_SECONDS = 60, 40
MESSAGE = b"From: a@example.test\r\nTo: b@example.test\r\nSubject: Hello\r\n\r\n" + b"Words. " * 800
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


@row("S1", "throughput of one sender against raw smtplib to the same sink", alone=True)
def throughput(s: SetUp) -> int:
    """Raw before and after, so that a machine with other work to do is fair to both."""
    s.stop()
    far = FarSink(s.folder)
    try:
        after = s.due(MAILS)
        raw = [raw_rate(far.port)]
        environment = {**s.home.environment, "EMAIL_URL": far.url}
        sender = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + SEND_ALL],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert sender.returncode == 0, sender.stderr[-500:]
        sent, took = sender.stdout.split()
        raw.append(raw_rate(far.port))
    finally:
        far.stop()
    ours, floor = int(sent) / float(took), sum(raw) / len(raw)
    s.notes.append(f"{ours:.0f} a second, raw smtplib {floor:.0f}: {ours / floor:.2f} x")
    s.figures["throughput"] = {"ours": ours, "raw": floor, "ratio": ours / floor}
    s.take_in(far.log)
    s.home.start()
    assert ours >= FLOOR * floor, f"under {FLOOR} x raw smtplib"
    return after


@row("S2", "lateness in steady state, ticks every 10 s as in production", TICK_SECONDS="10")
def lateness(s: SetUp) -> int:
    s.stop()
    after = s.due(COUNT)
    due = s.spread(after, starts=time.time() + 10, seconds=SPREAD_SECONDS)
    s.home.start()
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
