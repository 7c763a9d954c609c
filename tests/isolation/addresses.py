"""Every address and what it answers, to its owner, a stranger and a visitor: the table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from complaints.models import CalendarLink, Reminder
from complaints.reminders import links
from complaints.views import mail_links
from outbox import unsubscribe
from tests.isolation.world import World

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


def stage(world: World) -> dict[str, Any]:
    return {**project(world), "stage": world.project.stages.get().number}


def credit(world: World) -> dict[str, Any]:
    return {"number": world.credit.number}


def version(world: World) -> dict[str, Any]:
    return {"policy_number": world.version.policy.number, "version_number": world.version.number}


def mail(world: World) -> str:
    return mail_links.token_for(world.letter)


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


ROW_PAGES = ("change", "history", "delete")
# What only who runs the server sees in the admin, with a row of each kind.
SERVERS_ROWS: dict[str, Callable[[World], Any]] = {
    "accounts_user": lambda world: world.owner,
    "account_emailaddress": lambda world: EmailAddress.objects.get(user=world.owner),
    "outbox_mailallowance": lambda world: world.owner.mail_allowance,
    # No row of these kinds is there.
    "outbox_heldletter": lambda world: world.letter,
    "accounts_invitation": lambda world: world.owner,
    "outbox_suppression": lambda world: world.owner,
}

URLS: dict[str, Entry] = {
    # The journey.
    "today": everybodys(PAGE, ONLY_POST),
    "complaints": everybodys(PAGE, ONLY_POST),
    "complaint_new": everybodys(PAGE, ASKED_AGAIN),
    "complaint": owned(PAGE, ONLY_POST, ref("working")),
    "discard": owned(PAGE, FOUND, ref("draft")),
    "keep_address": owned(ONLY_POST, FOUND, ref("working")),
    "step_done": owned(ONLY_POST, FOUND, lambda world: {"ref": world.working.ref, "position": 1}),
    "step_reopen": owned(ONLY_POST, FOUND, lambda world: {"ref": world.working.ref, "position": 1}),
    "override": owned(PAGE, ASKED_AGAIN, lambda world: {"ref": world.resolved.ref, "gate": "G7"}),
    "end_offer": owned(
        PAGE,
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
    "letter_words": owned(PAGE, ONLY_POST, lambda world: {"token": mail(world)}),
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
    "stage_add": owned(PAGE, ASKED_AGAIN, project),
    "stage_edit": owned(PAGE, ASKED_AGAIN, stage),
    "stage_deliver": owned(ONLY_POST, FOUND, stage),
    "stage_remove": owned(ONLY_POST, FOUND, stage),
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
    "guess_fits": everybodys(ONLY_POST, FOUND),
    "style": servers(refused=GONE),
    # Public on purpose.
    "help": open_to_all(PAGE, ONLY_POST),
    "robots": open_to_all(PAGE, ONLY_POST),
    # Nobody is named in the settings of the tests.
    "security_contact": open_to_all(GONE, ONLY_POST),
    "health": open_to_all({200, 503}, ONLY_POST),
    # A link that was never made; what a good one opens is told in tests/accounts.
    "invitation": Entry(
        *((FOUND, FOUND),) * 2, lambda world: {"token": "never-made"}, anonymous=(GONE, GONE)
    ),
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
        PAGE, FOUND, lambda world: {"pk": world.version.pk}
    ),
    "admin:policies_policyversion_discard": owned(
        PAGE, FOUND, lambda world: {"pk": world.draft_version.pk}
    ),
    "admin:policies_policyversion_next": owned(
        ONLY_POST, FOUND, lambda world: {"pk": world.version.pk}
    ),
    # Never deleted, never added by hand: refused to the owner, nothing there for a stranger.
    "admin:policies_policy_delete": Entry(
        (NOT_YOURS, NOT_YOURS), (GONE, GONE), admin_of(lambda world: world.version.policy)
    ),
    "admin:policies_policyversion_delete": Entry(
        (NOT_YOURS, NOT_YOURS), (GONE, GONE), admin_of(lambda world: world.draft_version)
    ),
    # For the person who runs the server.
    **{
        f"admin:{model}_{page}": servers(admin_of(get_row)) if page in ROW_PAGES else servers()
        for model, get_row in SERVERS_ROWS.items()
        for page in ("changelist", "add", *ROW_PAGES)
    },
}

# Written by others and tested by them; that nobody gets in unasked is tested in test_urls.
THIRD_PARTY = {
    "admin": {
        "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n",
        "app_list", "",
    },
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
    "robots", "security_contact",
    "invitation",
}  # fmt: skip
# The admin has a door of its own, which leads on to the sign-in of the app.
SIGN_IN = ("/accounts/login/", "/admin/login/")


def ask(world: World, who: str, name: str, method: str) -> HttpResponse:
    """Ask for an address of the table as the owner, the stranger or an anonymous visitor."""
    browser = Client(raise_request_exception=False)
    if who != "anonymous":
        browser.force_login(getattr(world, who))
    url = reverse(name, kwargs=URLS[name].kwargs(world))
    return getattr(browser, method)(url)


def words_of(response: HttpResponse) -> str:
    """Return all that is answered, with its headers."""
    content = b"".join(response) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return content.decode() + headers
