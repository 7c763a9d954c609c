"""Logging begins with their message and a name; nothing has to be set up before."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clients.models import Project
from complaints.models import Complaint
from tests.complaints.story import WORDS
from tests.factories import ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = reverse("complaint_new")


@pytest.fixture
def mira() -> User:
    return UserFactory(preferences__currency="SEK", preferences__time_zone="Europe/Stockholm")


@pytest.fixture
def browser(mira: User) -> Client:
    browser = Client()
    browser.force_login(mira)
    return browser


def log(browser: Client, **answers: object) -> HttpResponse:
    return browser.post(NEW, {"words": WORDS, "new_client": "", "work": "", **answers})


def test_opening_the_page_changes_nothing(browser: Client) -> None:
    page = browser.get(NEW).content.decode()
    assert page.index("Their message") < page.index("Whose is it?")
    assert not Complaint.objects.exists()


def test_a_message_and_a_name_are_enough(browser: Client) -> None:
    answer = log(browser, new_client="Wilder Flowers")
    complaint = Complaint.objects.get()
    assert answer["Location"] == reverse("screen", args=[complaint.ref, "words"])
    project = complaint.project
    assert (str(project.client), project.title) == ("Wilder Flowers", "Work for Wilder Flowers")
    assert (project.currency, project.started_on) == ("SEK", None)
    assert complaint.contact is not None
    assert complaint.contact.name == "Wilder Flowers"
    form = browser.get(answer["Location"]).context["form"]
    assert form["words"].value() == WORDS
    assert form["channel"].value() == "email"
    assert not form.errors


def test_the_kept_words_go_on_as_they_stand(browser: Client) -> None:
    page = log(browser, new_client="Wilder Flowers")["Location"]
    form = browser.get(page).context["form"]
    answer = browser.post(page, form.data.dict())
    assert answer["Location"].endswith("/heard/")
    complaint = Complaint.objects.get()
    assert complaint.words == WORDS
    assert complaint.received_at is not None


def test_the_work_can_be_named(browser: Client) -> None:
    log(browser, new_client="Wilder Flowers", work="Shop website")
    assert Project.objects.get().title == "Shop website"


def test_the_longest_name_makes_a_project_too(browser: Client) -> None:
    log(browser, new_client="W" * 120)
    assert Project.objects.get().title.startswith("Work for WWW")


def test_a_project_there_is_needs_no_name(browser: Client, mira: User) -> None:
    project = ProjectFactory(owner=mira)
    log(browser, project=project.number)
    assert Complaint.objects.get().project == project


def test_pressing_twice_logs_it_once(browser: Client) -> None:
    first, second = (log(browser, new_client="Wilder Flowers")["Location"] for _ in range(2))
    assert first == second
    assert (Complaint.objects.count(), Project.objects.count()) == (1, 1)
    log(browser, new_client="Atelier Brandt")
    assert Complaint.objects.count() == 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Choose a project, or enter a name"),
        ({"project": "own", "new_client": "Wilder"}, "Leave this empty"),
        ({"project": "own", "work": "Shop"}, "Leave this empty"),
        ({"project": "99"}, "Choose a project"),
        ({"new_client": "x" * 121}, "120"),
        ({"new_client": "\0"}, "Choose a project, or enter a name"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    browser: Client, mira: User, answers: dict[str, str], sentence: str
) -> None:
    own = str(ProjectFactory(owner=mira).number)
    given = {name: own if value == "own" else value for name, value in answers.items()}
    answer = log(browser, **given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert answer.context["form"]["words"].value() == WORDS
    assert not Complaint.objects.exists()


def test_without_projects_only_a_name_is_asked(browser: Client) -> None:
    page = log(browser)
    assert "Enter a name" in page.content.decode()
    assert "Who is unhappy?" not in page.content.decode()
