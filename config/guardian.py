"""Ends a child process when the supervisor that started it is gone, however it went."""

import ctypes
import os
import signal
import sys
import threading
import time

PARENT_VARIABLE = "AMENDS_SUPERVISOR"
LOOK_EVERY_SECONDS = 1.0
GRACE_SECONDS = 45.0
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux, between fork and exec, to send TERM to this child when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def watch_parent() -> None:
    """Watch, from a thread, for the end of the supervisor; without one this does nothing."""
    parent = os.environ.get(PARENT_VARIABLE)
    if parent:
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    # Whoever still runs now hangs; the group is this child's own.
    os.killpg(os.getpgrp(), signal.SIGKILL)
