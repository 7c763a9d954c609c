#!/usr/bin/env python3
"""One command for everything: `python3 dev.py run`, `test`, `check`, `faults`, `fuzz`.

Standard library only, and any Python from 3.8 on: it finds the Python that Amends needs.
"""

import glob
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

STARTED = time.time()
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "amends-stamp"
REQUIREMENTS = ROOT / "requirements-dev.txt"
OLDEST = (3, 12)
APPS = ["accounts", "outbox", "clients", "policies", "complaints", "config"]
POSTGRESQL_LACKS = "This machine has no PostgreSQL."
# What runs on PostgreSQL after SQLite: a heading and the switches; then those of `--everything`.
SECOND_RUN = (
    (
        "On PostgreSQL: each test that asks for rows, once; with all its values where a database"
        " may answer its own way (--everything: all values of all)",
        ["--database-only", "--once-each"],
    ),
    ("On PostgreSQL: every test that asks for rows", ["--database-only"]),
)
USAGE = (
    "Usage: python3 dev.py run | test [--on DATE] [--everything] [pytest arguments] | check"
    " | faults [--long] | fuzz [--requests N] [--seed S]"
)
NO_DATE = "--on takes a date, or a date and a time in UTC: 2027-03-28 or 2027-03-28T01:30."
# Moves the clock of every Python process that has this folder on its path.
SHIFTED = ROOT / "tests" / "shifted"
SLEEPY = "Amends needs Python 3.12 or newer with its venv module. Install one (for example 3.13)."


def main():
    """Run the command that was asked for; returns the exit code."""
    commands = {"run": run, "test": test, "check": check, "faults": faults, "fuzz": fuzz}
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in commands:
        print(USAGE)
        return 2
    # Compiled files make every start a second shorter.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    ensure_environment()
    os.chdir(str(ROOT))
    return commands[name](arguments)


# The environment -------------------------------------------------------------------------------


def ensure_environment():
    """Make or renew .venv from the hashed requirements, unless it is up to date."""
    if STAMP.exists() and STAMP.read_text() == fingerprint() and PYTHON.exists():
        return
    say("Making the environment in .venv; this happens once and takes a minute or two.")
    for python in pythons():
        if make_environment(python):
            STAMP.write_text(fingerprint())
            return
    sys.exit(SLEEPY)


