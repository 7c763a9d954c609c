"""The pages on which a freelancer reads policies and starts new ones; the admin edits them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.once import adds
from accounts.requests import OwnerRequest
from policies import samples, selectors, versions
from policies.models import PolicyVersion
from policies.reading import reading

EDIT = "admin:policies_policyversion_change"


@require_safe
def policy_list(request: OwnerRequest) -> HttpResponse:
    """List the freelancer's policies with their versions, and the samples to start from."""
    context = {
        "policies": list(selectors.policies_of(request.user)),
        "samples": samples.SAMPLES,
    }
    return render(request, "policies/list.html", context)


@require_safe
def version_page(request: OwnerRequest, policy_number: int, version_number: int) -> HttpResponse:
    """Show one version as the client sees it."""
    version = _version_or_404(request, policy_number, version_number)
    context = {"version": version, "reading": reading(version)}
    return render(request, "policies/version.html", context)


@require_POST
@adds
def from_sample(request: OwnerRequest, slug: str) -> HttpResponse:
    """Make a draft from a sample and open it for editing."""
    sample = samples.sample(slug)
    if sample is None:
        raise Http404
    draft = versions.start_from_sample(owner=request.user, sample=sample)
    messages.success(request, _("This is your draft. Change any word before you publish it."))
    return redirect(EDIT, draft.pk)


@require_POST
@adds
def next_version(request: OwnerRequest, policy_number: int, version_number: int) -> HttpResponse:
    """Make the next version from this one and open it for editing; an open draft is opened."""
    version = _version_or_404(request, policy_number, version_number)
    try:
        draft = versions.new_draft_from(version=version)
    except versions.DraftExists as refusal:
        messages.info(request, str(refusal))
        draft = refusal.draft
    return redirect(EDIT, draft.pk)


def _version_or_404(
    request: OwnerRequest, policy_number: int, version_number: int
) -> PolicyVersion:
    version = selectors.version_of(request.user, policy_number, version_number)
    if version is None:
        raise Http404
    return version
