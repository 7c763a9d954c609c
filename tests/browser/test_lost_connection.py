"""A session, a connection or a server that is gone while somebody writes: the words stay, the page
says so, and what can be tried again is tried again by itself."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Route, expect

from complaints.models import Draft
from tests.browser.conftest import SignIn
from tests.complaints.story import Story
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCE = "She throws away bread"
MORE = " every evening"
SAVED = re.compile(r"Saved \d\d:\d\d")


@pytest.fixture
def heard(page: Page, live_server: Any, sign_in: SignIn, story: Story) -> Page:
    """The screen of what was heard, with a sentence that is saved."""
    sign_in(story.user)
    story.log().words()
    page.goto(live_server.url + reverse("screen", args=[story.complaint.ref, "heard"]))
    type_more(page, SENTENCE)
    expect(page.locator("#saved")).to_contain_text(SAVED)
    return page


def type_more(page: Page, words: str) -> None:
    field = page.locator("[name=paraphrase]")
    field.focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(words)


def sign_out_elsewhere(context: BrowserContext, page: Page) -> Page:
    other = context.new_page()
    other.set_default_timeout(10_000)
    other.goto(page.url)
    other.goto(page.url.partition("/complaints/")[0] + reverse("account_logout"))
    with other.expect_navigation():
        other.locator("main button[type=submit]").click()
    return other


def enter(page: Page, email: str) -> None:
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()


def words(page: Page) -> Any:
    return expect(page.locator("[name=paraphrase]"))


def test_signed_out_in_another_tab_the_sentence_stays_and_signing_in_brings_it_back(
    heard: Page, context: BrowserContext, story: Story
) -> None:
    sign_out_elsewhere(context, heard).close()
    type_more(heard, MORE)
    expect(heard.locator("#saved")).to_contain_text("Not saved: you are signed out.")
    words(heard).to_have_value(SENTENCE + MORE)
    expect(heard.locator("[name=login]")).to_have_count(0)

    with heard.expect_navigation():
        heard.get_by_role("button", name="Sign in and go on").click()
    enter(heard, story.user.email)

    expect(heard.locator("h1")).to_have_text("What did you hear?")
    words(heard).to_have_value(SENTENCE + MORE)
    expect(heard.locator(".notice")).to_contain_text("You were signed out while writing.")
    expect(heard.locator("#saved")).to_be_empty()
    type_more(heard, ".")
    expect(heard.locator("#saved")).to_contain_text(SAVED)
    assert Draft.objects.get().data["paraphrase"] == [f"{SENTENCE}{MORE}."]


def test_signing_in_in_another_tab_lets_the_first_save_again_by_itself(
    heard: Page, context: BrowserContext, story: Story
) -> None:
    other = sign_out_elsewhere(context, heard)
    type_more(heard, MORE)
    expect(heard.locator("#saved")).to_contain_text("Not saved: you are signed out.")
    enter(other, story.user.email)
    expect(heard.locator("#saved")).to_contain_text(SAVED, timeout=20_000)
    assert Draft.objects.get().data["paraphrase"] == [SENTENCE + MORE]


def test_somebody_else_signing_in_gets_nothing_of_it(
    heard: Page, context: BrowserContext, story: Story
) -> None:
    other = sign_out_elsewhere(context, heard)
    stranger = UserFactory()
    enter(other, stranger.email)
    type_more(heard, MORE)
    expect(heard.locator("#saved")).to_contain_text("this page belongs to another account")
    words(heard).to_have_value(SENTENCE + MORE)
    assert Draft.objects.get().data["paraphrase"] == [SENTENCE]


def test_save_and_leave_without_a_session_comes_back_with_the_words(
    heard: Page, context: BrowserContext, story: Story
) -> None:
    sign_out_elsewhere(context, heard).close()
    type_more(heard, MORE)
    with heard.expect_navigation():
        heard.get_by_role("button", name="Save and leave").click()
    enter(heard, story.user.email)
    words(heard).to_have_value(SENTENCE + MORE)


TROUBLE = {
    "no connection": (None, "there is no connection"),
    "the server has trouble": (503, "the server has trouble"),
    "too much": (413, "a page holds 5 MB"),
    "too often": (429, "too many tries"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_what_went_wrong_is_said_and_it_is_tried_again(heard: Page, name: str) -> None:
    status, sentence = TROUBLE[name]

    def refuse(route: Route) -> None:
        route.abort() if status is None else route.fulfill(status=status, body="no")

    heard.route("**/draft/", refuse)
    type_more(heard, MORE)
    expect(heard.locator("#saved")).to_contain_text("Not saved")
    expect(heard.locator("#saved")).to_contain_text(sentence)
    words(heard).to_have_value(SENTENCE + MORE)

    heard.unroute("**/draft/")
    if status == 413:
        type_more(heard, ".")
    expect(heard.locator("#saved")).to_contain_text(SAVED, timeout=20_000)
    [kept] = Draft.objects.get().data["paraphrase"]
    assert kept.startswith(SENTENCE + MORE)


def test_a_choice_made_as_the_page_goes_is_kept(heard: Page, live_server: Any) -> None:
    heard.locator('label:has([name="feelings"][value="angry"])').click()
    heard.goto(f"{live_server.url}/complaints/")
    heard.go_back()
    expect(heard.locator('[name="feelings"][value="angry"]')).to_be_checked()
    heard.reload()
    expect(heard.locator('[name="feelings"][value="angry"]')).to_be_checked()
    assert Draft.objects.get().data["feelings"] == ["angry"]


def test_much_text_is_saved_before_the_page_may_go(heard: Page, live_server: Any) -> None:
    """More than browsers let leave with a page: they ask, and meanwhile it is saved."""
    asked: list[str] = []
    heard.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    long = "word " * 15_000
    heard.locator("[name=paraphrase]").fill(long)
    heard.locator(".bar a, header a").first.click(no_wait_after=True)
    expect(heard.locator("#saved")).to_contain_text(SAVED)
    expect(heard.locator("#draft_version")).to_have_value("2")
    assert asked == ["beforeunload"]
    assert Draft.objects.get().data["paraphrase"] == [long]
