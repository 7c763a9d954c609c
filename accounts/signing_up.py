"""What is kept between a sign-up and its confirmed address: who typed which password, and when the
last mail went.

Anybody can sign up with anybody's address. So a password holds only for whoever proves the
address, too: in the browser where it was typed, or by typing it again behind the link.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import User

KEY = "signed_up"
KEPT_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class SignedUp:
    """What was answered in this browser; `password` is a hash, "" where no account was made."""

    address: str = ""
    password: str = ""
    name: str = ""


def remember(request: HttpRequest, answers: SignedUp) -> None:
    """Keep in this browser's session what was answered."""
    request.session[KEY] = asdict(answers)


def remembered(request: HttpRequest) -> SignedUp:
    """Return what was answered in this browser, or nothing."""
    return SignedUp(**request.session.get(KEY, {}))


def forget(request: HttpRequest) -> None:
    """Drop it: the address is confirmed."""
    request.session.pop(KEY, None)


def unconfirmed(address: str) -> User | None:
    """Return the account that somebody signed up for with `address` and nobody has proved."""
    waiting = User.objects.filter(
        email=address.lower(),
        last_login=None,
        is_superuser=False,
        emailaddress__email=address.lower(),
        emailaddress__verified=False,
    )
    return waiting.exclude(emailaddress__verified=True).first()


def settle(user: User, answers: SignedUp) -> None:
    """Let what was answered by whoever proved the address hold, whoever came later."""
    user.password, user.name = answers.password, answers.name
    user.save(update_fields=["password", "name"])


def note_mail(address: str, now: datetime) -> None:
    """Write down that a mail to `address` goes now, whatever it says."""
    cache.set(_key(address), now, KEPT_FOR.total_seconds())


def minutes_since_mail(address: str, now: datetime) -> int | None:
    """Return how long ago the last one went; None when that is longer than is kept."""
    at: datetime | None = cache.get(_key(address)) if address else None
    return None if at is None else max(0, int((now - at).total_seconds() // 60))


def _key(address: str) -> str:
    # An address may hold what a key may not, and be longer.
    return f"accounts.last_mail:{hashlib.sha256(address.lower().encode()).hexdigest()}"
