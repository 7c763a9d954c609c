"""What the tests of every admin page share: which pages there are, and a row for each kind."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts import clock
from accounts.admin_base import OwnedAdmin
from accounts.models import Invitation, User
from outbox import queue
from outbox.models import HeldLetter, MailAllowance, Suppression
from policies.models import Policy, PolicyVersion
from tests.factories import PolicyVersionFactory, UserFactory

NOON = "2026-01-05T12:00:00Z"
SITE = [
    "index", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n",
]  # fmt: skip


def draft_of(owner: User) -> PolicyVersion:
    """Return a draft, which is the one kind of version that can be written to."""
    nothing = {"state": "draft", "published_at": None, "content_hash": ""}
    return PolicyVersionFactory(policy__owner=owner, **nothing)


def invited(owner: User) -> Invitation:
    """Return an invitation; who was asked has the owner's name in the address."""
    digests = {"mailed_digest": f"mailed {owner.pk}", "shown_digest": f"shown {owner.pk}"}
    return Invitation.objects.create(
        email=f"friend.of.{owner.email}", created_at=NOON, expires_at=NOON, **digests
    )


def switched_off(owner: User) -> MailAllowance:
    """Return the row of an account that may not write to clients."""
    row, _ = MailAllowance.objects.update_or_create(user=owner, defaults={"is_suspended": True})
    return row


def waiting(owner: User) -> HeldLetter:
    """Return a letter that waits, of an account that may not write to clients."""
    switched_off(owner)
    now = clock.now()
    with transaction.atomic():
        letter = queue.enqueue(
            dedupe_key=f"letter:{owner.pk}",
            kind="letter",
            audience="client",
            user=owner,
            topic="complaint:7",
            to="ana@client.test",
            subject="About your website",
            text="Thank you for telling me.",
            html="<p>Thank you for telling me.</p>",
            not_after=now + timedelta(days=3),
            now=now,
        )
    return HeldLetter.objects.get(pk=letter.pk)


# How a row of each registered model is made, for whom it belongs to.
MAKE: dict[type[models.Model], Any] = {
    User: lambda owner: owner,
    EmailAddress: lambda owner: EmailAddress.objects.get(user=owner),
    Invitation: invited,
    MailAllowance: switched_off,
    HeldLetter: waiting,
    Suppression: lambda owner: Suppression.objects.create(address=f"not.{owner.email}", at=NOON),
    Policy: lambda owner: draft_of(owner).policy,
    PolicyVersion: draft_of,
}


def pages() -> list[Any]:
    """Return each address of each registered page: the page, and the name of the address."""
    return [
        pytest.param(page, f"admin:{url.name}", id=url.name)
        for page in admin.site._registry.values()
        for url in page.get_urls()
        if url.name
    ]


def lists() -> list[Any]:
    """Return each registered page, for what only its list does."""
    registry = admin.site._registry.values()
    return [pytest.param(page, id=page.opts.label_lower) for page in registry]


def address(name: str, row: models.Model) -> str:
    """Return the address called `name`, of `row` where it is about one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, args=[row.pk])


def listed(page: admin.ModelAdmin) -> str:
    """Return the address of the list of `page`."""
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")


def who_runs_it() -> Client:
    """Return the browser of who runs the server."""
    return browser_of(UserFactory(is_superuser=True))


def browser_of(user: User) -> Client:
    """Return a browser that gets a page, also where the app would break."""
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def readers_of(page: admin.ModelAdmin) -> list[Client]:
    """Return the browsers of those who may open the page."""
    everybody = [who_runs_it()]
    return [*everybody, browser_of(UserFactory())] if isinstance(page, OwnedAdmin) else everybody


def statements(browser: Client, url: str) -> tuple[HttpResponse, int]:
    """Return what `url` answers, and how many statements it took."""
    with CaptureQueriesContext(connection) as ran:
        answer = browser.get(url)
    return answer, len(ran)
