"""A form that adds something does so once: sent again, ten times at once, after a sign-in, by
somebody else. What is refused stays on the page."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import once
from accounts.models import FormUse
from clients.models import Client as Customer
from tests.complaints.money import MoneyStory, begin_with_money
from tests.complaints.page import form_on, words_of
from tests.complaints.rows import undone
from tests.complaints.story import Story, at_home, everything
from tests.complaints.ways_to_add import SCREEN_WAYS, WAYS, Way, marked
from tests.factories import UserFactory
from tests.isolation.addresses import URLS

ALL: dict[str, Way] = WAYS | {f"screen {slug}": way for slug, way in SCREEN_WAYS.items()}
ADDED = {"name": "Harbour Books and Maps", "contact_name": "Elin Marsh"}
OTHER = {"name": "Rowan Framing", "contact_name": "Ada Kern"}


# Views that take a form and add nothing that a second press would add again, and why.
ADDS_NOTHING = {
    "screen": "its verbs run once for a form , and a state lets none run twice",
    "save_draft": "one draft for a screen",
    "discard": "ends a draft",
    "step_done": "a step is done or not",
    "step_reopen": "a step is done or not",
    "end_offer": "an offer ends once",
    "calendar_end": "there is one link",
    "client_edit": "changes a row",
    "contact_edit": "changes a row",
    "project_edit": "changes a row",
    "invoice_edit": "changes a row",
    "stage_edit": "changes a row",
    "stage_remove": "a stage is there or not",
    "agreement_without": "one reason for a project",
    "preferences": "changes a row",
    "guess_fits": "an answer is given once",
    "keep_address": "changes a row",
    "decline_mail": "an address is held back once",
    "reminder_action": "the same choice finds the row it made",
    "admin:index": "takes no form",
    "admin:policies_policy_changelist": "its actions change rows",
    "admin:policies_policy_add": "leads to the form of a version",
    "admin:policies_policy_change": "changes a row",
    "admin:policies_policyversion_changelist": "its actions change rows",
    "admin:policies_policyversion_change": "changes a row",
    "admin:policies_policyversion_publish": "a version is published once",
    "admin:policies_policyversion_retire": "a version is retired once",
    "admin:policies_policyversion_discard": "a draft is discarded once",
    "invitation": "its link works once",
}
NEVER = ({405}, {403}, {404})


def test_every_view_that_adds_is_tried() -> None:
    assert {name for name in marked() if URLS[name].owner[1] not in NEVER} == set(WAYS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALL)
@pytest.mark.usefixtures("fresh_limits")
def test_what_is_sent_again_adds_nothing_and_leads_to_the_same_place(
    tale: MoneyStory, browsing: Any, name: str
) -> None:
    page = ALL[name].prepare(tale)
    with browsing(tale) as browser:
        where, data = ALL[name].filled(page, tale, browser)
        first = browser.post(where, data)
        assert first.status_code == 302
        before = everything()
        again = browser.post(where, data)
        assert (again.status_code, again.url) == (302, first.url)
    assert everything() == before
    assert FormUse.objects.count() == 1


AT_ONCE = [
    "client_add", "project_add", "invoice_add", "agreement", "rounds", "round_remove",
    "complaint_new", "policy_from_sample", "ledger_correct", "override",
    "admin:policies_policyversion_add", "screen acknowledge", "screen words",
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", AT_ONCE)
def test_ten_at_once_add_one_and_get_the_same_answer(name: str) -> None:
    tale = begin_with_money()
    browser = Client()
    with at_home(tale):
        page = ALL[name].prepare(tale)
    with time_machine.travel(tale.now, tick=False):
        browser.force_login(tale.user)
        where, data = ALL[name].filled(page, tale, browser)
        with undone():
            browser.post(where, data)
            one = counts()
        together = at_once(browser, where, data)
    assert {(each.status_code, each.url) for each in together} == {(302, together[0].url)}
    assert counts() == one


def counts() -> dict[str, int]:
    """Return how many rows of each kind there are."""
    return {model: len(rows) for model, rows in everything().items()}


def at_once(browser: Client, where: str, data: dict[str, Any]) -> list[Any]:
    """Send the same form from ten browsers of the same session, together."""
    answers: list[Any] = []
    start = threading.Barrier(10)

    def send() -> None:
        mine = Client()
        mine.cookies = browser.cookies
        start.wait()
        answers.append(mine.post(where, data))
        connection.close()

    threads = [threading.Thread(target=send) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 10
    return answers


# What is refused.


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(UserFactory())
    return client


def form(browser: Client) -> dict[str, Any]:
    return dict(form_on(browser.get(reverse("client_add")), "").values)


def add(browser: Client, values: dict[str, Any], **answers: str) -> HttpResponse:
    return browser.post(reverse("client_add"), {**values, **ADDED, **answers})


@pytest.mark.django_db
def test_a_form_that_was_refused_can_be_sent_again(signed_in: Client) -> None:
    values = form(signed_in)
    assert add(signed_in, values, name="").status_code == 200
    assert not FormUse.objects.exists()
    assert add(signed_in, values).status_code == 302
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_other_words_in_a_form_that_was_sent_are_asked_about(signed_in: Client) -> None:
    """The browser's back button shows the form as it was left, with its token."""
    values = form(signed_in)
    add(signed_in, values)
    page = add(signed_in, values, **OTHER)
    assert "This form was sent before with other words" in words_of(page)
    assert form_on(page, "").values["name"] == [OTHER["name"]]
    assert Customer.objects.count() == 1
    assert signed_in.post(reverse("client_add"), form_on(page, "").values).status_code == 302
    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_a_form_from_before_a_sign_in_is_shown_again_with_what_was_typed(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    values = form(client)
    client.logout()
    client.force_login(user)
    page = add(client, values)
    assert "You have signed in again since this form was opened" in words_of(page)
    assert form_on(page, "").values["name"] == [ADDED["name"]]
    assert not Customer.objects.exists()
    assert client.post(reverse("client_add"), form_on(page, "").values).status_code == 302


@pytest.mark.django_db
def test_a_form_of_another_account_adds_nothing_and_keeps_what_was_typed(client: Client) -> None:
    client.force_login(UserFactory())
    values = form(client)
    client.force_login(UserFactory())
    page = add(client, values)
    assert "This form was opened in another account" in words_of(page)
    assert form_on(page, "").values["name"] == [ADDED["name"]]
    assert not Customer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "1-2-3-4:forged", "9" * 5000, "\x00"])
