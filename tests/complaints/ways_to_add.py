"""Every form that adds something, as somebody would fill it in: by the name of the view that is
marked with `adds`, and by that of its guided screen."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clients import stages
from complaints.screens import SCREENS
from complaints.views.mail_links import token_for
from complaints.workflow import State
from policies import rounds
from tests.complaints import figures
from tests.complaints.answers import OPEN_IN, answers_for
from tests.complaints.money import MoneyStory
from tests.complaints.page import Form, changed, form_on, forms_on, url_of
from tests.complaints.reminders_page import in_trouble
from tests.factories import PolicyVersionFactory
from tests.policies.admin_page import GOOD
from tests.policies.page import agreement_answers, round_answers

# `prepare` leads the story there and returns the page; `form` is a pattern of the form's id or
# action.
Prepare = Callable[[MoneyStory], str]


@dataclass(frozen=True)
class Way:
    """One form: its page, which of the page's forms it is, and answers that are fine."""

    prepare: Prepare
    answers: Callable[[MoneyStory], dict[str, Any]] = lambda tale: {}
    form: str = ""
    in_two_steps: bool = False

    def filled(self, page: str, tale: MoneyStory, browser: Client) -> tuple[str, dict[str, Any]]:
        """Return the address of the form on `page` and what it sends when it is filled in."""
        found = self._form(browser.get(page))
        data = {**found.values, **self.answers(tale)}
        where = found.action or page
        if self.in_two_steps:
            asked = self._form(browser.post(where, data))
            data = {**asked.values, "step": "add"}
        return where, data

    def _form(self, page: HttpResponse) -> Form:
        [found] = [each for name, each in forms_on(page).items() if re.fullmatch(self.form, name)]
        return found


@dataclass(frozen=True)
class ScreenWay(Way):
    """The form of a guided screen; a letter is filled from its answers first."""

    slug: str = ""

    def filled(self, page: str, tale: MoneyStory, browser: Client) -> tuple[str, dict[str, Any]]:
        """Return the address of the screen and what its button sends."""
        shown = browser.get(page)
        answers = self.answers(tale)
        if SCREENS[self.slug].has_letter:
            shown = browser.post(page, changed(form_on(shown), "refresh", answers))
        data = changed(form_on(shown), "continue", answers)
        if SCREENS[self.slug].confirm:
            data = changed(form_on(browser.post(page, data)), "continue", {})
        return page, data


def marked() -> set[str]:
    """Return the names of the addresses whose views add something."""
    return {name for name, view in views(get_resolver()) if getattr(view, "adds", False)}


