"""The set-up pages speak and look like the rest of the app, and cost as little."""

from typing import Any

import pytest
from django.contrib.admin.options import ModelAdmin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.admin_doors import MAKE, address, listed, lists, pages, readers_of, who_runs_it
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

STOCK = [
    "Django", "administration", "Site admin", "to change", "to view", " selected<", "Add policy",
    "Add user", "Delete", "Superuser", "admin/js", "admin/css", "jsi18n", "id “",
]  # fmt: skip
MOST_STATEMENTS = 12


@pytest.mark.parametrize(("kind", "name"), pages())
def test_no_page_speaks_or_looks_like_the_kit_it_is_made_with(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    for browser in readers_of(kind):
        page = browser.get(url, follow=True).content.decode()
        assert [words for words in STOCK if words in page] == []


@pytest.mark.parametrize(("kind", "name"), pages())
def test_every_page_stands_in_the_frame_of_the_app(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    answer = who_runs_it().get(url)
    if answer.status_code == 200:
        page = answer.content.decode()
        assert f'href="{reverse("today")}"' in page
        assert page.count("<h1") == 1


@pytest.mark.parametrize(("kind", "name"), pages())
def test_every_form_that_asks_something_can_be_sent(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    answer = who_runs_it().get(url)
    form = (answer.context or {}).get("adminform")
    if form and form.form.fields:
        page = answer.content.decode()
        assert page.index("<form") < page.index('type="submit"') < page.index("</form>")


def statements(kind: ModelAdmin, rows: int) -> list[int]:
    """Return what the list costs each of its readers, with so many rows of theirs."""
    took = []
    for browser in readers_of(kind):
        browser.get(listed(kind))
        owner = browser.get(listed(kind)).wsgi_request.user
        for _ in range(rows):
            MAKE[kind.model](owner if kind.model not in OF_NOBODY else UserFactory())
        with CaptureQueriesContext(connection) as ran:
            assert browser.get(listed(kind)).status_code == 200
        took.append(len(ran))
    return took


OF_NOBODY = {model for model in MAKE if model._meta.app_label not in {"policies"}}


@pytest.mark.parametrize("kind", lists())
def test_a_list_costs_the_same_for_one_row_and_for_thirty(kind: Any) -> None:
    few, many = statements(kind, 1), statements(kind, 30)
    assert few == many
    assert max(many) <= MOST_STATEMENTS


def test_who_runs_the_server_closes_an_account_and_not_their_own() -> None:
    theirs = UserFactory()
    browser = who_runs_it()
    own = browser.get(reverse("admin:index")).wsgi_request.user
    for user in (theirs, own):
        url = reverse("admin:accounts_user_change", args=[user.pk])
        assert browser.post(url, {"name": "Somebody"}).status_code == 302
        user.refresh_from_db()
    assert (theirs.is_active, own.is_active, own.is_superuser) == (False, True, True)
    assert theirs.check_password(PASSWORD)
    own_page = browser.get(reverse("admin:accounts_user_change", args=[own.pk]))
    assert "Runs the server" in own_page.content.decode()


def test_the_index_names_only_what_is_one_s_own() -> None:
    [everybody, freelancer] = [
        browser.get(reverse("admin:index")).content.decode()
        for browser in readers_of(next(iter(p.values[0] for p in lists() if "policy" in p.id)))
    ]
    assert reverse("admin:accounts_user_changelist") in everybody
    assert reverse("admin:accounts_user_changelist") not in freelancer
    assert reverse("admin:policies_policy_changelist") in freelancer
