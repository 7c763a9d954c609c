"""A file chosen on the screen of their words: kept while typing, listed, removed, with and without
scripts."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from complaints.models import Attachment
from tests.browser.conftest import SignIn
from tests.complaints.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "Angebot für den Hofladen.pdf"
    path.write_bytes(b"%PDF-1.7 what was agreed")
    return path


@pytest.fixture
def words(page: Page, live_server: Any, sign_in: SignIn, story: Story) -> Page:
    sign_in(story.user)
    story.log()
    page.goto(live_server.url + reverse("screen", args=[story.complaint.ref, "words"]))
    return page


def test_a_file_is_kept_while_one_writes_and_listed_once(words: Page, pdf: Path) -> None:
    words.set_input_files("[name=kept_files]", pdf)
    row = words.locator(".files-kept li")
    expect(row).to_contain_text(pdf.name)
    expect(words.locator("[name=kept_files]")).to_have_value("")
    words.fill("[name=words]", "Not one order came through the form since Thursday.")
    with words.expect_navigation():
        words.get_by_role("button", name="Save and leave").click()
    words.go_back()
    words.reload()
    expect(row).to_have_count(1)
    assert Attachment.objects.count() == 1

    with words.expect_navigation():
        words.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    expect(words.locator("[name=words]")).to_have_value(
        "Not one order came through the form since Thursday."
    )
    assert not Attachment.objects.exists()


def test_a_file_survives_a_wrong_date_without_scripts(
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
    words: Page,
    pdf: Path,
) -> None:
    context = browser.new_context(
        **browser_context_args | {"java_script_enabled": False},
        storage_state=words.context.storage_state(),
    )
    page = context.new_page()
    page.goto(words.url)
    page.fill("[name=words]", "Not one order came through the form since Thursday.")
    page.fill("[name=needed_by]", "2001-01-01")
    page.set_input_files("[name=kept_files]", pdf)
    with page.expect_navigation():
        page.locator(".button-row .btn-primary").click()
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator(".files-kept li")).to_contain_text(pdf.name)
    page.set_input_files("[name=kept_files]", pdf)
    page.fill("[name=needed_by]", "")
    with page.expect_navigation():
        page.locator(".button-row .btn-primary").click()
    expect(page.locator("h1")).to_have_text("What did you hear?")
    assert Attachment.objects.count() == 1
    context.close()