def views(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name and the view of every address."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from views(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", pattern.callback


def at(name: str, *args: Callable[[MoneyStory], Any]) -> Prepare:
    return lambda tale: reverse(
        name, args=[each(tale) if callable(each) else each for each in args]
    )


def project(tale: MoneyStory) -> str:
    return tale.project.ref


def with_a_stage(tale: MoneyStory) -> str:
    stages.add_stage(tale.project, {"what": "Panel", "amount": 90, "how_many": 10})
    return reverse("project", args=[tale.project.ref])


def acknowledged(tale: MoneyStory) -> str:
    tale.to(State.ACKNOWLEDGED)
    return reverse("override", args=[tale.complaint.ref, "G6"])


def with_a_round(tale: MoneyStory) -> str:
    for days in (40, 20):
        details = {"type": "included", "today": tale.today}
        day = tale.today - timedelta(days=days)
        rounds.record_round_before(project=tale.project, delivered_on=day, **details)
    return reverse("rounds", args=[tale.project.ref])


def settled(tale: MoneyStory) -> MoneyStory:
    tale.bill()
    return tale.fell_short()


def credit(tale: MoneyStory) -> str:
    line = figures.credit(settled(tale))
    figures.later_invoice(tale)
    return reverse("ledger_use", args=[line.number])


def refund(tale: MoneyStory) -> str:
    return reverse("ledger_correct", args=[figures.settled(settled(tale)).number])


def doubtful(tale: MoneyStory) -> str:
    tale.to(State.ACKNOWLEDGED)
    in_trouble(tale, "uncertain", kind="E1")
    return reverse("reminders")


def failed(tale: MoneyStory) -> str:
    tale.to(State.ACKNOWLEDGED)
    email = in_trouble(tale, "failed", kind="E1")

    return reverse("new_address", args=[token_for(email)])


def version_page(tale: MoneyStory) -> str:
    version = tale.project.agreements.get().policy_version
    return reverse("policy_version", args=[version.policy.number, version.number])


def version_in_admin(tale: MoneyStory) -> str:
    version = tale.project.agreements.get().policy_version
    return reverse("admin:policies_policyversion_change", args=[version.pk])


def yes(tale: MoneyStory) -> dict[str, Any]:
    return agreement_answers(PolicyVersionFactory(policy__owner=tale.user))


def no(tale: MoneyStory) -> dict[str, Any]:
    version = tale.project.agreements.get().policy_version
    return {"declined-policy_version": str(version.pk), "declined-note": "Too strict for them."}


WAYS: dict[str, Way] = {
    "client_add": Way(
        at("client_add"), lambda tale: {"name": "Harbour Books", "contact_name": "Elin"}
    ),
    "contact_add": Way(
        at("contact_add", lambda tale: tale.project.client.number),
        lambda tale: {"name": "Tom Field"},
    ),
    "project_add": Way(
        at("project_add"),
        lambda tale: {
            "client": tale.project.client.pk,
            "title": "Shop",
            "fee_net": "900",
            "state": "active",
        },
    ),
    "invoice_add": Way(at("invoice_add", project), lambda tale: {"number": "2026-9", "net": "10"}),
    "stage_add": Way(
        at("stage_add", project), lambda tale: {"what": "Panel", "amount": "90", "how_many": "10"}
    ),
    "stage_deliver": Way(with_a_stage, form=r"/projects/.*/deliver.*"),
    "agreement": Way(at("agreement", project), yes, r"/projects/P-\d+/agreement/"),
    "agreement_declined": Way(at("agreement", project), no, r"/projects/P-\d+/agreement/declined/"),
    "rounds": Way(at("rounds", project), lambda tale: round_answers()),
    "round_remove": Way(with_a_round, form=r"/projects/.*/remove/"),
    "policy_from_sample": Way(at("policies"), form="/policies/samples/small-job/"),
    "policy_next_version": Way(version_page, form=r"/policies/.*/next/"),
    "complaint_new": Way(at("complaint_new"), lambda tale: {"project": tale.project.number}),
    "override": Way(
        acknowledged, lambda tale: {"code": "my_choice", "note": "A note of twenty letters."}
    ),
    "ledger_use": Way(
        credit, lambda tale: {"invoice": tale.project.invoices.latest("pk").pk}, in_two_steps=True
    ),
    "ledger_correct": Way(
        refund, lambda tale: {"amount": "200", "note": "The bank took a fee."}, in_two_steps=True
    ),
    "calendar_make": Way(at("reminders"), form="/reminders/calendar/"),
    "test_mail": Way(at("reminders"), form="/reminders/test-mail/"),
    "decide_mail": Way(doubtful, form=r"/reminders/mails/.*/again/"),
    "new_address": Way(failed, lambda tale: {"address": "greta.new@rye.example"}),
    "admin:policies_policyversion_add": Way(
        at("admin:policies_policyversion_add"), lambda tale: GOOD, "policyversion_form"
    ),
    "admin:policies_policyversion_next": Way(version_in_admin, form="policy-next"),
}


def to_screen(slug: str) -> Prepare:
    """Return what leads a story to the screen `slug`."""

    def lead(tale: MoneyStory) -> str:
        if slug in OPEN_IN:
            tale.to(OPEN_IN[slug])
        else:
            settled(tale)
        if slug in {"money-offer", "settle"}:
            tale.draft()
        if slug == "settle":
            tale.send_offer().accept()
        return url_of(tale.complaint, slug)

    return lead


MONEY = {
    "money": {"kind": "partial_refund", "amount": "240", "basis": "Two days of orders were lost"},
    "settle": {"reference": "SEPA 77"},
}
SCREEN_WAYS = {
    slug: ScreenWay(
        to_screen(slug),
        lambda tale, slug=slug: answers_for(slug, tale) if slug in OPEN_IN else MONEY.get(slug, {}),
        slug=slug,
    )
    for slug in SCREENS
}
