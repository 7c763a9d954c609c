"""What `manage.py up` leaves behind when it ends: nothing, however it ends."""

import signal
import time
from collections import Counter

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import wait_until
from tests.smtp_sink import Sink

pytestmark = pytest.mark.processes


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_its_parent(install: Install, how: signal.Signals) -> None:
    ending = install()
    ending.start()
    assert ending.process is not None
    assert len(ending.processes()) >= 4

    ending.process.send_signal(how)
    ending.process.wait(60)

    if how != signal.SIGKILL:
        assert ending.process.returncode == 0
        assert ending.processes() == []
    assert wait_until(lambda: ending.processes() == [], seconds=15), ending.processes()


def test_who_is_asked_to_end_finishes_what_is_on_its_way_and_begins_nothing(
    install: Install, far_sink: Sink
) -> None:
    """Twenty mails would take ten seconds; those asked to end leave after the ones in hand."""
    ending = install(EMAIL_URL=far_sink.url, OUTBOX_CONNECTIONS="1")
    ending.start()
    far_sink.delay = 0.5
    ending.queue_mails("ending", 20)
    assert wait_until(lambda: len(far_sink.entries()) >= 2, seconds=30)

    assert ending.process is not None
    asked = time.monotonic()
    ending.process.send_signal(signal.SIGTERM)
    ending.process.wait(60)

    assert time.monotonic() - asked < 8
    states = Counter(ending.states("ending").values())
    assert set(states) == {"sent", "retry"} or set(states) == {"sent", "retry", "queued"}
    assert states["sent"] == len(far_sink.entries()) < 15
