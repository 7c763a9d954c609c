"""The page behind an invitation: sign-up for the one address that was asked in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import SignupView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from accounts import clock, invitations


class InvitationView(SignupView):
    """Show the form on GET, which changes nothing; make the account on POST."""

    template_name = "account/invitation.html"
    opened: invitations.Opened

    def is_open(self) -> bool:
        """Return whether the link is good, whether or not anybody may sign up without one."""
        found = invitations.behind(self.kwargs["token"], clock.now())
        if found:
            self.opened = found
        return found is not None

    def closed(self) -> HttpResponse:
        """Show the same page for a link that is wrong, used, taken back or too old."""
        return render(self.request, "account/invitation_ended.html", status=404)

    def get_initial(self) -> dict[str, Any]:
        """Fill in the address that was invited."""
        return {"email": self.opened.invitation.email}

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form of sign-up; what a browser sends as the address is not read."""
        form = super().get_form(form_class)
        form.fields["email"].disabled = True
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Use the invitation up and make the account, or neither."""
        invitation = self.opened.invitation
        with transaction.atomic():
            if form.account_already_exists or not invitations.take(invitation, now=clock.now()):
                return self.closed()
            if self.opened.came_by_mail:
                get_adapter().stash_verified_email(self.request, invitation.email)
            answer: HttpResponse = super().form_valid(form)
            return answer
