"""Every admin page takes what it offers and nothing else, whoever wrote it and whoever asks."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.admin_base import GuardedAdmin
from accounts.admin_questions import LONGEST_SEARCH, offered
from accounts.models import User
from policies.models import PolicyVersion
from tests.accounts.admin_doors import (
    MAKE,
    SITE,
    address,
    browser_of,
    listed,
    lists,
    pages,
    readers_of,
    statements,
    who_runs_it,
)
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

# Each reaches for rows, or for a page, by a way that no link of the admin goes.
NOT_OFFERED = [
    "round_means__regex=^.{9}(a%2B)%2B$",
    "state__regex=(",
    "id__in=1,2",
    "pk=1",
    "policy__owner__email__startswith=a",
    "owner__password__startswith=a",
    "user__password__startswith=a",
    "published_at__year=2026",
    "state__isnull=True",
    "title=Taken",
    "_facets=True",
    "_popup=1",
    "_to_field=id",
    "_changelist_filters=p%3D1",
    "e=1",
    "nobody__knows=it",
    "%00=1",
    "%ED%A0%80=1",
    "=1",
]


def test_every_registered_page_is_known_here() -> None:
    assert set(admin.site._registry) == set(MAKE)
    assert all(isinstance(page, GuardedAdmin) for page in admin.site._registry.values())


@pytest.mark.parametrize(("kind", "name"), pages())
def test_what_is_not_offered_is_refused_before_any_row_is_read(kind: Any, name: str) -> None:
    url = address(name, MAKE[kind.model](UserFactory()))
    for browser in readers_of(kind):
        _, knowing_who = statements(browser, reverse("admin:jsi18n"))
        for question in NOT_OFFERED:
            answer, took = statements(browser, f"{url}?{question}")
            assert (answer.status_code, took) == (400, knowing_who), question


@pytest.mark.parametrize("name", SITE)
def test_the_pages_of_the_site_are_asked_nothing(name: str) -> None:
    browser = who_runs_it()
    _, knowing_who = statements(browser, reverse("admin:jsi18n"))
    for question in NOT_OFFERED:
        answer, took = statements(browser, f"{reverse(f'admin:{name}')}?{question}")
        assert (answer.status_code, took) == (400, knowing_who), question


TOO_LONG = "a" * (LONGEST_SEARCH + 1)
WRONG_VALUES = [
    "p=0", "p=-1", "p=999999999999", "p=abc", "p=", "p=1e3", "p=%D9%A1", "p=1&p=2",
    "o=99", "o=..", "o=abc", "o=-", "o=1.", "o=" + "1." * 50 + "1", "o=%D9%A1",
    "all=1", "all=%00",
    f"q={TOO_LONG}", "q=a%00b", "q=a&q=b",
    "state__exact=gone", "state__exact=", "state__exact=draft&state__exact=published",
    "is_active__exact=2", "is_active__exact=%00", "verified__exact=yes",
]  # fmt: skip


@pytest.mark.parametrize("kind", lists())
def test_a_value_that_is_not_offered_is_refused_before_any_row_is_read(kind: Any) -> None:
    MAKE[kind.model](UserFactory())
    for browser in readers_of(kind):
        _, knowing_who = statements(browser, reverse("admin:jsi18n"))
        for question in WRONG_VALUES:
            answer, took = statements(browser, f"{listed(kind)}?{question}")
            assert (answer.status_code, took) == (400, knowing_who), question


@pytest.mark.parametrize("kind", lists())
def test_what_is_offered_is_answered(kind: Any) -> None:
    MAKE[kind.model](UserFactory())
    columns = range(len(kind.list_display) + 1)
    questions = ["p=1", "all=", *(f"o={n}.-{n}" for n in columns)]
    questions += [f"q={quote(word)}" for word in ('"', "a " * 99, "'\"\\", "%_", "\ufffd", "(a+)+")]
    for browser in readers_of(kind):
        for question in questions:
            assert browser.get(f"{listed(kind)}?{question}").status_code == 200, question


@pytest.mark.parametrize("kind", lists())
def test_every_link_beside_a_list_is_one_that_the_list_takes(kind: Any) -> None:
    MAKE[kind.model](UserFactory())
    for browser in readers_of(kind):
        shown = browser.get(listed(kind)).context["cl"]
        for filtering in shown.filter_specs:
            for choice in filtering.choices(shown):
                answer = browser.get(listed(kind) + choice["query_string"])
                assert answer.status_code == 200, choice["query_string"]


@pytest.mark.parametrize("kind", lists())
def test_a_page_of_the_list_that_is_not_there_is_no_error(kind: Any) -> None:
    MAKE[kind.model](UserFactory())
    for browser in readers_of(kind):
        assert browser.get(f"{listed(kind)}?p=77").status_code in {200, 400}


def test_a_filter_over_the_values_of_rows_is_left_out() -> None:
    paths = ("policy", "published_at", "policy__owner", "round_means", len, "state")
    assert list(offered(PolicyVersion, paths)) == ["state"]


@pytest.mark.parametrize("kind", lists())
def test_every_filter_that_a_page_of_ours_names_is_offered(kind: Any) -> None:
    assert list(offered(kind.model, type(kind).list_filter)) == list(type(kind).list_filter)


@pytest.mark.parametrize(("kind", "name"), pages())
def test_a_missing_row_and_somebody_else_s_are_the_same(kind: Any, name: str) -> None:
    theirs = MAKE[kind.model](UserFactory())
    url = address(name, theirs)
    gone = url.replace(f"/{theirs.pk}/", "/987654/")
    browser = browser_of(UserFactory())
    for method in (browser.get, browser.post):
        answers = [method(where) for where in (url, gone)]
        assert len({answer.status_code for answer in answers}) == 1
        assert len({answer.get("Location") for answer in answers}) == 1


NO_KEYS = ["abc", "%00", "9" * 30, "-1", "1.5", "_3D", "__class__", "%ED%A0%80"]


@pytest.mark.parametrize(("kind", "name"), pages())
def test_an_address_of_no_row_is_not_found(kind: Any, name: str) -> None:
    row = MAKE[kind.model](UserFactory())
    url = address(name, row)
    others = [url.replace(f"/{row.pk}/", f"/{key}/") for key in NO_KEYS if f"/{row.pk}/" in url]
    for browser in readers_of(kind):
        for other in others:
            assert browser.get(other).status_code in {404, 405}, other
            assert browser.post(other).status_code == 404, other


def test_the_way_past_the_site_to_any_row_is_closed() -> None:
    version = MAKE[PolicyVersion](UserFactory())
    kind = ContentType.objects.get_for_model(PolicyVersion).pk
    for browser in (who_runs_it(), browser_of(UserFactory())):
        for number in (kind, "999", "abc", "%00", "9" * 30):
            for key in (version.pk, 987654, "abc", "%00"):
                assert browser.get(f"/admin/r/{number}/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("password_change", "account_change_password"),
        ("password_change_done", "account_change_password"),
        ("logout", "account_logout"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_passwords_and_signing_out_are_pages_of_the_app(
    name: str, leads_to: str, method: str
) -> None:
    browser = browser_of(UserFactory())
    answer = getattr(browser, method)(reverse(f"admin:{name}"))
    assert (answer.status_code, answer.url) == (302, reverse(leads_to))


def test_somebody_signed_in_finds_no_password_form_to_try_others_on() -> None:
    other, mine = UserFactory(), UserFactory()
    browser = browser_of(mine)
    form = {"username": other.email, "password": PASSWORD}
    answer = browser.post(reverse("admin:login"), form)
    assert (answer.status_code, answer.url) == (302, reverse("admin:index"))
    assert browser.session["_auth_user_id"] == str(mine.pk)


def test_who_is_asked_for_is_only_ever_refused(client: Any) -> None:
    """A visitor learns from no address whether what it asks for would be answered."""
    for question in NOT_OFFERED:
        answer = client.get(f"{reverse('admin:policies_policy_changelist')}?{question}")
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


def test_uniqueness_speaks_of_no_other_owner() -> None:
    owner, other = UserFactory(), UserFactory()
    theirs = MAKE[PolicyVersion](other).policy
    mine = MAKE[PolicyVersion](owner).policy
    assert (theirs.number, theirs.title) == (mine.number, mine.title)
    browser = browser_of(owner)
    answer = browser.post(
        reverse("admin:policies_policy_change", args=[mine.pk]), {"title": theirs.title}
    )
    assert answer.status_code in {200, 302}
    assert "already" not in answer.content.decode()
    assert User.objects.count() == 2
