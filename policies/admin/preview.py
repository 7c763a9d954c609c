"""Where the admin actions that publish lead: to the preview of one draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.admin_base import OwnedAdmin
from policies.models import PolicyVersion

PUBLISH = "admin:policies_policyversion_publish"


def open_preview(
    page: OwnedAdmin, request: HttpRequest, drafts: list[PolicyVersion]
) -> HttpResponse | None:
    """Lead to the preview of the one draft chosen, or say that one draft is to be chosen."""
    if len(drafts) == 1:
        return redirect(PUBLISH, drafts[0].pk)
    sentence = _("Choose one draft: each is looked at before it is published.")
    page.message_user(request, sentence, messages.WARNING)
    return None
