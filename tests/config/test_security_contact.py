"""Whom to tell of a hole, and the cookies that belong to one host."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.processes.installation import ROOT

ADDRESS = "/.well-known/security.txt"


def test_without_a_contact_there_is_no_such_page(client: Client, db: None) -> None:
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("today", ["2031-03-04T09:00:00Z", "2099-12-31T23:59:59Z"])
def test_the_contact_is_named_until_a_day_to_come(
    client: Client, db: None, settings: Any, today: str
) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.test"
    with time_machine.travel(today, tick=False):
        answer = client.get(ADDRESS)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        assert lines["Contact"] == "mailto:security@example.test"
        assert lines["Canonical"] == settings.SITE_URL + ADDRESS
        left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
        assert 0 < left.days < 366


def settings_with(folder: Any, **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own; it prints those about cookies."""
    asked = (
        "import json; from django.conf import settings as s; print(json.dumps("
        "[s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN]"
        "))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder),
        "SECRET_KEY": "x" * 60,
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_under_https_the_cookies_belong_to_this_host_alone(tmp_path: Any) -> None:
    done = settings_with(tmp_path, SITE_URL="https://amends.test")
    # What the prefix asks for: Secure, the path "/", and no Domain.
    assert json.loads(done.stdout) == [
        "__Host-sessionid", "__Host-csrftoken", True, True, "/", "/", None, None,
    ]  # fmt: skip


def test_under_http_the_cookies_have_plain_names(tmp_path: Any) -> None:
    done = settings_with(tmp_path, SITE_URL="http://127.0.0.1:8000")
    assert json.loads(done.stdout)[:4] == ["sessionid", "csrftoken", False, False]


@pytest.mark.parametrize("contact", ["security@example.test", "mailto:a@b.test\nContact: x", "x"])
def test_a_contact_that_is_no_link_is_refused_with_a_sentence(tmp_path: Any, contact: str) -> None:
    done = settings_with(tmp_path, SECURITY_CONTACT=contact)
    assert done.returncode != 0
    assert "SECURITY_CONTACT must be a link" in done.stderr
