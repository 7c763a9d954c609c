"""The least a freelancer does until a message is kept and the reply is drafted, counted by hand."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from complaints.letters.fill import unfilled
from complaints.letters.templates import ACKNOWLEDGEMENT
from complaints.models import Complaint
from complaints.workflow import State
from tests.browser.conftest import SignIn
from tests.complaints.story import PARAPHRASE, WORDS, Story, another_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What the browser itself saw; survives the change of pages.
COUNT = """
for (const [name, kind] of [["pointerdown", "presses"], ["paste", "pastes"], ["change", "changes"]])
  addEventListener(name, (event) => {
    if (!event.isTrusted) return;
    const place = name === "change" ? event.target.name
      : event.target.closest("button, a, label, textarea, select")?.tagName ?? "elsewhere";
    const all = JSON.parse(sessionStorage.getItem("seen") ?? "[]");
    sessionStorage.setItem("seen", JSON.stringify([...all, [kind, place]]));
  }, true);
"""


class Hand:
    """A hand that presses, chooses, pastes and types, and a browser that keeps count."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.add_init_script(COUNT)

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def choose(self, words: str) -> None:
        self.page.locator("label.tile", has_text=words).first.click()

    def paste(self, into: Locator, text: str) -> None:
        self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        into.focus()
        self.page.keyboard.press("ControlOrMeta+v")
        expect(into).to_have_value(text)

    def type(self, into: Locator, text: str) -> None:
        into.focus()
        self.page.keyboard.type(text)

    def intake(self) -> None:
        """From the page of their words to the draft of the reply."""
        self.paste(self.page.locator("[name=words]"), WORDS)
        self.press("Continue")
        self.hear()

    def hear(self) -> None:
        """From what was heard to the draft of the reply."""
        self.type(self.page.locator("[name=paraphrase]"), PARAPHRASE)
        self.choose("angry")
        self.choose("fix it")
        self.press("Continue")
        self.press("Save and draft my reply")

    def seen(self) -> list[tuple[str, str]]:
        found: list[list[str]] = self.page.evaluate("JSON.parse(sessionStorage.getItem('seen'))")
        return [(kind, place) for kind, place in found]


def presses(seen: list[tuple[str, str]], place: str) -> int:
    return seen.count(("presses", place))


def expect_a_saved_complaint_and_a_draft(page: Page) -> None:
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.words) == (State.OPEN, WORDS)
    assert page.url.endswith(reverse("screen", args=[complaint.ref, "acknowledge"]))
    letter = page.locator("#id_body").input_value()
    assert f"What I understood: {PARAPHRASE[:1].lower()}{PARAPHRASE[1:]}" in letter
    # The one thing left open is the freelancer's to say: what is theirs to own.
    assert unfilled(letter, ACKNOWLEDGEMENT) == ["what is yours to own"]


def test_from_the_project_in_five_clicks_two_choices_one_paste_and_one_sentence(
    page: Page, live_server: Any, sign_in: SignIn, story: Story
) -> None:
    sign_in(story.user)
    hand = Hand(page)
    page.goto(live_server.url + reverse("project", args=[story.project.ref]))

    hand.press("Log a complaint")
    hand.intake()

    seen = hand.seen()
    # The guide allows five.
    assert presses(seen, "BUTTON") + presses(seen, "A") == 4
    assert presses(seen, "LABEL") == 2
    assert len([kind for kind, _place in seen if kind == "presses"]) == 4 + 2
    assert [kind for kind, _place in seen].count("pastes") == 1
    # One sentence was typed, nothing else was changed: channel and time are preset.
    assert {place for kind, place in seen if kind == "changes"} == {
        "words",
        "paraphrase",
        "feelings",
        "wish",
    }
    expect_a_saved_complaint_and_a_draft(page)


def test_from_today_it_takes_the_choice_of_a_project_more(
    page: Page, live_server: Any, sign_in: SignIn, story: Story
) -> None:
    sign_in(story.user)
    another_project(story)
    hand = Hand(page)
    page.goto(live_server.url + reverse("today"))

    with page.expect_navigation():
        page.get_by_role("link", name="Log a complaint").first.click()
    hand.paste(page.locator("[name=words]"), WORDS)
    page.locator("[name=project]").focus()
    page.keyboard.type("Rye & Co: Ord")
    hand.press("Continue")
    hand.press("Continue")
    hand.hear()

    seen = hand.seen()
    assert presses(seen, "BUTTON") + presses(seen, "A") == 5
    assert presses(seen, "LABEL") == 2
    expect_a_saved_complaint_and_a_draft(page)
    assert Complaint.objects.get().project == story.project
