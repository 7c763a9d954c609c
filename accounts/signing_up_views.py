"""The pages between a sign-up and the first page: where the mail went, and what its link opens."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import ConfirmEmailView, EmailVerificationSentView
from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock, signing_up
from accounts.models import User


class SentView(EmailVerificationSentView):
    """Say to which address the last mail went, and when; the same for every address."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address this browser signed up with, and the minutes since the last mail."""
        address = signing_up.remembered(self.request).address
        minutes = signing_up.minutes_since_mail(address, clock.now())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"address": address, "minutes": minutes}


class PasswordForm(forms.Form):
    """The password of the sign-up, asked where the link is opened in another browser."""

    use_required_attribute = False

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1000,
        error_messages={"required": gettext_lazy("Enter the password you signed up with")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ConfirmView(ConfirmEmailView):
    """Show what the link is about on GET, which changes nothing; confirm and sign in on POST."""

    form: PasswordForm | None = None

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the button, and the password where this browser is not the one of the sign-up."""
        if self._find() and self._asks_password():
            self.form = PasswordForm()
        return self._page()

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm the address; one that begins an account signs in, too."""
        if not self._find():
            return self._page()
        user = self._waiting()
        if user is None:
            answer: HttpResponse = super().post(*args, **kwargs)
            return answer
        if self._asks_password() and not self._is_proved(user):
            return self._page(status=422)
        return self._begin(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form, where a password is asked."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"form": self.form}

    def _find(self) -> Any:
        try:
            self.object = self.get_object()
        except Http404:
            self.object = None
        return self.object

    def _page(self, status: int = 200) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(), status=status)
        return page

    def _waiting(self) -> User | None:
        """Return whose account begins by this; None for one more address of an account in use."""
        address = self.object.email_address
        user = signing_up.unconfirmed(address.email)
        return user if user and user.pk == address.user_id else None

    def _typed_here(self) -> signing_up.SignedUp | None:
        typed = signing_up.remembered(self.request)
        is_this_one = typed.address == self.object.email_address.email.lower()
        return typed if is_this_one and typed.password else None

    def _asks_password(self) -> bool:
        return self._waiting() is not None and self._typed_here() is None

    def _is_proved(self, user: User) -> bool:
        """Say whether the password of the newest sign-up was typed; each wrong one counts."""
        self.form = PasswordForm(self.request.POST)
        if not self.form.is_valid():
            return False
        typed = {"email": user.email, "password": self.form.cleaned_data["password"]}
        try:
            if get_adapter().authenticate(self.request, **typed):
                return True
            self.form.add_error("password", _("Check the password: it is another one"))
        except ValidationError as too_many:
            self.form.add_error("password", too_many)
        return False

    def _begin(self, user: User) -> HttpResponse:
        if typed := self._typed_here():
            signing_up.settle(user, typed)
        self.logout_other_user(self.object)
        if not self.object.confirm(self.request):
            return self._page(status=409)
        signing_up.forget(self.request)
        user.refresh_from_db()
        answer: HttpResponse = perform_login(self.request, Login(user=user, email=user.email))
        return answer
