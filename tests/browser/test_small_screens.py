"""On a phone: a subject wraps and stays one line, a record comes first, the way back has room."""

from typing import Any

from playwright.sync_api import Page, expect

from complaints.workflow import State
from tests.browser.conftest import SignIn
from tests.browser.inspection import BROKEN, PHONE
from tests.complaints.page import url_of
from tests.complaints.story import MINUTE, Story

FINGER = 44


def open_on_a_phone(page: Page, live_server: Any, story: Story, slug: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(live_server.url + url_of(story.complaint, slug))


def test_a_long_subject_is_seen_whole_and_stays_one_line(
    page: Page, live_server: Any, sign_in: SignIn, story: Story
) -> None:
    story.to(State.OPEN)
    sign_in(story.user)
    open_on_a_phone(page, live_server, story, "acknowledge")
    subject = page.locator("[name=subject]")
    here = page.url
    subject.fill("What I understood of your message about the order form, and what comes next")
    subject.press("End")
    subject.press("Enter")
    page.keyboard.insert_text(" with\ntwo lines")
    expect(subject).to_have_value(
        "What I understood of your message about the order form, and what comes next with two lines"
    )
    assert page.url == here
    assert subject.evaluate("e => e.scrollHeight <= e.clientHeight && e.clientHeight > 60")


def test_what_was_kept_comes_before_what_stands_beside_it(
    page: Page, live_server: Any, sign_in: SignIn, story: Story
) -> None:
    story.now -= 20 * MINUTE
    story.to(State.CLOSED)
    sign_in(story.user)
    open_on_a_phone(page, live_server, story, "close")
    record = page.locator(".column-main").bounding_box()
    beside = page.locator(".column-side").bounding_box()
    assert record
    assert beside
    assert record["y"] + record["height"] <= beside["y"]


def test_the_way_back_is_as_large_as_a_finger_beside_what_was_saved(
    page: Page, live_server: Any, sign_in: SignIn, story: Story
) -> None:
    story.project.title = "Order form for the bakery and its two branches by the lake"
    story.project.save()
    story.to(State.OPEN)
    sign_in(story.user)
    open_on_a_phone(page, live_server, story, "acknowledge")
    page.locator("[name=own_part_text]").fill("the filter")
    expect(page.locator("#saved")).to_contain_text("Saved")
    back = page.locator(".back-link").bounding_box()
    end = page.locator(".back-row-end").bounding_box()
    assert back
    assert end
    assert back["height"] >= FINGER
    assert end["y"] >= back["y"] + back["height"] or end["x"] >= back["x"] + back["width"]


def test_no_word_of_a_tile_is_broken(
    page: Page, live_server: Any, sign_in: SignIn, story: Story
) -> None:
    story.to(State.OPEN)
    sign_in(story.user)
    for slug in ("heard", "acknowledge", "cause"):
        open_on_a_phone(page, live_server, story, slug)
        assert page.evaluate(BROKEN) == [], slug
