"""Every address × anonymous, stranger, owner × GET, POST: one table, compared with the resolver."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from complaints.models import CalendarLink, Reminder
from complaints.reminders import links
from complaints.views import reminders
from complaints.workflow import State
from outbox import unsubscribe
from tests.complaints.story import Story, everything
from tests.isolation.world import MARKER, World, make_world, owned_models

pytestmark = pytest.mark.django_db

Kwargs = Callable[[World], dict[str, Any]]

PAGE = {200}
FOUND = {302}
ONLY_POST = {405}
GONE = {404}
NOT_YOURS = {403}
# A form without answers is shown again with its sentences.
ASKED_AGAIN = {200, 422}


@dataclass(frozen=True)
class Entry:
    """What one address answers: to its owner and to a stranger, for GET and for POST."""

    owner: tuple[set[int], set[int]]
    stranger: tuple[set[int], set[int]]
    kwargs: Kwargs = lambda world: {}
    anonymous: tuple[set[int], set[int]] = (FOUND, FOUND)


def everybodys(get: set[int], post: set[int], kwargs: Kwargs = lambda world: {}) -> Entry:
    """An address where each freelancer sees and makes rows of their own."""
    return Entry((get, post), (get, post), kwargs)


def owned(get: set[int], post: set[int], kwargs: Kwargs) -> Entry:
    """An address that names a row of the owner's; for a stranger there is nothing there."""
    gone_or = GONE if get != ONLY_POST else ONLY_POST
    return Entry((get, post), (gone_or, GONE if post != ONLY_POST else ONLY_POST), kwargs)


def servers(kwargs: Kwargs = lambda world: {}, *, refused: set[int] = NOT_YOURS) -> Entry:
    """An address for the person who runs the server; freelancers are refused."""
    return Entry((refused, refused), (refused, refused), kwargs)


def ref(name: str) -> Kwargs:
    return lambda world: {"ref": getattr(world, name).ref}


def screen(name: str, slug: str) -> Kwargs:
    return lambda world: {"ref": getattr(world, name).ref, "slug": slug}


def client(world: World) -> dict[str, Any]:
    return {"number": world.client.number}


def project(world: World) -> dict[str, Any]:
    return {"number": world.project.ref}


def credit(world: World) -> dict[str, Any]:
    return {"number": world.credit.number}


def version(world: World) -> dict[str, Any]:
    return {"policy_number": world.version.policy.number, "version_number": world.version.number}


def mail(world: World) -> str:
    return signing.dumps(str(world.letter.pk), salt=reminders.SALT)


def reminder_link(world: World) -> str:
    """A link from a mail to the stranger, who may pass it on."""
    return links.token_for(Reminder.objects.filter(user=world.stranger, kind="R6")[0])


def calendar_link(world: World) -> dict[str, Any]:
    return {"secret": CalendarLink.objects.get(user=world.stranger).secret}


def open_to_all(get: set[int], post: set[int], kwargs: Kwargs = lambda world: {}) -> Entry:
    """An address that needs no sign-in; a signed word in it names whose row it is about."""
    return Entry((get, post), (get, post), kwargs, anonymous=(get, post))


def admin_of(get_row: Callable[[World], Any]) -> Kwargs:
    return lambda world: {"object_id": get_row(world).pk}


