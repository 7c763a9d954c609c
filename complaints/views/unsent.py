"""A letter that waits for its turn, or was ended while it did: why, its words, what can be done."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import User
from accounts.requests import OwnerRequest
from complaints.models import Message
from complaints.views import mail_links
from outbox import waiting
from outbox.models import MailState, OutgoingEmail, unsent


def unsent_with_words(
    user: User, emails: Sequence[OutgoingEmail], now: datetime
) -> list[dict[str, object]]:
    """Return each letter of `user` that did not leave with its token, and why it is so."""
    if not emails:
        return []
    found = waiting.standing(user, now)
    return [
        {
            "email": email,
            "token": mail_links.token_for(email),
            "waits": email.state == MailState.HELD,
            "why": waiting.why(email, found) if email.state == MailState.HELD else email.smtp_text,
        }
        for email in emails
    ]


@require_safe
def letter_words(request: OwnerRequest, token: str) -> HttpResponse:
    """Show the words of a letter that has not left, to be copied, with what can be done."""
    email = mail_links.mail_behind(request, token)
    message = get_object_or_404(
        Message.objects.for_user(request.user).select_related("complaint__client"), email=email
    )
    rows = OutgoingEmail.objects.for_user(request.user).filter(unsent(), pk=email.pk)
    each = unsent_with_words(request.user, list(rows), clock.now())
    context = {"message": message, "each": each[0] if each else None, "nav_current": "complaints"}
    return render(request, "complaints/letter_words.html", context)
