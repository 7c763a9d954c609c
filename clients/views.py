"""The pages on which clients, contacts and projects are added, read and changed."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import now
from accounts.once import adds, may_add
from accounts.paging import page_of
from accounts.requests import OwnerRequest
from clients import changes, selectors
from clients.forms import ClientForm, ContactForm, NewClientForm
from clients.models import Client, Project
from clients.objections import ChangeRefused
from clients.project_forms import NewProjectForm, ProjectForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def client_list(request: OwnerRequest) -> HttpResponse:
    """List the freelancer's clients."""
    page = page_of(request, selectors.clients(request.user))
    return render(request, "clients/list.html", {"page": page})


@require_safe
def client_page(request: OwnerRequest, number: int) -> HttpResponse:
    """Show one client with the people there and their projects."""
    client = _client_or_404(request, number)
    context = {
        "client": client,
        "contacts": selectors.contacts(client),
        "projects": selectors.projects_of(client),
    }
    return render(request, "clients/client.html", context)


@form_page
@adds
def client_add(request: OwnerRequest) -> HttpResponse:
    """Add a client with the first person there."""
    form = NewClientForm(_typed(request))
    if may_add(request, form):
        client = changes.add_client(request.user, contact=form.contact(), **form.details())
        messages.success(request, _("%(client)s is added.") % {"client": client.name})
        return redirect("client", client.number)
    return _show(
        request, form, _("Who is your client?"), _("Add the client"), back=reverse("clients")
    )


@form_page
def client_edit(request: OwnerRequest, number: int) -> HttpResponse:
    """Change what is known of a client."""
    client = _client_or_404(request, number)
    form = ClientForm(_typed(request), initial=_stored(client, ClientForm))
    back = reverse("client", args=[number])
    if form.is_valid():
        changes.change_client(client, form.cleaned_data)
        messages.success(request, _("The changes are saved."))
        return redirect(back)
    return _show(request, form, _("Change"), _("Save the changes"), back=back, about=client.name)


@form_page
@adds
def contact_add(request: OwnerRequest, number: int) -> HttpResponse:
    """Add a person at a client."""
    client = _client_or_404(request, number)
    form = ContactForm(_typed(request))
    back = reverse("client", args=[number])
    if may_add(request, form):
        contact = changes.add_contact(client, form.cleaned_data)
        messages.success(request, _("%(person)s is added.") % {"person": contact.name})
        return redirect(back)
    return _show(request, form, _("Add a person"), _("Add them"), back=back, about=client.name)


@form_page
def contact_edit(request: OwnerRequest, number: int, place: int) -> HttpResponse:
    """Change what is known of a person; `place` counts the people of the client from 1."""
    client = _client_or_404(request, number)
    people = selectors.contacts(client)
    if not 1 <= place <= len(people):
        raise Http404
    contact = people[place - 1]
    form = ContactForm(
        _typed(request), initial=_stored(contact, ContactForm), is_main=contact.is_main
    )
    back = reverse("client", args=[number])
    if form.is_valid():
        changes.change_contact(contact, form.cleaned_data)
        messages.success(request, _("The changes are saved."))
        return redirect(back)
    return _show(request, form, _("Change"), _("Save the changes"), back=back, about=contact.name)


@form_page
@adds
def project_add(request: OwnerRequest) -> HttpResponse:
    """Add a project, and its client on the way when they are new."""
    clients = selectors.clients(request.user)
    wanted = request.GET.get("client", "")
    initial = {
        "client": clients.filter(number=int(wanted)).first() if _is_number(wanted) else None,
        "currency": request.user.preferences.currency,
        "prices": request.user.preferences.prices,
        "tax_rate": request.user.preferences.tax_rate,
        "charged": Project.Charged.FIXED,
        "state": Project.State.ACTIVE,
    }
    form = NewProjectForm(_typed(request), initial=initial, clients=clients)
    if may_add(request, form):
        project = changes.add_project_for(
            request.user,
            client=form.cleaned_data.get("client"),
            new_client=form.cleaned_data["new_client"],
            new_email=form.cleaned_data["new_email"],
            today=timezone.localdate(now()),
            **form.project_answers(),
        )
        messages.success(request, _("%(project)s is added.") % {"project": project.title})
        return redirect("project", project.ref)
    title = _("Which project is it?")
    return _show(request, form, title, _("Add the project"), back=reverse("projects"))


@form_page
def project_edit(request: OwnerRequest, number: int) -> HttpResponse:
    """Change a project's fee, dates and where it stands."""
    try:
        project = selectors.project(request.user, number)
    except Project.DoesNotExist:
        raise Http404 from None
    today = timezone.localdate(now())
    stored = _stored(project, ProjectForm) | {"fee_net": project.fee.as_priced(project.prices)}
    form = ProjectForm(_typed(request), initial=stored, today=today)
    about = project.title
    back = reverse("project", args=[project.ref])
    if form.is_valid() and _keep_project(form, project, today):
        messages.success(request, _("The changes are saved."))
        return redirect(back)
    return _show(request, form, _("Change"), _("Save the changes"), back=back, about=about)


def _keep_project(form: ProjectForm, project: Project, today: date) -> bool:
    try:
        changes.change_project(project, form.cleaned_data, today=today)
    except ChangeRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _client_or_404(request: OwnerRequest, number: int) -> Client:
    try:
        return selectors.client(request.user, number)
    except Client.DoesNotExist:
        raise Http404 from None


def _typed(request: OwnerRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _stored(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _show(
    request: OwnerRequest, form: forms.Form, title: str, button: str, *, back: str, about: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "about": about, "button": button, "back": back}
    return render(request, "clients/form.html", context)