URLS: dict[str, Entry] = {
    # The journey.
    "today": everybodys(PAGE, ONLY_POST),
    "complaints": everybodys(PAGE, ONLY_POST),
    "complaint_new": everybodys(PAGE, ASKED_AGAIN),
    "complaint": owned(PAGE, ONLY_POST, ref("working")),
    "discard": owned(ONLY_POST, FOUND, ref("draft")),
    "step_done": owned(ONLY_POST, FOUND, lambda world: {"ref": world.working.ref, "position": 1}),
    "override": owned(PAGE, ASKED_AGAIN, lambda world: {"ref": world.resolved.ref, "gate": "G7"}),
    "end_offer": owned(
        ONLY_POST,
        FOUND,
        lambda world: {"ref": world.offered.ref, "plan_round": world.offered.plan_round},
    ),
    "attachment": owned(PAGE, ONLY_POST, lambda world: {"ref": world.draft.ref, "number": 1}),
    "screen": owned(PAGE, ASKED_AGAIN, screen("working", "round")),
    "save_draft": owned(ONLY_POST, PAGE, screen("working", "round")),
    "projects": everybodys(PAGE, ONLY_POST),
    "project": owned(PAGE, ONLY_POST, project),
    # The ledger of money.
    "ledger": everybodys(PAGE, ONLY_POST),
    "ledger_csv": everybodys(PAGE, ONLY_POST),
    "ledger_line": owned(PAGE, ONLY_POST, credit),
    "credit_note": owned(PAGE, ONLY_POST, credit),
    "ledger_use": owned(PAGE, ASKED_AGAIN, credit),
    "ledger_correct": owned(PAGE, ASKED_AGAIN, credit),
    # Reminders, the mails that need a look, and the calendar.
    "reminders": everybodys(PAGE, ONLY_POST),
    "test_mail": everybodys(ONLY_POST, FOUND),
    "new_address": owned(PAGE, ASKED_AGAIN, lambda world: {"token": mail(world)}),
    "decide_mail": owned(
        ONLY_POST, FOUND, lambda world: {"token": mail(world), "decision": "dismiss"}
    ),
    "calendar_make": everybodys(ONLY_POST, FOUND),
    "calendar_end": everybodys(ONLY_POST, FOUND),
    # Clients and projects.
    "clients": everybodys(PAGE, ONLY_POST),
    "client_add": everybodys(PAGE, ASKED_AGAIN),
    "client": owned(PAGE, ONLY_POST, client),
    "client_edit": owned(PAGE, ASKED_AGAIN, client),
    "contact_add": owned(PAGE, ASKED_AGAIN, client),
    "contact_edit": owned(
        PAGE, ASKED_AGAIN, lambda world: {"number": world.client.number, "place": 1}
    ),
    "project_add": everybodys(PAGE, ASKED_AGAIN),
    "project_edit": owned(PAGE, ASKED_AGAIN, project),
    "invoice_add": owned(PAGE, ASKED_AGAIN, project),
    "invoice_edit": owned(PAGE, ASKED_AGAIN, lambda world: {**project(world), "place": 1}),
    # Policies.
    "policies": everybodys(PAGE, ONLY_POST),
    "policy_from_sample": everybodys(ONLY_POST, FOUND, lambda world: {"slug": "small-job"}),
    "policy_version": owned(PAGE, ONLY_POST, version),
    "policy_next_version": owned(ONLY_POST, FOUND, version),
    "agreement": owned(PAGE, ASKED_AGAIN, project),
    "agreement_without": owned(ONLY_POST, ASKED_AGAIN, project),
    "agreement_declined": owned(ONLY_POST, ASKED_AGAIN, project),
    "rounds": owned(PAGE, ASKED_AGAIN, project),
    "round_remove": owned(ONLY_POST, FOUND, project),
    # About oneself and the app.
    "preferences": everybodys(PAGE, ASKED_AGAIN),
    "style": servers(refused=GONE),
    # Public on purpose.
    "help": open_to_all(PAGE, ONLY_POST),
    "health": open_to_all({200, 503}, ONLY_POST),
    "decline_mail": open_to_all(
        PAGE, PAGE, lambda world: {"token": unsubscribe.token_for(world.stranger)}
    ),
    "reminder_actions": open_to_all(PAGE, ONLY_POST, lambda world: {"token": reminder_link(world)}),
    "reminder_action": open_to_all(
        PAGE, ASKED_AGAIN, lambda world: {"token": reminder_link(world), "action": "snooze"}
    ),
    "calendar_feed": open_to_all(PAGE, ONLY_POST, calendar_link),
    # The admin, as far as freelancers use it.
    "admin:index": everybodys(PAGE, PAGE),
    "admin:policies_policy_changelist": everybodys(PAGE, PAGE),
    "admin:policies_policy_add": everybodys(FOUND, FOUND),
    "admin:policies_policy_change": owned(PAGE, PAGE, admin_of(lambda world: world.version.policy)),
    "admin:policies_policy_history": owned(
        PAGE, PAGE, admin_of(lambda world: world.version.policy)
    ),
    "admin:policies_policyversion_changelist": everybodys(PAGE, PAGE),
    "admin:policies_policyversion_add": everybodys(PAGE, PAGE),
    "admin:policies_policyversion_change": owned(
        PAGE, PAGE, admin_of(lambda world: world.draft_version)
    ),
    "admin:policies_policyversion_history": owned(
        PAGE, PAGE, admin_of(lambda world: world.draft_version)
    ),
    "admin:policies_policyversion_publish": owned(
        PAGE, FOUND, lambda world: {"pk": world.draft_version.pk}
    ),
    "admin:policies_policyversion_retire": owned(
        ONLY_POST, FOUND, lambda world: {"pk": world.version.pk}
    ),
    "admin:policies_policyversion_next": owned(
        ONLY_POST, FOUND, lambda world: {"pk": world.version.pk}
    ),
    "admin:accounts_preferences_changelist": everybodys(PAGE, PAGE),
    "admin:accounts_preferences_change": owned(
        PAGE, PAGE, admin_of(lambda world: world.owner.preferences)
    ),
    "admin:accounts_preferences_history": owned(
        PAGE, PAGE, admin_of(lambda world: world.owner.preferences)
    ),
    # Never deleted, never added by hand: refused to the owner, nothing there for a stranger.
    "admin:policies_policy_delete": Entry(
        (NOT_YOURS, NOT_YOURS), (GONE, GONE), admin_of(lambda world: world.version.policy)
    ),
    "admin:policies_policyversion_delete": Entry(
        (NOT_YOURS, NOT_YOURS), (GONE, GONE), admin_of(lambda world: world.draft_version)
    ),
    "admin:accounts_preferences_delete": Entry(
        (NOT_YOURS, NOT_YOURS), (GONE, GONE), admin_of(lambda world: world.owner.preferences)
    ),
    "admin:accounts_preferences_add": servers(),
    # For the person who runs the server.
    "admin:accounts_user_changelist": servers(),
    "admin:accounts_user_add": servers(),
    "admin:accounts_user_change": servers(admin_of(lambda world: world.owner)),
    "admin:accounts_user_history": servers(admin_of(lambda world: world.owner)),
    "admin:accounts_user_delete": servers(admin_of(lambda world: world.owner)),
}

