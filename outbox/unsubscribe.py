"""Lets a reader decline the mails they may decline: the one-click header and the link behind it."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Preferences, User
from accounts.reach import is_local

SALT = "outbox.unsubscribe"


def headers_for(user: User | None) -> dict[str, str]:
    """Return the List-Unsubscribe headers; none where mail programs could not reach the link."""
    if user is None or not settings.SITE_IS_HTTPS or is_local(settings.SITE_URL):
        return {}
    link = settings.SITE_URL + reverse("decline_mail", args=[token_for(user)])
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def token_for(user: User) -> str:
    """Return the signed word that stands for `user` in the link."""
    return signing.dumps(user.pk, salt=SALT)


def preferences_behind(token: str) -> Preferences | None:
    """Return whose daily mail a link is about; None for a link that was not made here."""
    try:
        user_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Preferences.objects.filter(user_id=user_id).first()


def decline(preferences: Preferences) -> None:
    """Switch the daily mail off; the preferences page switches it on again."""
    preferences.digest_on = False
    preferences.save(update_fields=["digest_on", "changed_at"])
