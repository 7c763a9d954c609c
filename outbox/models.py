"""The rows of the outbox: one frozen message to one person, what became of it, and who is alive."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OwnedModel
from outbox.literals import Literal, literally
from outbox.senders import MailAllowance as MailAllowance


class MailState(models.TextChoices):
    """Where a mail stands. Only `outbox.claims`, `outbox.queue` and `outbox.held` move it."""

    HELD = "held", _("waiting for its turn")
    QUEUED = "queued", _("waiting to go out")
    SENDING = "sending", _("going out now")
    RETRY = "retry", _("waiting for another try")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("we could not confirm that it arrived")
    FAILED = "failed", _("refused by the mail server")
    DEAD = "dead", _("given up after many tries")
    CANCELLED = "cancelled", _("not sent, no longer wanted")
    EXPIRED = "expired", _("not sent, too late to be useful")


WAITING = (MailState.QUEUED, MailState.RETRY)
UNSENT = (MailState.HELD, *WAITING)
OPEN = (*UNSENT, MailState.SENDING)
TROUBLED = (MailState.UNCERTAIN, MailState.FAILED, MailState.DEAD)
NOT_ARRIVED = (*TROUBLED, MailState.EXPIRED)


# A mail in trouble needs somebody until a person has decided about it.
SURFACED = "surfaced"
DISMISSED = "dismissed"
UNDECIDED = ("", SURFACED)
# A letter that waited for its turn and was ended: by its author, or by whoever runs the server.
STOPPED, REFUSED = "stopped", "refused"


class Audience(models.TextChoices):
    """Who reads the mail."""

    OWNER = "owner", _("the freelancer")
    CLIENT = "client", _("the client")
    SYSTEM = "system", _("whoever runs the server")


def undecided(path: str = "") -> models.Q:
    """Return the condition for a mail in trouble that nobody has decided about.

    A letter to a client that came too late is one: nobody else would say what was in it. `path`
    leads from the rows that are asked for to their mail, like "email__".
    """
    not_arrived = models.Q(**{f"{path}state__in": literally(NOT_ARRIVED)})
    for_client = models.Q(**{f"{path}audience": Audience.CLIENT})
    counts = ~models.Q(**{f"{path}state": MailState.EXPIRED}) | for_client
    return not_arrived & counts & models.Q(**{f"{path}resolution__in": UNDECIDED})


def unsent(path: str = "") -> models.Q:
    """Return the condition for a letter that waits for its turn, or was ended while it did."""
    waits = models.Q(**{f"{path}state": Literal(MailState.HELD)})
    ended = {"state": Literal(MailState.CANCELLED), "resolution__in": literally((STOPPED, REFUSED))}
    return waits | models.Q(**{f"{path}{name}": value for name, value in ended.items()})


class MailAccount(models.Model):
    """A way out: one mail server and the name it is known by. Its address is in EMAIL_URL.

    After several failures in a row the way is closed until `open_until`; then one mail tries it.
    """

    DEFAULT = "default"

    class Problem(models.TextChoices):
        NONE = "", _("none")
        AWAY = "away", _("the mail server cannot be reached")
        SIGN_IN = "sign-in", _("the mail server does not let us in")
        SENDER = "sender", _("the mail server does not take mail from our address")

    name = models.CharField(max_length=40, unique=True)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    probe_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=7, choices=Problem, blank=True, default=Problem.NONE)
    problem_text = models.CharField(max_length=300, blank=True, default="")
    problem_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OutgoingEmail(OwnedModel):
    """One message to one person. The row is the queue: no mail exists anywhere else."""

    OWNER_PATH = "user"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.CharField(max_length=190, unique=True)
    message_id = models.CharField(max_length=190, unique=True)
    account = models.ForeignKey(MailAccount, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    audience = models.CharField(max_length=6, choices=Audience)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="mails"
    )
    topic = models.CharField(max_length=80, blank=True)
    rcpt = models.CharField(max_length=254)
    subject = models.CharField(max_length=255)
    raw = models.BinaryField()
    state = models.CharField(max_length=9, choices=MailState, default=MailState.QUEUED)
    priority = models.PositiveSmallIntegerField(default=30)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    not_after = models.DateTimeField()
    give_up_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    handoffs = models.PositiveIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True, default="")
    lease_owner = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    handoff_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    uncertain_since = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=20, blank=True, default="")
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    smtp_text = models.CharField(max_length=300, blank=True, default="")
    # When it counts against what its account may send, and how much.
    counts_at = models.DateTimeField(null=True, blank=True)
    weight = models.PositiveIntegerField(default=0)
    to_new_address = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_mail_is_in_a_known_state",
                condition=models.Q(state__in=MailState.values),
            ),
            models.CheckConstraint(
                name="a_mail_that_is_being_sent_has_a_holder",
                condition=~models.Q(state=MailState.SENDING)
                | (~models.Q(lease_token="") & models.Q(lease_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_sent_mail_says_when",
                condition=~models.Q(state=MailState.SENT) | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_handed_off_mail_is_frozen",
                condition=models.Q(handoff_at__isnull=True) | models.Q(frozen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_uncertain_mail_says_since_when",
                condition=~models.Q(state=MailState.UNCERTAIN)
                | models.Q(uncertain_since__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "next_attempt_at", "id"],
                name="outbox_waiting",
                condition=models.Q(state__in=WAITING),
            ),
            models.Index(
                fields=["not_after"], name="outbox_expiring", condition=models.Q(state__in=UNSENT)
            ),
            models.Index(
                fields=["next_attempt_at"],
                name="outbox_held",
                condition=models.Q(state=MailState.HELD),
            ),
            models.Index(
                fields=["user", "counts_at", "weight"],
                name="outbox_counted",
                condition=models.Q(counts_at__isnull=False),
            ),
            models.Index(
                fields=["user", "rcpt"],
                name="outbox_recipients",
                condition=models.Q(audience=Audience.CLIENT),
            ),
            models.Index(
                fields=["lease_until"],
                name="outbox_leases",
                condition=models.Q(state=MailState.SENDING),
            ),
            models.Index(
                fields=["uncertain_since"],
                name="outbox_uncertain",
                condition=models.Q(state=MailState.UNCERTAIN),
            ),
            models.Index(
                fields=["created_at"],
                name="outbox_not_arrived",
                condition=models.Q(state__in=NOT_ARRIVED),
            ),
            models.Index(
                fields=["audience"],
                name="outbox_too_late",
                condition=models.Q(state=MailState.EXPIRED),
            ),
            models.Index(
                fields=["topic"], name="outbox_open_topics", condition=models.Q(state__in=OPEN)
            ),
            models.Index(
                fields=["user"],
                name="outbox_ended",
                condition=models.Q(state=MailState.CANCELLED, resolution__in=(STOPPED, REFUSED)),
            ),
            models.Index(fields=["user", "-created_at"], name="outbox_of_a_user"),
            models.Index(fields=["topic", "-created_at"], name="outbox_of_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.rcpt}: {self.state}"


class HeldLetter(OutgoingEmail):
    """A letter that waits for its turn, as whoever runs the server sees it."""

    class Meta:
        proxy = True
        verbose_name = _("letter that waits")
        verbose_name_plural = _("letters that wait")


class EmailAttempt(OwnedModel):
    """What one try at sending came to. Rows are only ever added."""

    OWNER_PATH = "email__user"

    email = models.ForeignKey(OutgoingEmail, models.CASCADE, related_name="history")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    stage = models.CharField(max_length=12)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=300, blank=True, default="")
    worker = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email", "number"], name="an_attempt_is_recorded_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.stage} {self.code or ''}"


class Suppression(models.Model):
    """An address that mail no longer goes to, until somebody takes the row away."""

    EVERYTHING = "everything"

    address = models.EmailField(_("address"), max_length=254)
    scope = models.CharField(_("what is held back"), max_length=40, default=EVERYTHING)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("address without mail")
        verbose_name_plural = _("addresses without mail")
        constraints = [
            models.UniqueConstraint(
                fields=["address", "scope"], name="an_address_is_held_back_once_per_scope"
            )
        ]

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep addresses in lower case, as they are looked up."""
        self.address = self.address.lower()
        super().save(*args, **kwargs)


class Instance(models.Model):
    """Which installation these tables belong to, and whether mail may leave it. One row."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    instance_id = models.CharField(max_length=64)
    mail_armed = models.BooleanField(default=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_instance", condition=models.Q(id=1))
        ]

    def __str__(self) -> str:
        return f"{self.instance_id}: mail {'on' if self.mail_armed else 'off'}"


class Heartbeat(models.Model):
    """When a periodic job last did its work. Liveness is work done, not a process that exists."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