# Written by others and tested by them; that nobody gets in unasked is tested below.
THIRD_PARTY = {
    "admin": {
        "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n",
        "view_on_site", "app_list", "",
    },
    "admin rows": {"account_emailaddress", "auth_group", "outbox_suppression"},
    "accounts": {
        "account_login", "account_logout", "account_inactive", "account_signup",
        "account_reauthenticate", "account_email", "account_email_verification_sent",
        "account_change_password", "account_set_password", "account_reset_password",
        "account_confirm_login_code", "account_confirm_email",
        "account_reset_password_from_key_done", "account_reset_password_from_key",
        "account_reset_password_done",
    },
}  # fmt: skip
# What somebody reaches without having signed in, besides signing in itself.
PUBLIC = {
    "health", "decline_mail", "help", "reminder_actions", "reminder_action", "calendar_feed",
}  # fmt: skip
# The admin has a door of its own, which leads on to the sign-in of the app.
SIGN_IN = ("/accounts/login/", "/admin/login/")


def walk(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Yield the name of every address, with its name space."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}"


def is_third_party(name: str) -> bool:
    space, _, short = name.rpartition(":")
    if not space:
        return short in THIRD_PARTY["accounts"]
    model = short.rpartition("_")[0]
    return short in THIRD_PARTY["admin"] or model in THIRD_PARTY["admin rows"]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = make_world()
    with time_machine.travel(made.story.now, tick=False):
        yield made


def test_every_address_has_an_entry() -> None:
    """A new address needs a line above: who may open it, and what a stranger gets."""
    names = {name for name in walk(get_resolver()) if not is_third_party(name)}
    assert names == set(URLS)


def ask(world: World, who: str, name: str, method: str) -> HttpResponse:
    browser = Client(raise_request_exception=False)
    if who != "anonymous":
        browser.force_login(getattr(world, who))
    url = reverse(name, kwargs=URLS[name].kwargs(world))
    return getattr(browser, method)(url)


def words_of(response: HttpResponse) -> str:
    content = b"".join(response) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return content.decode() + headers


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens inside, so that every address meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def surprises(world: World, who: str) -> list[str]:
    """Ask for every address with GET and POST; return what was not as the table says."""
    found = []
    for name, entry in URLS.items():
        for method, expected in zip(("get", "post"), getattr(entry, who), strict=True):
            with undone():
                owners = everything_of(world)
                response = ask(world, who, name, method)
                if response.status_code not in expected:
                    found.append(f"{method} {name}: {response.status_code}, not {expected}")
                if who != "owner" and MARKER in words_of(response):
                    found.append(f"{method} {name}: shows what the owner wrote")
                if who != "owner" and everything_of(world) != owners:
                    found.append(f"{method} {name}: changes a row of the owner")
                if response.status_code == 302 and who == "anonymous":
                    assert response.url.startswith(SIGN_IN)
    return found


def test_anonymous_visitors_are_led_to_sign_in(world: World) -> None:
    assert surprises(world, "anonymous") == []
    public = {name for name, entry in URLS.items() if FOUND not in entry.anonymous}
    assert public == PUBLIC


def test_strangers_find_nothing_and_change_nothing(world: World) -> None:
    assert surprises(world, "stranger") == []


def test_owners_reach_what_is_theirs(world: World) -> None:
    assert surprises(world, "owner") == []


def test_opening_an_address_changes_nothing(world: World) -> None:
    before = logged_in_aside(everything())
    for name in URLS:
        for who in ("owner", "stranger", "anonymous"):
            with undone():
                ask(world, who, name, "get")
                assert logged_in_aside(everything()) == before, f"{name}, {who}"


def everything_of(world: World) -> dict[str, list[dict[str, Any]]]:
    """Return every row that belongs to the owner."""
    return {
        model._meta.label: list(model.objects.for_user(world.owner).order_by("pk").values())
        for model in owned_models()
    }


def logged_in_aside(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out when somebody signed in last: the tests sign in to look."""
    for row in rows["accounts.User"]:
        row.pop("last_login")
    return rows


def test_the_door_of_the_admin_leads_to_the_sign_in_of_the_app(db: None) -> None:
    response = Client().get("/admin/login/")
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


SIGNED_IN_ONLY = ["account_email", "account_change_password", "account_set_password"]


@pytest.mark.parametrize("name", SIGNED_IN_ONLY)
def test_the_pages_about_an_account_want_it_to_be_signed_in(db: None, name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_the_marker_is_where_the_owner_reads(world: World) -> None:
    """Without this the search for the marker would prove nothing."""
    for name in ("today", "complaint", "client", "project", "preferences", "rounds", "attachment"):
        assert MARKER in words_of(ask(world, "owner", name, "get")), name


EVERY_SCREEN = [
    "words", "heard", "check", "acknowledge", "cause", "options", "dates", "send-plan",
    "agreed-in-a-call", "answer", "round", "their-check", "money", "money-offer", "settle", "close",
]  # fmt: skip


def test_no_screen_of_any_complaint_opens_to_a_stranger(world: World) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(world.stranger)
    for slug in EVERY_SCREEN:
        for complaint in (world.draft, world.working, world.resolved, world.closed):
            url = reverse("screen", args=[complaint.ref, slug])
            for response in (browser.get(url), browser.post(url, {"action": "continue"})):
                assert response.status_code == 404
                assert MARKER not in words_of(response)


# Forms take no row of somebody else as an answer.


def test_a_stranger_cannot_log_a_complaint_about_my_project(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    page = browser.post(reverse("complaint_new"), {"project": world.project.number})
    assert page.status_code == 422
    assert "Choose a project" in page.content.decode()
    assert MARKER not in page.content.decode()


def test_a_stranger_cannot_name_my_contact(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    own = world.stranger.projects.get()
    contact = world.client.contacts.get()
    page = browser.post(reverse("complaint_new"), {"project": own.number, "contact": contact.pk})
    assert page.status_code == 422
    assert "Choose a person from the list" in page.content.decode()
    assert not world.stranger.complaints.filter(contact=contact).exists()


def test_a_stranger_cannot_use_my_client_for_a_project(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    for given in (world.client.pk, world.client.number):
        answers = {"client": given, "title": "Mine", "fee_net": "10", "currency": "EUR"}
        page = browser.post(reverse("project_add"), answers | {"state": "active"})
        assert page.status_code in ASKED_AGAIN
    assert not world.stranger.projects.filter(title="Mine").exists()
    assert not world.client.projects.filter(title="Mine").exists()


def test_a_stranger_cannot_agree_to_my_policy(world: World) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    own = world.stranger.projects.get()
    before = own.agreements.count()
    for given in (world.version.pk, world.draft_version.pk):
        answers = {
            "policy_version": given,
            "method": "call",
            "agreed_by": "Ann",
            "agreed_at_day": "2026-03-01",
            "agreed_at_time": "10:00",
        }
        page = browser.post(reverse("agreement", args=[own.ref]), answers)
        assert page.status_code in ASKED_AGAIN
        assert "Choose a published version of a policy" in page.content.decode()
    assert own.agreements.count() == before


def test_an_option_of_another_plan_is_no_answer(world: World) -> None:
    """Options are named by their letter, so another plan's option cannot even be asked for."""
    browser = Client()
    browser.force_login(world.owner)
    told = world.story
    mine = Story(told.user, told.project, told.contact, told.now).to(State.PROPOSED)
    url = reverse("screen", args=[mine.complaint.ref, "answer"])
    page = browser.post(
        url,
        {
            "action": "continue",
            "kind": "accepts",
            "option": "C",
            "received_at_day": "2026-03-10",
            "received_at_time": "10:00",
            "source": "call",
            "plan_round": "1",
        },
    )
    assert page.status_code == 422
    assert mine.fresh().state == State.PROPOSED
