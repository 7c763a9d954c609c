"""What was heard, what was owned, and what led to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OwnedModel
from complaints import causes
from complaints.models.complaint import Complaint


class Listening(OwnedModel):
    """What the freelancer understood, in their own words."""

    OWNER_PATH = "complaint__owner"

    class Feeling(models.TextChoices):
        WORRIED = "worried", _("worried")
        FRUSTRATED = "frustrated", _("frustrated")
        LET_DOWN = "let_down", _("let down")
        CONFUSED = "confused", _("confused")
        RUSHED = "rushed", _("rushed")
        IGNORED = "ignored", _("ignored")
        EMBARRASSED = "embarrassed", _("embarrassed")
        ANGRY = "angry", _("angry")
        DISAPPOINTED = "disappointed", _("disappointed")
        NOT_SAID = "not_said", _("they haven’t said")

    class Wish(models.TextChoices):
        FIX = "fix", _("fix it")
        REDO = "redo", _("redo it")
        SOONER = "sooner", _("have it sooner")
        EXPLANATION = "explanation", _("an explanation")
        MONEY = "money", _("money back")
        STOP = "stop", _("to stop")
        NOT_SAID = "not_said", _("they haven’t said")

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="listening")
    paraphrase = models.TextField()
    feelings = models.JSONField(default=list)
    wish = models.CharField(max_length=11, choices=Wish)
    wish_note = models.CharField(max_length=200, blank=True)
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.paraphrase

    @property
    def feeling_words(self) -> str:
        """The feelings as one line, such as “frustrated, let down”."""
        return ", ".join(str(self.Feeling(value).label) for value in self.feelings)


class Point(OwnedModel):
    """One separate thing the client raised; every point gets an answer when work is delivered."""

    OWNER_PATH = "complaint__owner"

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    is_typed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "number"], name="a_point_number_is_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Acknowledgement(OwnedModel):
    """The first reply: what is the freelancer's to own, and by when there is a plan."""

    OWNER_PATH = "complaint__owner"

    class OwnPart(models.TextChoices):
        RESULT = "result", _("the result")
        TIMING = "timing", _("the timing")
        COMMUNICATION = "communication", _("how I communicated")
        NOT_SURE = "not_sure", _("I’m not sure yet")
        NOTHING = "nothing", _("nothing I can see yet")

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="acknowledgement")
    own_part = models.CharField(max_length=13, choices=OwnPart)
    own_part_text = models.CharField(max_length=160, blank=True)
    plan_promised_on = models.DateField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.complaint}: {self.get_own_part_display()}"


class Finding(OwnedModel):
    """The likely cause, without a verdict on anyone."""

    OWNER_PATH = "complaint__owner"

    class Lever(models.TextChoices):
        ME = "me", _("me")
        BOTH = "both", _("both of us")
        CLIENT = "client", _("mostly the client")
        NOBODY = "nobody", _("nobody")

    complaint = models.OneToOneField(Complaint, models.CASCADE, related_name="finding")
    cause = models.CharField(max_length=8)
    contributing = models.JSONField(default=list)
    lever = models.CharField(max_length=6, choices=Lever)
    because = models.JSONField(default=list)
    cause_sentence = models.CharField(max_length=240, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_known_cause_can_be_said_to_the_client",
                condition=Q(cause="not_sure") | ~Q(cause_sentence=""),
            )
        ]

    def __str__(self) -> str:
        return self.cause

    @property
    def in_words(self) -> str:
        """The causes as a sentence part: the main one, and what also played a part."""
        return causes.in_words(self.cause, self.contributing)
