"""Every reminder of the account by state and why, the mails that need a look, and who is alive."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import OwnerRequest


@require_safe
def reminders(request: OwnerRequest) -> HttpResponse:
    """Show the page."""
    return render(request, "complaints/reminders.html", {})
