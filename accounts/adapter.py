"""What allauth may say, in mails and on pages; sign-in itself is its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Plain subjects, and no messages that only repeat what the page shows."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: the sender says who writes."""
        return " ".join(super().format_email_subject(subject).split())

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
