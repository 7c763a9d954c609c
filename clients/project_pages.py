"""What the pages of one project share: finding it, and a change that may be refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404

from accounts.requests import OwnerRequest
from clients import selectors
from clients.models import Project
from clients.objections import ChangeRefused


def project_or_404(request: OwnerRequest, number: int) -> Project:
    """Return the project; raises Http404 for one that is not there or a stranger's."""
    try:
        return selectors.project(request.user, number)
    except Project.DoesNotExist:
        raise Http404 from None


def is_kept(form: forms.Form, change: Callable[[dict[str, Any]], object]) -> bool:
    """Make a change with the answers of a form; why it may not be made stands beside its field."""
    try:
        change(form.cleaned_data)
    except ChangeRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True
