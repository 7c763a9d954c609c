"""Says why a letter waits and when it leaves, in the reader's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import hour, quantity, relative_day
from outbox.allowance import DAY
from outbox.literals import Literal
from outbox.models import Audience, MailAllowance, MailState, OutgoingEmail

FIVE_MINUTES = timedelta(minutes=5).total_seconds()


@dataclass(frozen=True)
class Standing:
    """What an account has sent in the last 24 hours, and that it may send none."""

    letters: int
    to_new_addresses: int
    switched_off: str


def standing(user: Any, now: datetime) -> Standing:
    """Return how much `user` has written at `now` (UTC)."""
    sent = OutgoingEmail.objects.filter(
        user=user, audience=Literal(Audience.CLIENT), counts_at__gt=now - DAY, counts_at__lte=now
    ).exclude(state=MailState.HELD)
    found = sent.aggregate(all=Count("pk"), new=Count("pk", filter=Q(to_new_address=True)))
    allowance = MailAllowance.objects.filter(user=user).first()
    return Standing(found["all"], found["new"], switched_off(allowance))


def why(email: OutgoingEmail, found: Standing) -> str:
    """Return why a letter waits and when it leaves, as sentences."""
    if found.switched_off:
        return found.switched_off
    if email.next_attempt_at >= email.not_after:
        return f"{_written(found)} " + _(
            "It does not leave by itself: by then it would come too late for what it says."
        )
    leaves = _("It leaves by itself at about %(when)s.") % {"when": _about(email.next_attempt_at)}
    return f"{_written(found)} {leaves}"


def said(email: OutgoingEmail | None, now: datetime) -> str:
    """Return what to say at `now` of a letter that was sent just then and waits, or ""."""
    if email is None or email.state != MailState.HELD:
        return ""
    return _("This letter waits. %(why)s") % {"why": why(email, standing(email.user, now))}


def switched_off(allowance: MailAllowance | None) -> str:
    """Return what to say where a letter would be sent while the account may send none, or ""."""
    if allowance is None or not allowance.is_suspended:
        return ""
    words = _("Sending mail to clients is switched off for this account.")
    why_so = f" {allowance.reason}" if allowance.reason else ""
    return f"{words}{why_so} " + _("Write to whoever runs this server, or copy your letters.")


def _written(found: Standing) -> str:
    letters = ngettext(
        "You have sent %(count)s letter in the last 24 hours",
        "You have sent %(count)s letters in the last 24 hours",
        found.letters,
    ) % {"count": quantity(found.letters)}
    new = found.to_new_addresses
    if not new:
        return f"{letters}."
    if new == found.letters:
        return letters + ngettext(", to a new address.", ", all to new addresses.", new)
    words = ngettext(
        ", %(count)s of them to a new address.", ", %(count)s of them to new addresses.", new
    )
    return letters + words % {"count": quantity(new)}


def _about(at: datetime) -> str:
    """Return "15:10" today, "09:05 tomorrow", "09:05 on Monday 4 May": the next five minutes."""
    late = -at.timestamp() % FIVE_MINUTES
    moment = at + timedelta(seconds=late)
    day = relative_day(moment)
    if day == _("today"):
        return hour(moment)
    if day == _("tomorrow"):
        return _("%(hour)s tomorrow") % {"hour": hour(moment)}
    return _("%(hour)s on %(day)s") % {"hour": hour(moment), "day": day}
