"""A session that ended while somebody was writing: nothing is lost, and nobody else gets it."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import put_aside
from accounts.models import PutAside, User
from clients.models import Client as Customer
from complaints.models import Draft
from complaints.workflow import State
from tests.complaints.page import changed, form_on, url_of, words_of
from tests.complaints.story import Story, at_home, begin
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

TYPED = "She also said that the bread was thrown away on Friday."
ADDED = {"name": "Harbour Books and Maps", "contact_name": "Elin Marsh"}


@pytest.fixture
def strict() -> Client:
    """A browser whose security tokens are looked at."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def told() -> Story:
    story = begin()
    with at_home(story):
        return story.to(State.DRAFT)


def sign_in(browser: Client, user: User) -> HttpResponse:
    """Sign in by the page, as a person does, and return where it led."""
    page = browser.get(reverse("account_login"))
    values = form_on(page, reverse("account_login")).values
    answers = {"login": user.email, "password": PASSWORD}
    return browser.post(reverse("account_login"), {**values, **answers})


def left(browser: Client, story: Story, action: str) -> HttpResponse:
    """Type a sentence on the page of what was heard, lose the session, then press a button."""
    url = url_of(story.complaint, "heard")
    data = changed(form_on(browser.get(url)), action, {"paraphrase": TYPED})
    end_session(browser)
    return browser.post(url, data)


def end_session(browser: Client) -> None:
    del browser.cookies["sessionid"]


@pytest.mark.parametrize("action", ["leave", "continue", "save", "moment"])
def test_what_was_sent_without_a_session_is_on_the_page_after_signing_in(
    strict: Client, told: Story, action: str
) -> None:
    sign_in(strict, told.user)
    answer = left(strict, told, action)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))

    login = strict.get(answer.url)
    values = form_on(login, reverse("account_login")).values
    answers = {"login": told.user.email, "password": PASSWORD}
    led = strict.post(reverse("account_login"), {**values, **answers})
    page = strict.get(led.url)

    assert form_on(page).values["paraphrase"] == [TYPED]
    assert "You were signed out while writing." in words_of(page)
    assert not Draft.objects.exists()


def test_signing_in_by_oneself_leads_back_to_it(strict: Client, told: Story) -> None:
    sign_in(strict, told.user)
    left(strict, told, "leave")
    led = sign_in(strict, told.user)
    assert form_on(strict.get(led.url)).values["paraphrase"] == [TYPED]


def test_another_account_that_signs_in_gets_none_of_it(strict: Client, told: Story) -> None:
    other = begin()
    with at_home(other):
        other.to(State.DRAFT)
    assert url_of(other.complaint, "heard") == url_of(told.complaint, "heard")
    sign_in(strict, told.user)
    back = left(strict, told, "leave").url
    led = sign_in(strict, other.user)
    assert led.url == reverse("today")
    place = put_aside.way_back(url_of(other.complaint, "heard"))
    assert TYPED not in words_of(strict.get(place))
    assert TYPED not in words_of(strict.get(back, follow=True))


def test_once_it_is_saved_it_is_shown_no_more(strict: Client, told: Story) -> None:
    sign_in(strict, told.user)
    left(strict, told, "leave")
    led = sign_in(strict, told.user)
    strict.post(led.url, changed(form_on(strict.get(led.url)), "leave", {}))
    assert not PutAside.objects.exists()
    assert Draft.objects.get().data["paraphrase"] == [TYPED]


def test_saving_while_typing_without_a_session_says_so_in_its_place(
    strict: Client, told: Story
) -> None:
    sign_in(strict, told.user)
    url = url_of(told.complaint, "heard")
    data = changed(form_on(strict.get(url)), "", {"paraphrase": TYPED})
    end_session(strict)
    page = strict.post(f"{url}draft/", data, headers=by_script(url))
    assert page.status_code == 401
    assert "Not saved: you are signed out." in words_of(page)
    assert "<html" not in page.content.decode()
    assert PutAside.objects.get().place == url


def by_script(url: str) -> dict[str, str]:
    """Return the headers that htmx sends."""
    here = f"http://testserver{url}"
    return {"HX-Request": "true", "HX-Trigger": "screen-form", "HX-Current-URL": here}


