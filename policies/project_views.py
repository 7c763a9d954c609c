"""The pages of one project on which an agreement and earlier rounds are written down."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clock import now
from accounts.once import adds, may_add
from accounts.requests import OwnerRequest
from clients.models import Project
from clients.selectors import main_contact
from policies import agreements, rounds, selectors
from policies.allowance import for_project
from policies.cards import agreement_card
from policies.forms import (
    AgreementForm,
    DeclinedForm,
    RoundForm,
    WithoutForm,
)
from policies.models import PolicyVersion
from policies.reading import reading

Versions = QuerySet[PolicyVersion]
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@adds
def agreement(request: OwnerRequest, number: int) -> HttpResponse:
    """Show what was agreed for a project, and record an agreement by hand."""
    project = _project_or_404(request, number)
    versions = selectors.versions_to_agree_to(request.user)
    form = _agreement_form(project, versions, _typed(request))
    if may_add(request, form) and _record(project, form):
        messages.success(request, _("The agreement is recorded."))
        return redirect("agreement", project.ref)
    return _agreement_page(request, project, versions, form=form)


@require_POST
def without(request: OwnerRequest, number: int) -> HttpResponse:
    """Keep why the project starts without an agreement."""
    project = _project_or_404(request, number)
    form = WithoutForm(request.POST)
    if form.is_valid():
        agreements.start_without(project=project, reason=form.cleaned_data["reason"])
        messages.success(request, _("Your reason is kept with the project."))
        return redirect("project", project.ref)
    versions = selectors.versions_to_agree_to(request.user)
    return _agreement_page(request, project, versions, without=form)


@require_POST
@adds
def declined(request: OwnerRequest, number: int) -> HttpResponse:
    """Keep that the client said no to a policy."""
    project = _project_or_404(request, number)
    versions = selectors.versions_to_agree_to(request.user)
    form = DeclinedForm(request.POST, versions=versions, prefix="declined")
    if may_add(request, form):
        answers = form.cleaned_data
        agreements.decline(project=project, version=answers["policy_version"], note=answers["note"])
        messages.success(request, _("Their no is recorded."))
        return redirect("agreement", project.ref)
    return _agreement_page(request, project, versions, declined=form)


@form_page
@adds
def rounds_page(request: OwnerRequest, number: int) -> HttpResponse:
    """Show the ledger of rounds, and record one that was done before any complaint."""
    project = _project_or_404(request, number)
    form = RoundForm(_typed(request), allowance=for_project(project))
    if may_add(request, form) and _record_round(project, form):
        messages.success(request, _("The round is recorded."))
        return redirect("rounds", project.ref)
    ledger = list(selectors.rounds_of(project))
    context = {
        "project": project,
        "form": form,
        "ledger": ledger,
        "removable": bool(ledger) and rounds.is_removable(ledger[-1]),
        "card": agreement_card(project, now()),
    }
    return render(request, "policies/rounds.html", context)


@require_POST
@adds
def round_remove(request: OwnerRequest, number: int) -> HttpResponse:
    """Take back the last round that was written down by mistake."""
    project = _project_or_404(request, number)
    try:
        rounds.remove_last_round(project=project)
        messages.success(request, _("The last round is removed."))
    except rounds.CannotBeRemoved as refusal:
        messages.error(request, str(refusal))
    return redirect("rounds", project.ref)


def _agreement_form(project: Project, versions: Versions, data: Any = None) -> AgreementForm:
    contact = main_contact(project.client)
    initial = {"agreed_by": contact.name if contact else "", "agreed_at": now()}
    return AgreementForm(data, initial=initial, versions=versions)


def _record(project: Project, form: AgreementForm) -> bool:
    try:
        agreements.record_agreement(project=project, now=now(), **form.answers())
    except agreements.AgreementRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _record_round(project: Project, form: RoundForm) -> bool:
    try:
        rounds.record_round_before(
            project=project, today=timezone.localdate(now()), **form.cleaned_data
        )
    except rounds.RoundRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _agreement_page(
    request: OwnerRequest, project: Project, versions: Versions, **bound: forms.Form
) -> HttpResponse:
    """Render the page with the one bound form of `form`, `without` and `declined`, others blank."""
    card = agreement_card(project, now())
    context = {
        "project": project,
        "card": card,
        "reading": reading(card.version, project) if card.version else None,
        "form": bound.get("form") or _agreement_form(project, versions),
        "without": bound.get("without") or WithoutForm(),
        "declined": bound.get("declined") or DeclinedForm(versions=versions, prefix="declined"),
        "bound": list(bound.values()),
        "has_errors": any(form.errors for form in bound.values()),
        "versions": list(versions),
        "earlier": list(selectors.earlier_answers(project)),
    }
    return render(request, "policies/agreement.html", context)


def _project_or_404(request: OwnerRequest, number: int) -> Project:
    project = selectors.project_of(request.user, number)
    if project is None:
        raise Http404
    return project


def _typed(request: OwnerRequest) -> Any:
    return request.POST if request.method == "POST" else None
