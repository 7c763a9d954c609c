"""What allauth may say, in mails and on pages; sign-in itself is its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import put_aside

# What allauth says when something does not fit, in sentences that tell what to do.
SENTENCES = {
    "account_inactive": _("This account is closed. Write to whoever runs this server."),
    "cannot_remove_primary_email": _("Make another address your main one first, then remove this."),
    "duplicate_email": _("This address is already on your account"),
    "email_password_mismatch": _("Check the address and the password: they do not go together"),
    "email_taken": _("There is already an account with this address. Sign in instead."),
    "enter_current_password": _("Check your password of now: it is another one"),
    "incorrect_password": _("Check the password: it is another one"),
    "invalid_password_reset": _("This link has been used or is too old. Ask for a new one."),
    "max_email_addresses": _("Remove an address first: %d is the most"),
    "too_many_login_attempts": _("Wait a few minutes, then sign in again. Your drafts are safe."),
    "unknown_email": _("There is no account with this address"),
    "unverified_primary_email": _("Confirm this address first, then make it your main one"),
    "rate_limited": _("Wait a few minutes, then try again"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Plain subjects and sentences, and no messages that only repeat what the page shows."""

    error_messages = DefaultAccountAdapter.error_messages | SENTENCES

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: the sender says who writes."""
        return " ".join(super().format_email_subject(subject).split())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to what was put aside when the last session ended, else to Today."""
        return put_aside.latest_place(request.user) or super().get_login_redirect_url(request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Pass on only what asks for attention: a page that opens says by itself that it worked."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template not in SAID_BY_THE_PAGE:
            super().add_message(request, level, *args, **kwargs)


SAID_BY_THE_PAGE = frozenset(
    {
        "account/messages/logged_in.txt",
        "account/messages/logged_out.txt",
        "account/messages/email_confirmation_sent.txt",
    }
)
