"""What `manage.py up` leaves behind when it ends: nothing, however it ends."""

import signal

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import wait_until

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