def fingerprint():
    """Return what the environment is made from, as a digest."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def make_environment(python):
    """Install into .venv with uv or pip; False when this Python cannot make environments."""
    if uv_works():
        uv = ["uv", "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode"]
        return passes(["uv", "venv", "--quiet", "--clear", "--python", python, VENV]) and must(
            [*uv, "--python", PYTHON, "-r", REQUIREMENTS]
        )
    if not passes([python, "-m", "venv", "--clear", VENV]):
        return False
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return must([*pip, "--require-hashes", "-r", REQUIREMENTS])


def pythons():
    """Yield the fitting Pythons of this machine, dearest first."""
    named = [f"python3.{minor}" for minor in (13, 12, 14, 15)] + ["python3", "python"]
    roots = {os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")} - {None}
    kept = [found for root in roots for found in glob.glob(f"{root}/versions/*/bin/python")]
    candidates = [sys.executable, *map(shutil.which, named), *sorted(kept, reverse=True)]
    for python in dict.fromkeys(filter(None, candidates)):
        if fits(python):
            yield python


def fits(python):
    """Return whether `python` runs and is new enough. A pyenv shim may name one that is not."""
    question = f"import sys, venv, ensurepip; sys.exit(sys.version_info < {OLDEST})"
    return passes([python, "-c", question])


def uv_works():
    """Return whether uv runs here; a shim that knows no uv for this folder does not."""
    return bool(shutil.which("uv")) and passes(["uv", "--version"])


# Commands --------------------------------------------------------------------------------------


def run(arguments):
    """Serve as in production, with the demo, until Ctrl-C."""
    environment = {**dotenv(), **os.environ}
    var = Path(environment.get("VAR_DIR") or ROOT / "var")
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    playground = {
        "DEBUG": "0",
        "ALLOW_DEMO": "1",
        "SECRET_KEY": environment.get("SECRET_KEY") or kept_secret(var / "secret-key"),
    }
    command = [str(PYTHON), "manage.py", "up", "--prepare", "--demo", "--since", str(STARTED)]
    sys.stdout.flush()
    os.execve(command[0], [*command, *arguments], {**playground, **filled(environment)})


def test(arguments):
    """Run the suite on SQLite, and on PostgreSQL what may differ there; `--on` a day or today."""
    moment, arguments = taken_out(arguments)
    again = SECOND_RUN["--everything" in arguments]
    arguments = [word for word in arguments if word != "--everything"]
    with tempfile.TemporaryDirectory(prefix="amends-test-") as folder:
        lacking = Path(folder) / "not-run"
        environment = {**os.environ, "VAR_DIR": f"{folder}/sqlite", "NOT_RUN_FILE": str(lacking)}
        environment.pop("DATABASE_URL", None)
        say("The suite on SQLite")
        failed = pytest(arguments, environment, moment)
        with postgresql(Path(folder)) as url:
            if url:
                say(again[0])
                environment.update(DATABASE_URL=url, VAR_DIR=f"{folder}/postgresql")
                failed |= pytest([*arguments, *again[1]], environment, moment)
        missing = set(lacking.read_text().splitlines()) if lacking.exists() else set()
        missing |= set() if url else {POSTGRESQL_LACKS}
    for line in sorted(missing):
        print(f"NOT RUN: {line}")
    if missing and os.environ.get("CI") == "true":
        print("With CI=true every part must run.")
        failed = True
    print("The tests failed." if failed else "The tests passed.")
    return int(failed)


def taken_out(arguments):
    """Return the moment that `--on` names, or None, and the other arguments."""
    words = [part for word in arguments for part in split_on(word)]
    if "--on" not in words:
        return None, words
    place = words.index("--on")
    try:
        return moment_of(words[place + 1]), words[:place] + words[place + 2 :]
    except (IndexError, ValueError):
        sys.exit(NO_DATE)


def split_on(word):
    """Return `--on=DATE` as two words, any other one as it is."""
    return word.split("=", 1) if word.startswith("--on=") else [word]


def moment_of(text):
    """Return the moment in `text` (UTC), noon where it names a day only."""
    day = datetime.fromisoformat(text)
    if len(text) == len("2027-03-28"):
        day += timedelta(hours=12)
    return day.astimezone(timezone.utc) if day.tzinfo else day.replace(tzinfo=timezone.utc)


def shifted(environment, moment):
    """Return `environment` with what lets Python processes live at `moment` from now on."""
    if moment is None:
        return environment
    seconds = round(moment.timestamp() - time.time())
    path = os.pathsep.join(filter(None, [str(SHIFTED), environment.get("PYTHONPATH")]))
    return {**environment, "PYTHONPATH": path, "SHIFT_CLOCK": str(seconds)}


def pytest(arguments, environment, moment=None):
    """Run pytest on two cores; returns whether it failed. Finding nothing to run is no failure."""
    spread = [] if any(word.startswith(("-n", "--pdb")) for word in arguments) else ["-n", "2"]
    by_file = ["--dist", "loadfile", "--no-loadscope-reorder"]
    command = [str(PYTHON), "-m", "pytest", *spread, *by_file, *arguments]
    return subprocess.call(command, env=shifted(environment, moment)) not in (0, 5)


def faults(arguments):
    """Kill, freeze, fill and cut off real processes, and count what became of every reminder."""
    return subprocess.call([str(PYTHON), "-m", "tests.faults", *arguments])


def fuzz(arguments):
    """Ask every address as everybody, with nasty values, on SQLite and on PostgreSQL at once."""
    with tempfile.TemporaryDirectory(prefix="amends-fuzz-") as folder:
        environment = {**os.environ, "VAR_DIR": folder}
        environment.pop("DATABASE_URL", None)
        command = [str(PYTHON), "-m", "tests.fuzz", *arguments]
        runs = [subprocess.Popen(command, env=environment)]
        with postgresql(Path(folder)) as url:
            if url:
                runs.append(subprocess.Popen(command, env={**environment, "DATABASE_URL": url}))
            failed = any([run.wait() for run in runs])
    if not url:
        print(f"NOT RUN: {POSTGRESQL_LACKS}")
    return int(failed or (not url and os.environ.get("CI") == "true"))


def check(arguments):
    """Run every check that needs no server; returns 1 when one of them complains."""
    production = {
        "DEBUG": "0",
        "ALLOW_DEMO": "0",
        "SECRET_KEY": "c" * 25 + "-check-only-0123456789-ABCDEFGHIJ",
        "SITE_URL": "https://amends.example",
        "ALLOWED_HOSTS": "amends.example",
    }
    manage = [PYTHON, "manage.py"]
    tools = VENV / "bin"
    places = [ROOT / name for name in ["templates", *APPS]]
    templates = sorted(str(page) for place in places for page in place.glob("**/*.html"))
    checks = [
        ("lint", [tools / "ruff", "check", "."], {}),
        ("format", [tools / "ruff", "format", "--check", "."], {}),
        ("types", [tools / "mypy", *APPS], {}),
        ("import contracts", [tools / "lint-imports"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
        ("templates", [tools / "djade", "--check", "--target-version", "6.1", *templates], {}),
    ]
    with tempfile.TemporaryDirectory(prefix="amends-check-") as folder:
        environment = {**os.environ, "VAR_DIR": folder}
        failed = [
            name for name, command, extra in checks if complains(name, command, environment, extra)
        ]
    print("Failed: " + ", ".join(failed) if failed else "All checks passed.")
    return int(bool(failed))


def complains(name, command, environment, extra):
    """Run one check aloud; returns whether it failed."""
    say(name)
    return subprocess.call([str(part) for part in command], env={**environment, **extra}) != 0


# PostgreSQL for the tests ----------------------------------------------------------------------


@contextmanager
def postgresql(folder):
    """Start a PostgreSQL of our own in `folder`; yields its URL, or "" where there is none."""
    found = shutil.which("initdb") or next(iter(glob.glob("/usr/lib/postgresql/*/bin/initdb")), "")
    if not found:
        yield ""
        return
    tools, home = Path(found).parent, folder / "pg"
    home.mkdir()
    as_postgres = become_postgres(folder, home)
    port = free_port()
    server = f"-c listen_addresses=127.0.0.1 -p {port} -k {home} -c fsync=off"
    control = [*as_postgres, tools / "pg_ctl", "-D", home / "data", "-s", "-w"]
    must([*as_postgres, tools / "initdb", "-D", home / "data", "-A", "trust", "-U", "postgres"])
    must([*control, "-l", home / "log", "-o", server, "start"])
    try:
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        passes([*control, "-m", "immediate", "stop"])


def become_postgres(folder, home):
    """Return the words that run a command as another user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    folder.chmod(0o755)
    shutil.chown(str(home), "postgres")
    return ["runuser", "-u", "postgres", "--"]


def free_port():
    """Return a port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Small things ----------------------------------------------------------------------------------


def dotenv():
    """Return what .env sets, as far as this script has to know it."""
    path = ROOT / ".env"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def filled(environment):
    """Return the variables that say something: an empty one is one that was left alone."""
    return {name: value for name, value in environment.items() if value}


def kept_secret(path):
    """Return the secret key of this folder, as the settings keep it."""
    spec = importlib.util.spec_from_file_location("secret", str(ROOT / "config" / "secret.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.kept_secret(path)


def passes(command):
    """Run a command quietly; returns whether it succeeded."""
    words = [str(part) for part in command]
    try:
        quiet = subprocess.DEVNULL
        return subprocess.call(words, stdout=quiet, stderr=quiet, cwd=str(ROOT)) == 0
    except OSError:
        return False


def must(command):
    """Run a command and end here, with what it said, when it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=str(ROOT))
    if done.returncode:
        print(done.stdout.decode("utf-8", "replace"))
        sys.exit(f"This failed: {' '.join(words)}")
    return True


def say(line):
    """Print a heading at once."""
    print(f"== {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
