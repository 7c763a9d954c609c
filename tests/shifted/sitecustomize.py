"""Moves the clock of the Python process that starts with this folder on its path.

Files, databases and other programs keep the time of the machine.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

seconds = int(os.environ.get("SHIFT_CLOCK") or 0)
if seconds:
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds)).start()
