"""The pages on which the stages of a project are added, changed, delivered and taken out."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clock import now
from accounts.once import adds, may_add
from accounts.requests import OwnerRequest
from clients import selectors, stages
from clients.models import Project, ProjectStage
from clients.objections import ChangeRefused
from clients.project_pages import is_kept, project_or_404
from clients.stage_forms import StageForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@adds
def stage_add(request: OwnerRequest, number: int) -> HttpResponse:
    """Add a stage to a project."""
    project = project_or_404(request, number)
    form = _form(request, project, {"how_many": 1, "delivered": 0})
    if may_add(request, form) and _keep(form, project):
        messages.success(request, _("The stage is added."))
        return redirect("project", project.ref)
    return _show(request, project, form, _("Add a stage"), _("Add the stage"))


@form_page
def stage_edit(request: OwnerRequest, number: int, stage: int) -> HttpResponse:
    """Change a stage, or say how many are delivered."""
    project = project_or_404(request, number)
    row = _stage_or_404(project, stage)
    form = _form(request, project, {name: getattr(row, name) for name in StageForm.base_fields})
    title = row.what
    if form.is_valid() and _keep(form, project, row):
        messages.success(request, _("The changes are saved."))
        return redirect("project", project.ref)
    remove = reverse("stage_remove", args=[project.ref, stage])
    return _show(request, project, form, title, _("Save the changes"), remove)


@require_POST
@adds
def stage_deliver(request: OwnerRequest, number: int, stage: int) -> HttpResponse:
    """Count one more of a stage as delivered today."""
    project = project_or_404(request, number)
    row = _stage_or_404(project, stage)
    try:
        stages.deliver_one(row, today=timezone.localdate(now()))
    except ChangeRefused as refusal:
        messages.error(request, f"{refusal}.")
    else:
        words = _("%(what)s: %(count)s of %(all)s delivered.")
        count = {"what": row.what, "count": row.delivered, "all": row.how_many}
        messages.success(request, words % count)
    return redirect("project", project.ref)


@require_POST
def stage_remove(request: OwnerRequest, number: int, stage: int) -> HttpResponse:
    """Take a stage out of a project."""
    project = project_or_404(request, number)
    row = _stage_or_404(project, stage)
    stages.remove_stage(row)
    messages.success(request, _("%(what)s is taken out.") % {"what": row.what})
    return redirect("project", project.ref)


def _form(request: OwnerRequest, project: Project, initial: dict[str, object]) -> StageForm:
    typed = request.POST if request.method == "POST" else None
    today = timezone.localdate(now())
    return StageForm(typed, project=project, today=today, initial=initial)


def _keep(form: StageForm, project: Project, stage: ProjectStage | None = None) -> bool:
    if stage is None:
        return is_kept(form, partial(stages.add_stage, project))
    return is_kept(form, partial(stages.change_stage, stage))


def _stage_or_404(project: Project, number: int) -> ProjectStage:
    found = selectors.stage_of(project, number)
    if found is None:
        raise Http404
    return found


def _show(
    request: OwnerRequest,
    project: Project,
    form: StageForm,
    title: str,
    button: str,
    remove: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "about": project.title,
        "button": button,
        "back": reverse("project", args=[project.ref]),
        "remove": remove,
    }
    return render(request, "clients/form.html", context)
