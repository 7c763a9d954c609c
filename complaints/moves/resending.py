"""What a person decides about a mail that failed, may not have arrived or waits for its turn."""

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
from outbox import held, queue, suppression
from outbox.models import DISMISSED, STOPPED, MailState, OutgoingEmail, undecided, unsent

ARRIVED, BY_HAND = "user", "by-hand"


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


def unsent_letters(user: User) -> list[OutgoingEmail]:
    """Return the letters of `user` that wait for their turn or were ended, the next first."""
    rows = OutgoingEmail.objects.for_user(user).filter(unsent(), message__isnull=False)
    return list(rows.select_related("message__complaint").order_by("next_attempt_at")[:100])


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
def send_elsewhere(message: Message, address: str, *, now: datetime) -> OutgoingEmail:
    """Send a letter that failed to another `address`, which becomes the contact's; return its mail.

    Raises MovedOn, and BadAddress when mail cannot go there.
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
    return email


@transaction.atomic
def stop(email: OutgoingEmail, *, now: datetime) -> None:
    """End a letter that waits for its turn: it does not leave. Raises MovedOn."""
    if not held.take_back(email, now, resolution=STOPPED):
        raise MovedOn
    _say(email, _("You stopped “%(subject)s” before it left"), now)


@transaction.atomic
def sent_by_hand(email: OutgoingEmail, *, now: datetime) -> None:
    """Note that a person sent the words of a letter that did not leave. Raises MovedOn."""
    _end_unsent(email, now, BY_HAND)
    Message.objects.filter(email=email).update(send_mode=Message.SendMode.COPY, sent_at=now)
    _say(email, _("You sent “%(subject)s” yourself"), now, client_saw=True)


@transaction.atomic
def leave_unsent(email: OutgoingEmail, *, now: datetime) -> None:
    """Leave a letter that was ended as it is: it is shown no more. Raises MovedOn."""
    _end_unsent(email, now, DISMISSED)
    _say(email, _("You left “%(subject)s” unsent"), now)


def _end_unsent(email: OutgoingEmail, now: datetime, resolution: str) -> None:
    if held.take_back(email, now, resolution=resolution):
        return
    ended = OutgoingEmail.objects.filter(unsent(), pk=email.pk, state=MailState.CANCELLED)
    if not ended.update(resolution=resolution):
        raise MovedOn


def _settle(email: OutgoingEmail, condition: Q, **changes: object) -> None:
    """Change the row where it is still in trouble, nobody has decided yet and `condition` holds."""
    if not OutgoingEmail.objects.filter(undecided(), condition, pk=email.pk).update(**changes):
        raise MovedOn


def _say(email: OutgoingEmail, sentence: str, now: datetime, *, client_saw: bool = False) -> None:
    """Put a line on the trail when it was a letter; reminders to oneself have none."""
    message = Message.objects.filter(email=email).select_related("complaint").first()
    if message is not None:
        title = sentence % {"subject": _cut(message.subject)}
        note(message.complaint, "resend", by=YOU, now=now, title=title, client_saw=client_saw)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
