"""What is typed and not sent: kept while typing, shown again, never lost to a second window."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.formats import plain
from complaints.models import Draft
from complaints.workflow import State
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.page import changed, form_on, post, url_of
from tests.complaints.story import HOUR, MINUTE, Story, everything

pytestmark = pytest.mark.django_db

TYPED = "I am still looking for the right words for this"


def autosave(browser: Client, story: Story, slug: str, **answers: Any) -> HttpResponse:
    """Send the form as the page does a moment after typing stopped."""
    page = form_on(browser.get(url_of(story.complaint, slug)))
    url = reverse("save_draft", args=[story.complaint.ref, slug])
    return browser.post(url, changed(page, "", answers))


def shown(browser: Client, story: Story, slug: str) -> dict[str, list[str]]:
    return form_on(browser.get(url_of(story.complaint, slug))).values


def test_typing_is_kept_and_the_page_says_when(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    with browsing(story) as browser:
        saved = autosave(browser, story, "heard", paraphrase=TYPED)
        assert "Saved 11:01" in saved.content.decode()
        assert 'role="status"' in saved.content.decode()
        assert shown(browser, story, "heard")["paraphrase"] == [TYPED]
    draft = Draft.objects.get()
    assert (draft.version, draft.screen) == (1, "heard")
    assert "csrfmiddlewaretoken" not in draft.data
    # The answer itself is only what was continued with.
    assert story.fresh().listening.paraphrase != TYPED


def test_a_draft_is_not_judged(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    with browsing(story) as browser:
        autosave(browser, story, "heard", paraphrase="Too short", feelings=[], wish=None)
        page = browser.get(url_of(story.complaint, "heard"))
    assert page.status_code == 200
    assert "error-summary" not in page.content.decode()
    assert form_on(page).values["paraphrase"] == ["Too short"]


def test_saving_twice_from_one_window_keeps_the_latest(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    with browsing(story) as browser:
        for text in (TYPED, f"{TYPED}, and longer"):
            autosave(browser, story, "heard", paraphrase=text)
        assert shown(browser, story, "heard")["paraphrase"] == [f"{TYPED}, and longer"]
    assert Draft.objects.get().version == 2


def test_the_answer_to_a_save_carries_the_new_version(story: Story, browsing: Any) -> None:
    """Without it the second save of the same window would look like an old one."""
    story.to(State.DRAFT)
    with browsing(story) as browser:
        saved = autosave(browser, story, "heard", paraphrase=TYPED)
    assert 'id="draft_version" value="1" hx-swap-oob="true"' in saved.content.decode()


def test_an_old_window_overwrites_nothing_and_sees_the_other_words(
    story: Story, browsing: Any
) -> None:
    story.to(State.DRAFT)
    url = reverse("save_draft", args=[story.complaint.ref, "heard"])
    with browsing(story) as browser:
        old = form_on(browser.get(url_of(story.complaint, "heard")))
        autosave(browser, story, "heard", paraphrase="The words of the newer window")
        page = browser.post(url, changed(old, "", {"paraphrase": TYPED})).content.decode()
        assert "Changed in another window at 11:01." in page
        assert "The words of the newer window" in page
        kept = shown(browser, story, "heard")["paraphrase"]
    assert kept == ["The words of the newer window"]


def test_typing_on_a_screen_that_was_finished_elsewhere_says_so(
    story: Story, browsing: Any
) -> None:
    story.to(State.ACKNOWLEDGED)
    url = reverse("save_draft", args=[story.complaint.ref, "acknowledge"])
    with browsing(story) as browser:
        page = browser.post(url, {"body": TYPED}).content.decode()
    assert "Not saved: this step was finished in another window." in page
    assert not Draft.objects.exists()


def test_too_much_to_keep_is_said_and_what_was_kept_before_stays(
    story: Story, browsing: Any
) -> None:
    story.to(State.DRAFT)
    with browsing(story) as browser:
        autosave(browser, story, "heard", paraphrase=TYPED)
        page = autosave(browser, story, "heard", paraphrase="word " * 100_000)
        assert "Too long to save." in page.content.decode()
        assert shown(browser, story, "heard")["paraphrase"] == [TYPED]


@pytest.mark.parametrize("action", ["leave", "save", "moment", "skip"])
def test_too_much_to_leave_with_is_said_and_stays_on_the_page(
    story: Story, browsing: Any, action: str
) -> None:
    story.to(State.ACKNOWLEDGED)
    long = "word " * 100_000
    with browsing(story) as browser:
        page = post(browser, story.complaint, "cause", action, cause_sentence=long)
    assert page.status_code == 422
    assert "Too long to save. Shorten it, then save it again." in page.content.decode()
    assert long.strip() in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "٣"])
def test_a_version_that_is_none_breaks_nothing(story: Story, browsing: Any, version: str) -> None:
    story.to(State.DRAFT)
    url = reverse("save_draft", args=[story.complaint.ref, "heard"])
    with browsing(story) as browser:
        page = browser.post(url, {"paraphrase": TYPED, "draft_version": version})
    assert page.status_code == 200


@pytest.mark.parametrize("slug", [slug for slug in OPEN_IN if slug != "check"])
def test_save_and_leave_keeps_everything_and_comes_back_to_it(
    story: Story, browsing: Any, slug: str
) -> None:
    story.to(OPEN_IN[slug])
    answers = {n: v for n, v in answers_for(slug, story).items() if isinstance(v, str)}
    with browsing(story) as browser:
        before = everything()
        left = post(browser, story.complaint, slug, "leave", **answers)
        assert (left.status_code, left.url) == (
            302,
            reverse("complaint", args=[story.complaint.ref]),
        )
        said = plain(browser.get(left.url).content.decode())
        assert "Saved. Everything is where you left it." in said
        values = shown(browser, story, slug)
    after = everything()
    assert {k: v for k, v in after.items() if k != "complaints.Draft"} == {
        k: v for k, v in before.items() if k != "complaints.Draft"
    }
    assert {n: values.get(n) for n in answers} == {n: [v] for n, v in answers.items()}


def test_leaving_the_last_look_saves_the_complaint(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    with browsing(story) as browser:
        left = post(browser, story.complaint, "check", "leave")
    assert left.url == reverse("complaint", args=[story.complaint.ref])
    assert story.fresh().state == State.OPEN


@pytest.mark.parametrize("slug", [slug for slug in OPEN_IN if slug != "check"])
def test_what_was_continued_with_leaves_no_draft(story: Story, browsing: Any, slug: str) -> None:
    story.to(OPEN_IN[slug])
    with browsing(story) as browser:
        autosave(browser, story, slug, **answers_for(slug, story))
        assert Draft.objects.filter(screen=slug).count() == 1
        url = url_of(story.complaint, slug)
        response = browser.post(url, changed(form_on(browser.get(url)), "continue", {}))
        if response.status_code == 200:
            response = browser.post(url, changed(form_on(response), "continue", {}))
    assert response.status_code == 302
    assert not Draft.objects.filter(screen=slug).exists()


def test_a_skipped_screen_is_remembered_and_what_was_typed_too(story: Story, browsing: Any) -> None:
    story.to(State.OPEN)
    with browsing(story) as browser:
        sentence = "The filter sends every order to spam."
        gone = post(browser, story.complaint, "cause", "skip", cause_sentence=sentence)
        assert gone.url == url_of(story.complaint, "options")
        page = browser.get(reverse("complaint", args=[story.complaint.ref])).content.decode()
        assert "Skipped" in page
        assert shown(browser, story, "cause")["cause_sentence"] == [sentence]
        # Typing there again takes it up.
        autosave(browser, story, "cause", cause_sentence=sentence)
    assert not Draft.objects.get(screen="cause").is_skipped


@pytest.mark.parametrize("slug", [slug for slug in OPEN_IN if slug != "cause"])
def test_what_a_gate_needs_cannot_be_skipped(story: Story, browsing: Any, slug: str) -> None:
    story.to(OPEN_IN[slug])
    before = everything()
    with browsing(story) as browser:
        response = browser.post(url_of(story.complaint, slug), {"action": "skip"})
    assert response.status_code == 404
    assert without_sign_in(everything()) == without_sign_in(before)


def without_sign_in(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    for row in rows["accounts.User"]:
        row.pop("last_login", None)
    return rows


MOMENTS = {
    "30m": (timedelta(minutes=30), "Saved. A reminder comes today 11:32."),
    "2h": (2 * HOUR, "Saved. A reminder comes today 13:02."),
    # Eleven and two minutes in Berlin; nine o'clock is 21 hours and 58 minutes away.
    "tomorrow": (22 * HOUR - 2 * MINUTE, "Saved. A reminder comes tomorrow 09:00."),
    "in a year": (22 * HOUR - 2 * MINUTE, "Saved. A reminder comes tomorrow 09:00."),
}


@pytest.mark.parametrize("wish", MOMENTS)
def test_a_moment_keeps_what_was_typed_and_reminds_when_asked(
    story: Story, browsing: Any, wish: str
) -> None:
    after, sentence = MOMENTS[wish]
    story.to(State.OPEN)
    with browsing(story) as browser:
        left = post(
            browser, story.complaint, "acknowledge", "moment", moment=wish, own_part_text=TYPED
        )
        assert sentence in plain(browser.get(left.url).content.decode())
        assert shown(browser, story, "acknowledge")["own_part_text"] == [TYPED]
    [row] = story.complaint.reminders.filter(kind="R0b")
    assert row.due_at == story.now + after
    assert row.data == {"screen": "acknowledge"}


def test_two_wishes_for_a_moment_are_one(story: Story, browsing: Any) -> None:
    """A double click is not an error."""
    story.to(State.OPEN)
    for _twice in range(2):
        with browsing(story.later(timedelta(seconds=1))) as browser:
            left = post(browser, story.complaint, "acknowledge", "moment", moment="30m")
            assert left.status_code == 302
    assert story.complaint.reminders.filter(kind="R0b", state="scheduled").count() == 1


def test_a_letter_that_was_being_edited_is_there_after_a_lost_session(
    story: Story, browsing: Any
) -> None:
    story.to(State.OPEN)
    mine = "Dear Greta, these are my own words and nobody else’s."
    with browsing(story) as browser:
        autosave(browser, story, "acknowledge", body=mine)
        browser.logout()
        url = url_of(story.complaint, "acknowledge")
        assert browser.post(url, {"body": "too late", "action": "continue"}).status_code == 302
        browser.force_login(story.user)
        assert shown(browser, story, "acknowledge")["body"] == [mine]


def test_coming_back_leads_to_the_first_thing_that_is_open(story: Story, browsing: Any) -> None:
    story.to(State.DRAFT)
    workspace = reverse("complaint", args=[story.complaint.ref])
    with browsing(story) as browser:
        assert url_of(story.complaint, "check") in browser.get(workspace).content.decode()
        story.save().acknowledge()
        assert url_of(story.complaint, "cause") in browser.get(workspace).content.decode()
        story.cause()
        assert url_of(story.complaint, "options") in browser.get(workspace).content.decode()
        story.options()
        assert url_of(story.complaint, "dates") in browser.get(workspace).content.decode()
        story.dates()
        assert url_of(story.complaint, "send-plan") in browser.get(workspace).content.decode()
