"""The pages about oneself: preferences, help, which anybody may read, and a form sent too late."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock, form_tokens, put_aside
from accounts.models import Preferences
from accounts.preferences import change_preferences
from accounts.preferences_form import PreferencesPageForm
from accounts.requests import OwnerRequest
from accounts.resending import ask_again

FORBIDDEN = 403


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


def sent_too_late(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token is old: whose page it was decides what can be done.

    Only who holds the token of a page of theirs is offered to send its form again, so that no page
    from elsewhere can ask for it.
    """
    token = form_tokens.read(request)
    if token is None:
        data = put_aside.typed(request.POST)
        has_password = any("password" in name for name in data)
        context = {"texts": [] if has_password else put_aside.texts(data)}
        return render(request, "403_csrf.html", context, status=FORBIDDEN)
    if request.user.is_authenticated:
        is_theirs = token.owner == request.user.pk
        why = form_tokens.OTHER_SIGN_IN if is_theirs else form_tokens.OTHER_ACCOUNT
        return ask_again(request, str(why), can_send=is_theirs, status=FORBIDDEN)
    put_aside.keep(request, token, now=clock.now())
    return redirect_to_login(put_aside.way_back(put_aside.place_of(request)))