def test_a_form_that_adds_is_shown_whole_and_sent_again_by_its_button(strict: Client) -> None:
    user = UserFactory()
    sign_in(strict, user)
    url = reverse("client_add")
    values = form_on(strict.get(url), "").values
    end_session(strict)
    answer = strict.post(url, {**values, **ADDED})
    led = sign_in(strict, user)
    assert led.url == put_aside.way_back(url)
    assert answer.status_code == 302
    page = strict.get(led.url)
    assert ADDED["name"] in words_of(page)
    assert not Customer.objects.exists()
    again = form_on(page, url).values
    assert strict.post(url, again).status_code == 302
    assert Customer.objects.get().name == ADDED["name"]


def test_what_was_put_aside_can_be_left(strict: Client) -> None:
    user = UserFactory()
    sign_in(strict, user)
    url = reverse("client_add")
    values = form_on(strict.get(url), "").values
    end_session(strict)
    strict.post(url, {**values, **ADDED})
    page = strict.get(sign_in(strict, user).url)
    left = strict.post(url, {**form_on(page, url).values, put_aside.ASKED_FOR: "leave"})
    assert left.url == reverse("today")
    assert not Customer.objects.exists()
    assert not PutAside.objects.exists()


def test_a_form_sent_after_signing_in_elsewhere_is_offered_again(
    strict: Client, told: Story
) -> None:
    sign_in(strict, told.user)
    url = url_of(told.complaint, "heard")
    data = changed(form_on(strict.get(url)), "leave", {"paraphrase": TYPED})
    end_session(strict)
    sign_in(strict, told.user)
    page = strict.post(url, data)
    assert page.status_code == 403
    assert TYPED in words_of(page)
    assert strict.post(url, form_on(page, url).values).status_code == 302
    assert Draft.objects.get().data["paraphrase"] == [TYPED]


def test_a_form_of_another_account_changes_nothing_and_is_shown_back(
    client: Client, told: Story
) -> None:
    other = begin()
    with at_home(other):
        other.to(State.DRAFT)
    client.force_login(told.user)
    url = url_of(told.complaint, "heard")
    data = changed(form_on(client.get(url)), "leave", {"paraphrase": TYPED})
    client.force_login(other.user)
    page = client.post(url, data)
    assert page.status_code == 409
    assert TYPED in words_of(page)
    assert "opened in another account" in words_of(page)
    by_itself = client.post(f"{url}draft/", data, headers=by_script(url))
    assert by_itself.status_code == 409
    assert not Draft.objects.exists()


def test_a_page_from_elsewhere_is_never_offered_to_be_sent(strict: Client, told: Story) -> None:
    sign_in(strict, told.user)
    url = url_of(told.complaint, "heard")
    for forged in ({}, {"form_token": f"{told.user.pk}-x-y-1:signed"}):
        page = strict.post(url, {"paraphrase": TYPED, **forged})
        assert page.status_code == 403
        assert TYPED in words_of(page)
        assert not re.search(r'<form[^>]*action="' + re.escape(url), page.content.decode())


def test_a_password_is_never_put_aside_nor_shown(strict: Client) -> None:
    user = UserFactory()
    sign_in(strict, user)
    url = reverse("account_change_password")
    page = strict.get(url).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    secret = {"oldpassword": "my old secret words", "password1": "my new secret words"}
    given = {**secret, "form_token": token[1]}
    assert b"secret" not in strict.post(url, given).content
    end_session(strict)
    assert b"secret" not in strict.post(url, given).content
    assert not PutAside.objects.exists()


def test_what_was_put_aside_goes_after_two_days(strict: Client, told: Story) -> None:
    sign_in(strict, told.user)
    left(strict, told, "leave")
    at = PutAside.objects.get().at
    put_aside.sweep(at)
    assert PutAside.objects.exists()
    put_aside.sweep(at + timedelta(seconds=1))
    assert not PutAside.objects.exists()


def test_a_form_without_a_session_leads_to_a_page_that_opens(client: Client, told: Story) -> None:
    """Not to the address of the form, which cannot be opened."""
    url = reverse("discard", args=[told.complaint.ref])
    before = reverse("complaint", args=[told.complaint.ref])
    answer = client.post(url, headers={"Referer": f"http://testserver{before}"})
    assert answer.url.endswith(f"next={before}")
