"""The signed names of mails in addresses, and the mail of the reader behind one."""

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.requests import OwnerRequest
from outbox.models import OutgoingEmail

SALT = "complaints.mail"


def token_for(email: OutgoingEmail) -> str:
    """Return the name of a mail for an address."""
    return signing.dumps(str(email.pk), salt=SALT)


def mail_behind(request: OwnerRequest, token: str) -> OutgoingEmail:
    """Return the mail; raises Http404 for a name that is none and for a stranger's mail."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    return get_object_or_404(OutgoingEmail.objects.for_user(request.user), pk=key)
