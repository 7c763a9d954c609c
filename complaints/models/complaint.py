"""The complaint itself, the files that came with it, and the drafts of its screens."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.given import GivenDate
from accounts.models import User
from accounts.ownership import OwnedModel
from clients.models import Client, Contact, Project
from complaints.file_names import on_disk
from complaints.models.given import Given
from complaints.workflow import ENDED, STATE_WORDS, THEIR_TURN, State


class Complaint(Given, OwnedModel):
    """An expression of dissatisfaction to which an answer is due."""

    OWNER_PATH = "owner"

    class Channel(models.TextChoices):
        EMAIL = "email", _("email")
        CHAT = "chat", _("chat")
        PHONE = "phone", _("phone")
        MEETING = "meeting", _("meeting")
        PLATFORM = "platform", _("platform")
        PUBLIC = "public", _("public post")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("they confirmed it’s fine")
        NO_REPLY = "no_reply", _("no reply, seems fine")
        MONEY = "money", _("they accepted money")
        NOT_AGREED = "not_agreed", _("we didn’t agree")
        LEFT = "left", _("they left")
        ELSEWHERE = "elsewhere", _("taken elsewhere (platform, bank, court)")

    owner = models.ForeignKey(User, models.CASCADE, related_name="complaints")
    number = models.PositiveIntegerField()
    client = models.ForeignKey(Client, models.RESTRICT, related_name="complaints")
    project = models.ForeignKey(Project, models.RESTRICT, related_name="complaints")
    contact = models.ForeignKey(
        Contact, models.RESTRICT, null=True, blank=True, related_name="complaints"
    )
    state = models.CharField(
        max_length=12, choices=[(s.value, w) for s, w in STATE_WORDS.items()], default=State.DRAFT
    )
    words = models.TextField(blank=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    received_at = models.DateTimeField(null=True, blank=True)
    needed_by = models.DateField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    # The date that binds whoever's turn it is, kept here so that lists need no other table.
    due_at = models.DateTimeField(null=True, blank=True)
    # Where that date was given to the client: the day and hour they were told.
    due_on = models.DateField(null=True, blank=True)
    due_hour = models.TimeField(null=True, blank=True)
    turn_since = models.DateTimeField()
    ack_due_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    on_hold_until = models.DateField(null=True, blank=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    plan_round = models.PositiveSmallIntegerField(default=0)
    plan_rev = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)
    summary = models.TextField(blank=True)
    hours_total = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    direct_cost = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    replanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "number"], name="a_complaint_number_is_given_once_per_owner"
            ),
            models.CheckConstraint(
                name="a_complaint_is_in_a_known_state",
                condition=Q(state__in=[s.value for s in State]),
            ),
            models.CheckConstraint(
                name="nobody_is_answered_before_they_wrote",
                condition=Q(acknowledged_at__isnull=True)
                | Q(acknowledged_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="a_logged_complaint_has_words_and_a_moment",
                condition=Q(state__in=["draft", "withdrawn"])
                | (~Q(words="") & Q(received_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_closed_complaint_says_when_and_how",
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="satisfaction_is_from_one_to_five",
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_at"], name="complaint_turn"),
            models.Index(fields=["owner", "-number"], name="complaint_latest"),
            models.Index(
                fields=["replanned_at"],
                condition=~Q(state__in=["closed", "withdrawn"]),
                name="complaint_replan",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """The owner's own reference, such as C-0142."""
        return f"C-{self.number:04d}"

    @property
    def topic(self) -> str:
        """The key under which the outbox keeps this complaint's mails together."""
        return f"complaint:{self.pk}"

    @property
    def state_words(self) -> str:
        """The state as the interface says it."""
        return str(STATE_WORDS[State(self.state)])

    @property
    def has_ended(self) -> bool:
        """Closed or withdrawn."""
        return self.state in ENDED

    @property
    def is_theirs(self) -> bool:
        """It is the client's turn."""
        return self.state in THEIR_TURN

    @property
    def first_name(self) -> str:
        """The word for the person who is unhappy: their first name, else the client's name."""
        if self.contact is None or self.contact.name == self.client.name:
            return self.client.name
        return self.contact.first_name

    # What `selectors.complaint_with_marks` reads along for a page; None where nobody asked.
    has_doubts: bool | None = None
    has_reasons: bool | None = None
    has_money: bool | None = None

    def plan_in(self, *states: str) -> Any:
        """Return its latest plan in one of `states`, or None.

        Asks nothing where the plans were read along with the complaint.
        """
        plans = [plan for plan in self.plans.all() if plan.state in states]
        return max(plans, key=lambda plan: plan.round, default=None)

    @property
    def due(self) -> GivenDate | datetime | None:
        """The date that binds: as the client was given it, else the moment (UTC)."""
        return self.given(self.due_on, self.due_hour) if self.due_on else self.due_at

    def is_late(self, now: datetime) -> bool:
        """Say whether the date that binds the freelancer has passed at `now`."""
        return bool(self.due_at and not self.is_theirs and self.due_at < now)


def stored_at(attachment: "Attachment", given: str) -> str:
    """Return where on the disk a file is kept."""
    return f"complaints/{attachment.added_at:%Y/%m}/{on_disk(given)}"


class Attachment(OwnedModel):
    """A file that came with the client's message, kept outside the web root."""

    OWNER_PATH = "complaint__owner"

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=stored_at, max_length=200)
    size = models.PositiveIntegerField()
    # What is in it, so that the same file is kept once.
    digest = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "name", "digest"],
                condition=~Q(digest=""),
                name="a_file_is_kept_once_for_a_complaint",
            )
        ]

    def __str__(self) -> str:
        return self.name


@receiver(post_delete, sender=Attachment)
def forget_file(instance: Attachment, **kwargs: Any) -> None:
    """Delete the file from the disk once its row is gone for good."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


class Draft(OwnedModel):
    """What was typed on one screen and not yet sent. A stale version never overwrites a newer
    one."""

    OWNER_PATH = "complaint__owner"

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="drafts")
    screen = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    is_skipped = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "screen"], name="a_screen_has_one_draft")
        ]

    def __str__(self) -> str:
        return f"{self.complaint}, {self.screen}"
