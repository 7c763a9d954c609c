"""`.env.example` names every setting from the environment, and a copy of it is safe."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
READING = re.compile(
    r'(?:env\.\w+\(|(?:text|one_of|limit)\(\s*env,|os\.environ\.get\(|asked\()\s*"([A-Z_]+)"'
)
# For rehearsals, tests and those who read the code; a server needs none of them.
NOT_FOR_EVERYBODY = {
    "ALLOW_DEMO", "AMENDS_CRASH_AT", "BEATS", "CLOCK_OFFSET", "CONN_MAX_AGE",
    "OUTBOX_LEASE_SECONDS", "OUTBOX_REPLY_SECONDS", "REAP_SECONDS", "TICK_SECONDS",
}  # fmt: skip


def read_from_the_environment() -> set[str]:
    sources = (path.read_text("utf-8") for path in (ROOT / "config").rglob("*.py"))
    return {name for text in sources for name in READING.findall(text)}


def test_it_names_what_is_read_and_nothing_else() -> None:
    named = set(re.findall(r"(?m)^#? ?([A-Z_]+)=", EXAMPLE))
    assert {"SIGNUP", "HEALTH_TOKEN", "DEBUG", "HOST", "DATABASE_URL"} <= named
    assert named == read_from_the_environment() - NOT_FOR_EVERYBODY


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "False True open"),
        ({"SITE_URL": "https://amends.example", "SECRET_KEY": "x" * 50}, "False False closed"),
        ({"HOST": "0.0.0.0", "SECRET_KEY": "x" * 50}, "False False closed"),
        ({"HOST": "0.0.0.0", "SECRET_KEY": "x" * 50, "SIGNUP": "Invited"}, "False False invited"),
        ({"DEBUG": "1"}, "True True open"),
    ],
)
def test_a_copy_of_it_is_local_and_open_or_closed_without_debug(
    tmp_path: Path, changes: dict[str, str], expected: str
) -> None:
    lines = re.findall(r"(?m)^([A-Z_]+)=(.*)$", EXAMPLE)
    asked = "from config.settings import *; print(DEBUG, LOCAL, SIGNUP)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=dict(lines) | {"VAR_DIR": str(tmp_path / "var")} | changes,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == expected, done.stderr[-500:]


@pytest.mark.parametrize("changes", [{"DEBUG": "0"}, {"SITE_URL": "https://amends.example"}])
def test_only_a_trial_on_this_machine_goes_without_a_secret(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"VAR_DIR": str(tmp_path / "var"), **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is missing.")
