"""The words on allauth's forms: a label, a hint and a sentence for what is missing, per field."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import equal_work, signing_up
from accounts.addresses import WANTED, check_address
from accounts.models import User

NEW_PASSWORD_HINT = _("At least 10 characters. Three words that do not belong together do well.")

# field name -> label, sentence when it is empty, hint
WORDS = {
    "login": (_("Email address"), _("Enter your email address"), ""),
    "email": (_("Email address"), _("Enter your email address"), ""),
    "password": (_("Password"), _("Enter your password"), ""),
    "oldpassword": (_("Your password now"), _("Enter your password of now"), ""),
    "password1": (_("New password"), _("Choose a password"), NEW_PASSWORD_HINT),
    "password2": (_("New password, once more"), _("Type the new password once more"), ""),
    "remember": (_("Stay signed in on this device"), "", ""),
}


class PlainWords:
    """Gives every field its words and takes placeholders away; mixed in before allauth's form."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in WORDS:
                self._say(field, *WORDS[name])
            if name == "email":
                # It says by itself what Django's own would say beside it.
                field.validators = [check_address]

    def _say(self, field: Any, label: Any, missing: Any, hint: Any) -> None:
        field.label = label
        field.help_text = hint
        if missing:
            field.error_messages["required"] = missing
        field.error_messages["invalid"] = WANTED


class LoginForm(PlainWords, allauth_forms.LoginForm):
    """Sign in."""


class SignupForm(PlainWords, allauth_forms.SignupForm):
    """Make an account."""

    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, or begin one anew whose address nobody has confirmed; for an address
        that is in use, make another and take it back.

        So all take the same time, and a visitor learns nothing from it.
        """
        signing_up.remember(request, signing_up.SignedUp(self.cleaned_data["email"].lower()))
        waiting = signing_up.unconfirmed(self.cleaned_data["email"])
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                # Somebody else was quicker by a moment with the same address.
                self.account_already_exists = True
                waiting = signing_up.unconfirmed(self.cleaned_data["email"])
        if waiting:
            return self._begin_anew(request, waiting), None
        with transaction.atomic():
            self._make_stand_in(request)
            transaction.set_rollback(True)
        return super().try_save(request)

    @transaction.atomic
    def _begin_anew(self, request: HttpRequest, user: User) -> User:
        user.set_password(self.cleaned_data["password1"])
        user.save(update_fields=["password"])
        self.custom_signup(request, user)
        return user

    def _make_stand_in(self, request: HttpRequest) -> None:
        typed = self.cleaned_data["email"]
        self.cleaned_data["email"], self.account_already_exists = (
            equal_work.stand_in_address(),
            False,
        )
        try:
            equal_work.prepare_no_mail(self.save(request))
        finally:
            self.cleaned_data["email"], self.account_already_exists = typed, True


class AddEmailForm(PlainWords, allauth_forms.AddEmailForm):
    """Add an address to one's account."""


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    """Change one's password."""


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):
    """Set a first password."""


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):
    """Ask for a link to choose a new password."""

    def clean_email(self) -> str:
        """Look the address up, the same way whether it has an account or not."""
        equal_work.look_up(self.cleaned_data["email"])
        return str(super().clean_email())

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail the link, or that there is no account, to the address itself."""
        if not self.users:
            equal_work.make_no_link(self.cleaned_data["email"])
        return str(super().save(request, **kwargs))


class ResetPasswordKeyForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    """Choose a new password after following the link."""


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    """Show once more that it is you."""
