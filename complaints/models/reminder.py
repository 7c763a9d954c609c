"""The obligation to remind, unique by what it is about and final once it is settled; and the
secret link to the calendar of what is due."""

import secrets
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.ownership import OwnedModel
from complaints.models.complaint import Complaint
from outbox.models import OutgoingEmail


class Reminder(OwnedModel):
    """One reminder of one thing to one person. The local date and time are the intention; `due_at`
    is derived from them."""

    OWNER_PATH = "user"

    class Audience(models.TextChoices):
        OWNER = "owner", _("you")
        CLIENT = "client", _("client")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("planned")
        EMITTED = "emitted", _("sent by itself")
        FOLDED = "folded", _("in the daily mail")
        SUPERSEDED = "superseded", _("replaced by a later one")
        CANCELLED = "cancelled", _("no longer needed")
        EXPIRED = "expired", _("came too late to help")

    WENT_OUT = (State.EMITTED, State.FOLDED)

    dedupe_key = models.CharField(max_length=190, unique=True)
    kind = models.CharField(max_length=8)
    audience = models.CharField(max_length=6, choices=Audience, default=Audience.OWNER)
    user = models.ForeignKey(User, models.CASCADE, related_name="reminders")
    complaint = models.ForeignKey(
        Complaint, models.CASCADE, null=True, blank=True, related_name="reminders"
    )
    subject = models.CharField(max_length=60)
    firing = models.PositiveSmallIntegerField(default=0)
    local_date = models.DateField()
    local_time = models.TimeField()
    tz = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    # When `due_at` was last set: what was due before it was planned is not late.
    planned_at = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField()
    severity = models.PositiveSmallIntegerField(default=10)
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    # Indexed below, without the many that have none: to SQLite they look like one common value.
    email = models.ForeignKey(
        OutgoingEmail,
        models.RESTRICT,
        null=True,
        blank=True,
        db_index=False,
        related_name="reminders",
    )
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    # A mail in doubt is not sent again: what it said went into this later one instead.
    carried_by = models.ForeignKey(
        OutgoingEmail,
        models.RESTRICT,
        null=True,
        blank=True,
        db_index=False,
        related_name="carried",
    )
    carried_at = models.DateTimeField(null=True, blank=True)
    plan_rev = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Facts for the mail that no other row holds, such as the screen to return to.
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_reminder_has_a_mail_when_it_went_out",
                condition=(
                    Q(state__in=["emitted", "folded"], email__isnull=False)
                    | (~Q(state__in=["emitted", "folded"]) & Q(email__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="a_reminder_is_closed_when_it_is_settled",
                condition=(
                    Q(state="scheduled", closed_at__isnull=True)
                    | (~Q(state="scheduled") & Q(closed_at__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="a_reminder_helps_until_after_it_is_due",
                condition=Q(not_after__gte=F("due_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state="scheduled"), name="reminder_due"
            ),
            models.Index(
                fields=["complaint"], condition=Q(state="scheduled"), name="reminder_planned"
            ),
            models.Index(fields=["user", "due_at"], name="reminder_of_user"),
            models.Index(
                fields=["email"], condition=Q(email__isnull=False), name="reminder_of_mail"
            ),
            models.Index(
                fields=["carried_by"],
                condition=Q(carried_by__isnull=False),
                name="reminder_carried",
            ),
        ]

    def __str__(self) -> str:
        return self.dedupe_key

    @property
    def base_key(self) -> str:
        """The key of the firing that this one repeats; its own key when it was never put off."""
        return self.dedupe_key.partition(SNOOZED)[0]

    @property
    def thing(self) -> str:
        """What it is about, whatever the firing: kind, subject and date."""
        return thing_of(self.dedupe_key)

    @property
    def deadline(self) -> datetime | None:
        """The moment (UTC) it is about, when that is one: only a reply is due to the hour."""
        return self.complaint.ack_due_at if self.kind == REPLY and self.complaint else None


REPLY = "R1"
SNOOZED = "|snz="


def thing_of(dedupe_key: str) -> str:
    """Return the part of a key that all firings about the same thing share."""
    return "|".join(dedupe_key.split("|")[:3])


def anchor_of(dedupe_key: str) -> date:
    """Return the local date in a key: the date it is about."""
    return date.fromisoformat(dedupe_key.split("|")[2][:10])


class CalendarLink(OwnedModel):
    """The link under which a calendar program reads what is due; without a name it has ended.

    Only half of the link is kept here: the other half follows from it and the key of this
    installation, so that who reads the tables cannot open a calendar.
    """

    OWNER_PATH = "user"

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_link")
    name = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=~Q(name=""),
                name="a_calendar_link_opens_one_calendar",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def secret(self) -> str:
        """The word in the link: its name and what proves that it was made here."""
        proof = salted_hmac("complaints.calendar.link", self.name, algorithm="sha256")
        return f"{self.name}.{proof.hexdigest()[:40]}"

    @staticmethod
    def new_name() -> str:
        """Return a name nobody else has."""
        return secrets.token_urlsafe(16)
