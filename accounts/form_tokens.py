"""The token that every form on a page of somebody's carries: whose page it was, in which sign-in,
when, and a word of its own, so that the same form sent twice can be told from two forms."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

FIELD = "form_token"
SALT = "accounts.form_tokens"
# What a browser sends along that nobody typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", FIELD})
# A form that was opened longer ago may have been sent, and forgotten, before.
GOOD_FOR = timedelta(days=2)

BROKEN = _("This form did not come from a page of yours. Look at it, then press the button again.")
OTHER_ACCOUNT = _("This form was opened in another account. Nothing was saved.")
OTHER_SIGN_IN = _(
    "You have signed in again since this form was opened, so nothing was saved yet. Look at it,"
    " then press the button again."
)
TOO_OLD = _(
    "This form was opened more than two days ago, so nothing was saved yet. Look at it, then press"
    " the button again."
)


@dataclass(frozen=True)
class FormToken:
    """What a token says; its signature was good."""

    owner: int
    sign_in: str
    word: str
    made_at: datetime


def make(request: HttpRequest, now: datetime) -> str:
    """Return a new token for one form on a page of who is signed in."""
    at = int(now.timestamp())
    parts = (str(request.user.pk), _sign_in(request), secrets.token_hex(10), str(at))
    return _signer().sign("-".join(parts))


def read(request: HttpRequest) -> FormToken | None:
    """Return the token of the form that was sent, or None when it has none that is good."""
    try:
        owner, sign_in, word, at = _signer().unsign(request.POST.get(FIELD, "")).split("-")
    except (signing.BadSignature, ValueError):
        return None
    return FormToken(int(owner), sign_in, word, datetime.fromtimestamp(int(at), UTC))


def objection(request: HttpRequest, token: FormToken | None, now: datetime) -> str:
    """Return why nothing may be added by the form that was sent, or an empty text."""
    if token is None:
        return str(BROKEN)
    if token.owner != request.user.pk:
        return str(OTHER_ACCOUNT)
    if token.sign_in != _sign_in(request):
        return str(OTHER_SIGN_IN)
    return str(TOO_OLD) if now - token.made_at > GOOD_FOR else ""


def typed_in(request: HttpRequest) -> bool:
    """Say whether the form that was sent has fields of its own."""
    return bool(set(request.POST) - NOT_TYPED)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def _sign_in(request: HttpRequest) -> str:
    """Return a word for this session that tells nothing about its key."""
    key = request.session.session_key or ""
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()[:16]
