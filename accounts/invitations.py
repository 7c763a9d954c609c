"""Invitations: who runs the server asks one person in, by a link that works once, for two weeks.

There are two links to one invitation. The one in the mail shows by being used that the mail
arrived, so the address counts as confirmed. The one shown to whoever invites may be passed on in
any way and shows nothing: who comes by it confirms the address like everybody else.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addresses import spelled
from accounts.models import Invitation, User

GOOD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Opened:
    """The invitation behind a link, and whether the link came by the mail to its address."""

    invitation: Invitation
    came_by_mail: bool


def checked(email: str) -> str:
    """Return the address as it is kept; raises ValidationError when it cannot be invited."""
    if settings.SIGNUP == "closed":
        raise ValidationError(
            _("Nobody can be invited while sign-up is closed: set SIGNUP=invited.")
        )
    address = spelled(email.strip()).lower()
    if User.objects.filter(Q(email=address) | Q(emailaddress__email=address)).exists():
        raise ValidationError(_("There is already an account with this address."))
    return address


def send(invitation: Invitation, *, by: User | None, now: datetime) -> str:
    """Keep `invitation`, mail its link, and return the other link, to be passed on by hand.

    Earlier ones to the same address end. Its address has been `checked`.
    """
    mailed, shown = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    invitation.mailed_digest, invitation.shown_digest = _digest(mailed), _digest(shown)
    invitation.invited_by = by
    invitation.created_at, invitation.expires_at = now, now + GOOD_FOR
    with transaction.atomic():
        revoke(Invitation.objects.filter(email=invitation.email), now=now)
        invitation.save()
        _mail(invitation, mailed)
    return link(shown)


def on_its_way(invitation: Invitation) -> str:
    """Return the sentence that says what became of the mail, and until when its link is good."""
    until = f"{invitation.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if settings.EMAIL_URL:
        said = _("An invitation to %(email)s is on its way; it is good until %(until)s.")
    else:
        said = _(
            "An invitation to %(email)s is kept as a file under VAR_DIR/mail, because no mail"
            " server is set up; it is good until %(until)s."
        )
    return said % {"email": invitation.email, "until": until}


def link(token: str) -> str:
    """Return the full address of the page behind `token`."""
    return settings.SITE_URL + reverse("invitation", args=[token])


def behind(token: str, now: datetime) -> Opened | None:
    """Return the invitation of a link; None when it is wrong, used, taken back or too old."""
    if settings.SIGNUP == "closed":
        return None
    digest = _digest(token)
    found = _good(now).filter(Q(mailed_digest=digest) | Q(shown_digest=digest)).first()
    return Opened(found, found.mailed_digest == digest) if found else None


def take(invitation: Invitation, *, now: datetime) -> bool:
    """Use the invitation up; False when somebody else just did, or it was taken back."""
    return _good(now).filter(pk=invitation.pk).update(used_at=now) == 1


def revoke(invitations: QuerySet[Invitation], *, now: datetime) -> int:
    """Take back those that nobody has used; returns how many."""
    return _good(now).filter(pk__in=invitations.values("pk")).update(revoked_at=now)


def _good(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now)


def _mail(invitation: Invitation, token: str) -> None:
    words = {"link": link(token), "expires_at": invitation.expires_at}
    get_adapter().render_mail("account/email/invitation", invitation.email, words).send()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