def test_a_token_that_is_none_adds_nothing(signed_in: Client, token: str) -> None:
    page = add(signed_in, form(signed_in), form_token=token)
    assert "Look at it, then press the button again." in words_of(page)
    assert ADDED["name"] in words_of(page)
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_a_form_that_was_opened_days_ago_asks_once_more(story: Story, browsing: Any) -> None:
    """After two days nobody remembers whether it was sent before."""
    with browsing(story) as browser:
        values = form(browser)
        assert add(browser, values).status_code == 302
        once.sweep(story.now + timedelta(seconds=1))
        assert not FormUse.objects.exists()
    with browsing(story.later(timedelta(days=2, seconds=1))) as browser:
        page = add(browser, values)
    assert "more than two days ago" in words_of(page)
    assert Customer.objects.filter(name=ADDED["name"]).count() == 1


@pytest.mark.django_db
def test_a_button_alone_asks_once_more_too(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    url = reverse("policy_from_sample", args=["small-job"])
    values = form_on(client.get(reverse("policies")), url).values
    client.logout()
    client.force_login(user)
    page = client.post(url, values)
    assert page.status_code == 409
    assert not user.policies.exists()
    assert client.post(url, form_on(page, url).values).status_code == 302
    assert user.policies.count() == 1


@pytest.mark.django_db
def test_the_admin_shows_its_form_again(tale: MoneyStory, browsing: Any) -> None:
    way = WAYS["admin:policies_policyversion_add"]
    with browsing(tale) as browser:
        where, data = way.filled(way.prepare(tale), tale, browser)
        browser.logout()
        browser.force_login(tale.user)
        before = tale.user.policies.count()
        page = browser.post(where, data)
    assert page.status_code == 200
    assert "You have signed in again since this form was opened" in words_of(page)
    assert data["round_means"] in words_of(page)
    assert tale.user.policies.count() == before


def test_every_address_that_takes_a_form_adds_once_or_adds_nothing() -> None:
    """A new form needs the mark `adds`, or a line above that says why it needs none."""
    take_forms = {
        name
        for name, entry in URLS.items()
        if entry.owner[1] not in NEVER and not name.endswith("_history")
    }
    assert take_forms - marked() == set(ADDS_NOTHING)
