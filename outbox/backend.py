"""Django's mail backend: what allauth and the admin send goes through the outbox too."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts import clock
from outbox.queue import enqueue_message

KIND = "account"
# Somebody sits and waits for these.
PRIORITY = 5
USEFUL_FOR = timedelta(days=3)


class OutboxBackend(BaseEmailBackend):
    """Queues each message once per recipient; the doorbell sends it within a second or two."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages and return how many there were."""
        now = clock.now()
        with transaction.atomic():
            for message in email_messages:
                for address in message.recipients():
                    enqueue_message(
                        message,
                        to=address,
                        kind=KIND,
                        priority=PRIORITY,
                        not_after=now + USEFUL_FOR,
                        now=now,
                    )
        return len(email_messages)
