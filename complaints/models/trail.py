"""The trail: events, messages, answers, promises and overrides. Rows are added, never rewritten."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.given import GivenDate
from accounts.ownership import OwnedModel
from complaints.models.complaint import Complaint
from complaints.models.given import Given
from complaints.models.plan import Plan, PlanOption, PlanStep
from outbox.models import MailState, OutgoingEmail


class Event(OwnedModel):
    """One line of the trail: who did what, when. It can be added, not changed or removed."""

    OWNER_PATH = "complaint__owner"

    class Actor(models.TextChoices):
        YOU = "you", _("You")
        CLIENT = "client", _("They")
        SYSTEM = "system", _("Amends")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.CharField(max_length=6, choices=Actor)
    move = models.CharField(max_length=3, blank=True)
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=160)
    detail = models.TextField(blank=True)
    client_saw = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["complaint", "-at"], name="event_timeline")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the line; raises TypeError when it is there already."""
        if self.pk is not None:
            raise TypeError("The trail is never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: the trail is never shortened."""
        raise TypeError("The trail is never shortened.")


class Message(OwnedModel):
    """A text that went out to the client, frozen as it was sent or said."""

    OWNER_PATH = "complaint__owner"

    class SendMode(models.TextChoices):
        EMAIL = "email", _("Send email")
        COPY = "copy", _("I’ll copy it")
        CALL = "call", _("I said it in a call")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    letter = models.CharField(max_length=3)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    send_mode = models.CharField(max_length=5, choices=SendMode)
    call_note = models.TextField(blank=True)
    to_name = models.CharField(max_length=120)
    to_email = models.EmailField(blank=True)
    email = models.OneToOneField(
        OutgoingEmail, models.RESTRICT, null=True, blank=True, related_name="message"
    )
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_emailed_message_has_its_mail",
                condition=~Q(send_mode="email") | Q(email__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def how(self) -> str:
        """How it went out, or what became of its mail."""
        if self._mail is None or self._mail.state == MailState.SENT:
            return str(_WENT_OUT[self.SendMode(self.send_mode)])
        return gettext("By email, %(state)s") % {"state": self._mail.get_state_display()}

    @property
    def went_at(self) -> datetime:
        """When its mail left; before that, and without one, when it was sent or said."""
        return (self._mail and self._mail.sent_at) or self.sent_at

    @property
    def _mail(self) -> OutgoingEmail | None:
        """The mail it goes by; what was ended and sent by hand has one that never left."""
        return self.email if self.send_mode == self.SendMode.EMAIL else None


_WENT_OUT = {
    Message.SendMode.EMAIL: _("Sent by email"),
    Message.SendMode.COPY: _("Copied, marked as sent"),
    Message.SendMode.CALL: _("Said in a call"),
}


class ClientResponse(OwnedModel):
    """Anything the client decided."""

    OWNER_PATH = "complaint__owner"

    class Kind(models.TextChoices):
        ACCEPTS = "accepts", _("accepts an option")
        DIFFERENT = "different", _("wants something different")
        QUESTION = "question", _("has a question")
        NO = "no", _("says no")
        STOP = "stop", _("asks to stop")
        RIGHT = "right", _("it’s right")
        NOT_RIGHT = "not_right", _("still not right")

    class Source(models.TextChoices):
        EMAIL = "email", _("by email")
        CALL = "call", _("in a call")
        CHAT = "chat", _("by chat")
        MEETING = "meeting", _("in a meeting")
        CLIENT_PAGE = "client_page", _("on their page")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="responses")
    plan = models.ForeignKey(Plan, models.RESTRICT, null=True, blank=True, related_name="responses")
    option = models.ForeignKey(
        PlanOption, models.RESTRICT, null=True, blank=True, related_name="responses"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    said = models.TextField(blank=True)
    said_by = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=11, choices=Source)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_acceptance_names_its_option",
                condition=~Q(kind="accepts") | Q(option__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint}: {self.get_kind_display()}"


class Promise(Given, OwnedModel):
    """A date given to the client, whatever screen it came from.

    `due_at` (UTC) follows from the day, its hour and where it was said; it is kept to be looked up.
    """

    OWNER_PATH = "complaint__owner"

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        STEP = "step", _("Step")
        READY = "ready", _("Delivery")
        MONEY = "money", _("Money")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=5, choices=Kind)
    what = models.CharField(max_length=200)
    step = models.ForeignKey(
        PlanStep, models.RESTRICT, null=True, blank=True, related_name="promises"
    )
    option = models.ForeignKey(
        PlanOption, models.RESTRICT, null=True, blank=True, related_name="promises"
    )
    first_due_at = models.DateTimeField()
    due_on = models.DateField()
    due_hour = models.TimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_promise_is_kept_or_released_not_both",
                condition=Q(kept_at__isnull=True) | Q(released_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["complaint", "due_at"],
                condition=Q(kept_at__isnull=True, released_at__isnull=True),
                name="promise_open",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def due(self) -> GivenDate:
        """The date as the client was given it."""
        return self.given(self.due_on, self.due_hour)


class PromiseMove(OwnedModel):
    """A promised date that was moved, with the reason given."""

    OWNER_PATH = "promise__complaint__owner"

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="moves")
    moved_from = models.DateTimeField()
    moved_to = models.DateTimeField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason


class Override(OwnedModel):
    """A gate passed with a reason."""

    OWNER_PATH = "complaint__owner"

    class Code(models.TextChoices):
        LEGAL = "legal", _("legal entitlement")
        BILLING = "billing", _("billing error")
        NO_REDO = "no_redo", _("work can no longer be redone")
        SAFETY = "safety", _("confidentiality or safety")
        THIRD_TIME = "third_time", _("third time the same problem")
        CLIENT_ENDS = "client_ends", _("client asked to end")
        PLATFORM = "platform", _("platform or bank decision")
        MY_CHOICE = "my_choice", _("my choice")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="overrides")
    gate = models.CharField(max_length=3)
    code = models.CharField(max_length=11, choices=Code)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.gate}: {self.get_code_display()}"
