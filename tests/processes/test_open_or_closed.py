"""A server set up by README alone: closed and quiet where others reach it, open on one's own."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.processes.conftest import Install
from tests.processes.installation import HEALTH_TOKEN, Installation, wait_until
from tests.processes.visitor import THROUGH_A_PROXY, Visitor

pytestmark = pytest.mark.processes

SERVED = {
    "DEBUG": "0",
    "SECRET_KEY": "served-" + "0123456789abcdef" * 4,
    "SITE_URL": "https://amends.example",
    "BEHIND_PROXY": "1",
    "ACCESS_LOG": "1",
}
DEMO = "mira@mirastudio.example", "listen-first"
BOSS = "boss@amends.example", "three words that differ"


def open_to_others(folder: Path) -> list[str]:
    """Return what in the folder, itself included, another account of the machine could use."""
    found = []
    for at, folders, files in os.walk(folder):
        for path in (Path(at), *(Path(at, name) for name in (*folders, *files))):
            try:
                mode = path.lstat().st_mode
            except FileNotFoundError:
                continue
            if stat.S_IMODE(mode) != (0o700 if stat.S_ISDIR(mode) else 0o600):
                found.append(f"{path.relative_to(folder)} {stat.filemode(mode)}")
    return sorted(set(found))


@pytest.fixture(scope="module")
def served(install: Install) -> Installation:
    """A playground with its demo, whose files anybody may read, and which is then served."""
    public = install()
    made = public.manage("demo")
    assert made.returncode == 0, made.stderr
    (public.folder / "uploads").mkdir()
    (public.folder / "uploads" / "letter.pdf").write_bytes(b"words of a client")
    (public.folder / "uploads").chmod(0o755)
    (public.folder / "uploads" / "letter.pdf").chmod(0o644)
    (public.folder / "amends.sqlite3").chmod(0o664)
    public.folder.chmod(0o755)
    public.settings = dict(SERVED)
    public.start("--prepare")
    boss = {"DJANGO_SUPERUSER_EMAIL": BOSS[0], "DJANGO_SUPERUSER_PASSWORD": BOSS[1]}
    public.settings |= boss
    made = public.manage("createsuperuser", "--noinput")
    assert made.returncode == 0, made.stderr
    public.settings = dict(SERVED)
    return public


def proxied(installation: Installation) -> Visitor:
    return Visitor(installation.port, dict(THROUGH_A_PROXY))


def test_sign_up_is_closed_and_the_first_account_signs_in(served: Installation) -> None:
    visitor = proxied(served)
    answers = [
        visitor.get("/accounts/signup/"),
        visitor.post(
            "/accounts/signup/",
            token_of="/accounts/login/",
            **{"name": "X", "email": "x@y.example", "password1": "three words more here"},
        ),
    ]
    assert all("No new accounts here" in page for _status, page in answers)
    assert "/accounts/signup/" not in visitor.get("/accounts/login/")[1]

    assert proxied(served).signs_in(*BOSS)


def test_the_demo_does_not_come_in_and_cannot_be_made(served: Installation) -> None:
    assert not proxied(served).signs_in(*DEMO)

    refused = served.manage("demo")

    assert refused.returncode == 1
    assert "Set ALLOW_DEMO=1 only" in refused.stderr
    assert DEMO[1] not in served.log()
    where = f"https://amends.example/ (listening on 127.0.0.1:{served.port})"
    assert f"Amends is ready at {where}" in served.log()


def test_the_health_page_is_quiet_unless_asked_with_the_token(served: Installation) -> None:
    visitor = proxied(served)
    assert visitor.get("/health/") == (200, "ok")
    assert visitor.get("/health/", Authorization="Bearer guessed") == (200, "ok")

    status, report = visitor.get("/health/", Authorization=f"Bearer {HEALTH_TOKEN}")

    assert status == 200
    assert json.loads(report)["database"] == "ok"
    lines = served.log().count("/health/")
    assert visitor.get(f"/health/?token={HEALTH_TOKEN}")[1].startswith("{")
    assert wait_until(lambda: served.log().count("/health/") > lines), served.log()
    assert HEALTH_TOKEN not in served.log()


def test_what_is_written_is_readable_by_its_owner_alone(served: Installation) -> None:
    assert wait_until(lambda: any((served.folder / "backups").glob("daily-*"))), served.log()
    proxied(served).post("/accounts/password/reset/", email=BOSS[0])
    assert wait_until(lambda: any((served.folder / "mail").glob("*.eml"))), served.log()

    assert open_to_others(served.folder) == []
    assert "were open to others and are closed now" in served.log()


def test_a_page_that_is_not_there_shows_no_source(served: Installation) -> None:
    status, page = proxied(served).get("/nowhere/")
    assert status == 404
    assert "Traceback" not in page
    assert "DEBUG" not in page


PUBLIC = [{"SITE_URL": "https://amends.example"}, {"HOST": "0.0.0.0"}]
DOORS = [
    ["manage.py", "up"],
    ["manage.py", "runserver", "--noreload"],
    ["manage.py", "migrate"],
    ["-m", "gunicorn", "config.wsgi"],
    ["-c", "import config.wsgi"],
]


@pytest.mark.parametrize("where", PUBLIC, ids=lambda where: next(iter(where)))
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door[-1])
def test_debug_is_refused_at_every_door_where_others_come(
    install: Install, where: dict[str, str], door: list[str]
) -> None:
    refused = install(**where).run(door)

    assert refused.returncode == 1
    last = refused.stderr.strip().splitlines()[-1]
    assert "Set DEBUG=0, or keep both on this machine." in last


@pytest.mark.parametrize("debug", ["0", "1"])
@pytest.mark.parametrize("door", [["-m", "gunicorn", "config.wsgi", "--bind"], None])
def test_no_server_listens_for_others_while_all_is_set_up_for_this_machine(
    install: Install, door: list[str] | None, debug: str
) -> None:
    here = install(DEBUG=debug, SECRET_KEY=SERVED["SECRET_KEY"])
    command = [*(door or ["manage.py", "runserver", "--noreload"]), f"0.0.0.0:{here.port}"]

    refused = here.run(command)

    assert refused.returncode == 1
    assert "others would reach 0.0.0.0" in refused.stderr.lower()
    assert "Traceback" not in refused.stderr


def test_on_ones_own_machine_it_is_open_and_says_how_to_come_in(install: Install) -> None:
    here = install(DEBUG="0", ALLOW_DEMO="1", SECRET_KEY=SERVED["SECRET_KEY"])

    here.start("--prepare", "--demo")

    assert f"Amends is ready at http://localhost:{here.port}/" in here.log()
    assert wait_until(lambda: f"Sign in as {DEMO[0]} with {DEMO[1]}" in here.log()), here.log()
    for name in ("localhost", "127.0.0.1"):
        visitor = Visitor(here.port, {"Host": f"{name}:{here.port}"})
        assert "Make my account" in visitor.get("/accounts/signup/")[1]
        assert visitor.signs_in(*DEMO), name
    # Who comes through a proxy or a tunnel is not at this machine, whatever the settings say.
    stranger: dict[str, Any] = {"Host": f"localhost:{here.port}", "X-Forwarded-For": "203.0.113.9"}
    status, page = Visitor(here.port, stranger).get("/accounts/login/")
    assert (status, "set SITE_URL" in page) == (403, True)
    assert open_to_others(here.folder) == []
