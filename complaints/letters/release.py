"""Lets a letter go: it is frozen as a message and, when it goes by mail, put into the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.loader import render_to_string

from complaints.letters import thread
from complaints.letters.fill import unfilled
from complaints.models import Complaint, Message
from outbox import queue

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
        email = _post(complaint, letter, to_email, now=now)
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


def _post(complaint: Complaint, letter: Letter, to_email: str, *, now: datetime):  # type: ignore[no-untyped-def]
    preferences = complaint.owner.preferences
    context = {
        "subject": letter.subject,
        "body": letter.body,
        "business_name": preferences.business_name or preferences.from_name,
        "answers_to": preferences.answers_to,
    }
    serial = complaint.messages.count() + 1
    return queue.enqueue(
        dedupe_key=f"letter:{complaint.pk}:{letter.code}:{serial}",
        kind=letter.code,
        audience="client",
        user=complaint.owner,
        topic=f"letter:{complaint.pk}",
        to=to_email,
        subject=letter.subject,
        text=letter.body,
        html=render_to_string("emails/letter/body.html", context),
        from_name=preferences.from_name,
        reply_to=preferences.answers_to,
        priority=LETTER_PRIORITY,
        headers=thread.headers(f"letter:{complaint.pk}", "client", to_email),
        not_after=now + USEFUL_FOR,
        now=now,
    )
