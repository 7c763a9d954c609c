"""The headers that keep the mails about one complaint together in a mail program."""

from outbox import message
from outbox.models import MailState, OutgoingEmail

LATEST = 3


def headers(topic: str, audience: str, address: str) -> dict[str, str]:
    """Return References and In-Reply-To for a mail about `topic` to `address`.

    The root was never sent and never changes, so that every mail names it; besides it only mails
    that really went out are named.
    """
    root = message.message_id(f"thread:{topic}:{audience}:{address.lower()}")
    sent = OutgoingEmail.objects.filter(
        topic=topic, audience=audience, rcpt=address, state=MailState.SENT
    ).order_by("-created_at", "-sent_at")
    latest = list(sent.values_list("message_id", flat=True)[:LATEST])
    return {
        "References": " ".join([root, *reversed(latest)]),
        "In-Reply-To": latest[0] if latest else root,
    }
