"""What is typed is kept: while typing, over reloads, beside a second tab, by keyboard alone."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from complaints.models import Complaint, Draft, Listening
from complaints.workflow import State
from tests.browser.conftest import SignIn
from tests.complaints.story import PARAPHRASE, Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"Saved \d\d:\d\d")
FIRST, SECOND = "She throws away bread", "He counts the trays"


@pytest.fixture
def heard(page: Page, live_server: Any, sign_in: SignIn, story: Story) -> Page:
    """The screen of what was heard, with nothing in it yet."""
    sign_in(story.user)
    story.log().words()
    page.goto(live_server.url + reverse("screen", args=[story.complaint.ref, "heard"]))
    return page


def another_tab(context: BrowserContext, page: Page) -> Page:
    second = context.new_page()
    second.set_default_timeout(10_000)
    second.goto(page.url)
    return second


def paraphrase(page: Page) -> Any:
    return page.locator("[name=paraphrase]")


def type_and_wait(page: Page, words: str) -> None:
    paraphrase(page).press_sequentially(words)
    expect(page.locator("#saved")).to_contain_text(SAVED)


def test_typing_is_saved_and_survives_a_reload(heard: Page) -> None:
    type_and_wait(heard, FIRST)
    heard.locator('label:has([value="angry"])').click()
    expect(heard.locator("#draft_version")).to_have_value("2")

    heard.reload()

    expect(paraphrase(heard)).to_have_value(FIRST)
    expect(heard.locator('[value="angry"]')).to_be_checked()
    expect(heard.locator("#saved")).to_contain_text(SAVED)
    expect(heard.locator("#error-summary")).to_have_count(0)


def test_an_old_window_overwrites_nothing_and_says_so(heard: Page, context: BrowserContext) -> None:
    second = another_tab(context, heard)
    type_and_wait(heard, FIRST)

    paraphrase(second).press_sequentially(SECOND)

    expect(second.locator("#saved")).to_contain_text("Changed in another window")
    assert Draft.objects.get().data["paraphrase"] == [FIRST]
    second.locator("#saved summary").click()
    expect(second.locator("#saved")).to_contain_text(FIRST)
    expect(paraphrase(second)).to_have_value(SECOND)


def test_a_move_made_in_a_second_tab_is_told_and_keeps_what_was_typed(
    page: Page, live_server: Any, context: BrowserContext, sign_in: SignIn, story: Story
) -> None:
    sign_in(story.user)
    story.to(State.PROPOSED)
    page.goto(live_server.url + reverse("screen", args=[story.complaint.ref, "answer"]))
    second = another_tab(context, page)
    for tab, words in ((page, "Yes, the first one."), (second, "She said no to all of it.")):
        tab.locator('label:has([name="kind"][value="accepts"])').click()
        tab.locator('label:has([name="option"][value="A"])').click()
        tab.locator("[name=said]").fill(words)
    send(page)

    send(second)

    expect(second.locator("h1")).to_have_text("Nothing was changed")
    main = second.locator("main")
    expect(main).to_contain_text("This was already done, perhaps in another window")
    expect(main).to_contain_text("She said no to all of it.")
    assert Complaint.objects.get().responses.get().said == "Yes, the first one."
    second.locator("main .btn-primary").click()
    expect(second.locator("main")).to_contain_text("Your turn.")


def test_the_back_button_shows_the_last_saved_answers(heard: Page) -> None:
    fill_in(heard)
    send(heard)
    expect(heard.locator("h1")).to_have_text("Is this right?")

    heard.go_back()

    expect(heard.locator("h1")).to_have_text("What did you hear?")
    expect(paraphrase(heard)).to_have_value(PARAPHRASE)
    paraphrase(heard).fill(f"{PARAPHRASE} It hurts.")
    send(heard)
    expect(heard.locator("h1")).to_have_text("Is this right?")
    assert Listening.objects.get().paraphrase.endswith("It hurts.")


def test_a_moment_keeps_everything_and_asks_again(heard: Page, story: Story) -> None:
    paraphrase(heard).fill(FIRST)
    heard.locator(".moment-menu summary").click()
    with heard.expect_navigation():
        heard.get_by_role("button", name="Save and close").click()

    expect(heard.locator("main")).to_contain_text("Saved. A reminder comes today")
    assert story.fresh().reminders.get(kind="R0b").data == {"screen": "heard"}
    heard.goto(heard.url + "heard/")
    expect(paraphrase(heard)).to_have_value(FIRST)


def test_the_listening_step_by_keyboard_alone(heard: Page) -> None:
    tab_to(heard, "[name=paraphrase]")
    heard.keyboard.type("Too short")
    press_main_button_by_keyboard(heard)
    expect(heard.locator("#error-summary")).to_be_focused()
    heard.keyboard.press("Tab")
    heard.keyboard.press("Enter")
    expect(paraphrase(heard)).to_be_focused()

    heard.keyboard.press("ControlOrMeta+a")
    heard.keyboard.type(PARAPHRASE)
    tab_to(heard, '[name=feelings][value="worried"]')
    heard.keyboard.press("Space")
    tab_to(heard, "[name=wish]")
    heard.keyboard.press("Space")
    press_main_button_by_keyboard(heard)

    expect(heard.locator("h1")).to_have_text("Is this right?")
    listening = Listening.objects.get()
    assert (listening.feelings, listening.wish) == (["worried"], "fix")


def fill_in(page: Page) -> None:
    paraphrase(page).fill(PARAPHRASE)
    page.locator('label:has([value="angry"])').click()
    page.locator('label:has([name="wish"][value="fix"])').click()


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".button-row .btn-primary").click()


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the target has the focus."""
    for _press in range(60):
        if page.evaluate("(what) => document.activeElement.matches(what)", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}.")


def press_main_button_by_keyboard(page: Page) -> None:
    tab_to(page, ".button-row .btn-primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")
