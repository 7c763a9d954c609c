"""The pages about oneself: preferences, and help, which anybody may read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Preferences
from accounts.preferences import change_preferences
from accounts.preferences_form import PreferencesPageForm
from accounts.requests import OwnerRequest


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: OwnerRequest) -> HttpResponse:
    """Show and keep the freelancer's preferences."""
    form = PreferencesPageForm(
        request.POST if request.method == "POST" else None,
        instance=Preferences.objects.for_user(request.user).get(),
        initial={"name": request.user.name},
    )
    if form.is_valid():
        change_preferences(request.user, form.cleaned_data)
        messages.success(request, _("Your preferences are saved."))
        return redirect("preferences")
    return render(request, "accounts/preferences.html", {"form": form})


@require_POST
def guess_fits(request: OwnerRequest) -> HttpResponse:
    """Keep what was guessed from the browser: the freelancer said that it fits."""
    change_preferences(request.user, {})
    return redirect("today")


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say how Amends works, in a page."""
    return render(request, "accounts/help.html")
