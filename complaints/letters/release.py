"""Lets a letter go: it is frozen as a message and, when it goes by mail, put into the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min
from django.template.loader import render_to_string

from complaints.letters import thread
from complaints.letters.fill import unfilled
from complaints.models import Complaint, Message
from outbox import queue
from outbox.models import MailState, OutgoingEmail

USEFUL_FOR = timedelta(days=14)
LETTER_PRIORITY = 10


@dataclass(frozen=True)
class Letter:
    """A letter as the freelancer left it, and how it goes out."""

    code: str
    subject: str
    body: str
    send_mode: str
    call_note: str = ""
    said_at: datetime | None = None


class UnfilledError(ValueError):
    """Raised when a letter with an open blank would go out; carries the names of the blanks."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def release(complaint: Complaint, letter: Letter, *, now: datetime) -> Message:
    """Freeze the letter and, for `email`, queue it; runs in the transaction of the move.

    Raises UnfilledError when a blank is open, and BadAddress when the contact has no address.
    """
    names = unfilled(f"{letter.subject}\n{letter.body}")
    if names:
        raise UnfilledError(names)
    contact = complaint.contact
    to_email = contact.email if contact else ""
    email = None
    if letter.send_mode == Message.SendMode.EMAIL:
        serial = complaint.messages.count() + 1
        email = _post(complaint, letter, to_email, serial=serial, now=now)
        _keep_true(complaint, email, now)
    return Message.objects.create(
        complaint=complaint,
        letter=letter.code,
        subject=letter.subject,
        body=letter.body,
        send_mode=letter.send_mode,
        call_note=letter.call_note,
        to_name=contact.name if contact else complaint.client.name,
        to_email=to_email,
        email=email,
        sent_at=letter.said_at or now,
    )


def post_again(message: Message, address: str, *, now: datetime) -> OutgoingEmail:
    """Queue a letter that is frozen already once more, to `address`; the words stay as they were.

    Raises BadAddress when mail cannot go there.
    """
    complaint = message.complaint
    letter = Letter(message.letter, message.subject, message.body, Message.SendMode.EMAIL)
    serial = OutgoingEmail.objects.filter(topic=_topic(complaint)).count() + 1
    return _post(complaint, letter, address, serial=f"again-{serial}", now=now)


def _keep_true(complaint: Complaint, email: OutgoingEmail, now: datetime) -> None:
    """Let a letter that waits not leave after a day that it promises for the first time."""
    if email.state != MailState.HELD:
        return
    promised = complaint.promises.filter(made_at=now, kept_at=None, released_at=None)
    first = promised.aggregate(at=Min("due_at"))["at"]
    if first and first < email.not_after:
        email.not_after = first
        email.save(update_fields=["not_after"])


def _topic(complaint: Complaint) -> str:
    return f"letter:{complaint.pk}"


def _post(
    complaint: Complaint, letter: Letter, to_email: str, *, serial: int | str, now: datetime
) -> OutgoingEmail:
    preferences, topic = complaint.owner.preferences, _topic(complaint)
    context = {
        "subject": letter.subject,
        "body": letter.body,
        "business_name": preferences.business_name or preferences.from_name,
        "answers_to": preferences.answers_to,
    }
    return queue.enqueue(
        dedupe_key=f"letter:{complaint.pk}:{letter.code}:{serial}",
        kind=letter.code,
        audience="client",
        user=complaint.owner,
        topic=topic,
        to=to_email,
        subject=letter.subject,
        text=letter.body,
        html=render_to_string("emails/letter/body.html", context),
        from_name=preferences.from_name,
        reply_to=preferences.answers_to,
        priority=LETTER_PRIORITY,
        headers=thread.headers(topic, "client", to_email),
        not_after=now + USEFUL_FOR,
        now=now,
    )
