"""What a person decides about a mail that failed or may not have arrived: it did, send it again,
send it elsewhere, leave it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from clients.changes import change_contact
from complaints.letters.release import post_again
from complaints.models import Message, Reminder
from complaints.moves.base import YOU, note
from complaints.reminders.schedule import MOMENT
from outbox import queue, suppression
from outbox.models import DISMISSED, MailState, OutgoingEmail, undecided

ARRIVED = "user"


class MovedOn(Exception):
    """Raised when the mail was settled meanwhile, perhaps in another window; carries a sentence."""

    def __init__(self) -> None:
        super().__init__(_("This mail was settled meanwhile, perhaps in another window."))


def troubled(user: User) -> list[OutgoingEmail]:
    """Return the mails of `user` that somebody should look at, the latest first."""
    rows = _in_trouble(user).select_related(
        "user__preferences", "message__complaint__client", "message__complaint__contact"
    )
    return list(rows.order_by("-created_at")[:100])


def troubled_count(user: User) -> int:
    """Return how many mails of `user` somebody should look at."""
    return _in_trouble(user).count()


def _in_trouble(user: User) -> QuerySet[OutgoingEmail]:
    # What a later mail said once more, and that one went out, needs nobody's look.
    said_again = Reminder.objects.filter(email=OuterRef("pk"), carried_by__state=MailState.SENT)
    return OutgoingEmail.objects.filter(~Exists(said_again), undecided(), user=user)


def hopeless(emails: Iterable[OutgoingEmail]) -> set[str]:
    """Return the addresses among those of `emails` that do not exist, as their servers said."""
    return set(suppression.suppressed(email.rcpt for email in emails))


def comes_again(email: OutgoingEmail, *, holds: bool) -> bool:
    """Say whether the next daily mail says once more what `email` said; `holds`: it was about
    reminders. A wish to be asked again in a moment passes."""
    user = email.user
    return bool(holds and email.kind != MOMENT and user and user.preferences.digest_on)


@transaction.atomic
def it_arrived(email: OutgoingEmail, *, now: datetime) -> None:
    """Record that a mail in doubt did arrive, because a person knows. Raises MovedOn."""
    _settle(
        email,
        Q(state=MailState.UNCERTAIN),
        state=MailState.SENT,
        sent_at=email.handoff_at or now,
        uncertain_since=None,
        resolution=ARRIVED,
    )
    Reminder.objects.filter(email=email, carried_at=None).update(carried_at=now)
    _say(email, _("You noted that “%(subject)s” arrived"), now)


@transaction.atomic
def dismiss(email: OutgoingEmail, *, now: datetime) -> None:
    """Leave a mail as it is; it is shown no more and carried nowhere. Raises MovedOn."""
    _settle(email, Q(), resolution=DISMISSED)
    Reminder.objects.filter(email=email, carried_at=None).update(carried_at=now)
    _say(email, _("You left “%(subject)s” unsent or in doubt"), now)


@transaction.atomic
def send_again(email: OutgoingEmail, *, now: datetime) -> None:
    """Send the same mail once more, because a person asked for it. Raises MovedOn."""
    if hopeless([email]) or not queue.send_again(email, now=now):
        raise MovedOn
    _say(email, _("You sent “%(subject)s” again"), now)


@transaction.atomic
def send_elsewhere(message: Message, address: str, *, now: datetime) -> None:
    """Send a letter that failed to another `address`, which becomes the contact's. Raises MovedOn.

    Raises BadAddress when mail cannot go there.
    """
    before = message.email
    if before is None:
        raise MovedOn
    _settle(before, Q(), resolution=DISMISSED)
    contact = message.complaint.contact
    if contact is not None and contact.email == message.to_email:
        change_contact(contact, {"email": address})
    email = post_again(message, address, now=now)
    Message.objects.filter(pk=message.pk).update(email=email, to_email=address)
    note(
        message.complaint,
        "resend",
        by=YOU,
        now=now,
        title=_("You sent “%(subject)s” to %(address)s")
        % {"subject": _cut(message.subject), "address": _cut(address)},
    )


def _settle(email: OutgoingEmail, condition: Q, **changes: object) -> None:
    """Change the row where it is still in trouble, nobody has decided yet and `condition` holds."""
    if not OutgoingEmail.objects.filter(undecided(), condition, pk=email.pk).update(**changes):
        raise MovedOn


def _say(email: OutgoingEmail, sentence: str, now: datetime) -> None:
    """Put a line on the trail when it was a letter; reminders to oneself have none."""
    message = Message.objects.filter(email=email).select_related("complaint").first()
    if message is not None:
        title = sentence % {"subject": _cut(message.subject)}
        note(message.complaint, "resend", by=YOU, now=now, title=title)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
