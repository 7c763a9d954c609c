"""What a freelancer is asked at sign-up, and whoever runs the server about whom to invite."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.fields import LineField
from accounts.first_guess import first_guess
from accounts.models import Invitation, User
from accounts.preferences import change_preferences


class SignupForm(forms.Form):
    """The part of the sign-up form that is ours; allauth adds the address and the password."""

    name = LineField(
        label=_("Your name"),
        max_length=80,
        missing=_("Enter your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    # Filled by accounts/zone.js with what the browser says; whatever arrives is checked.
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("name", "email", "password1", "time_zone")

    class Media:
        js = ("accounts/zone.js",)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name of a new freelancer, and what their browser lets us guess; called by
        allauth after it saved the account."""
        languages = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
        guess = first_guess(languages, self.cleaned_data["time_zone"])
        own = {"name": self.cleaned_data["name"], "is_guessed": True}
        change_preferences(user, own | guess.answers())


class InvitationForm(forms.ModelForm):
    """Whom to invite."""

    class Meta:
        model = Invitation
        fields = ("email",)

    def clean_email(self) -> str:
        """Return the address as it is kept, refusing who has an account."""
        return invitations.checked(self.cleaned_data["email"])
