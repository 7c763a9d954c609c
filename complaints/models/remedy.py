"""What was offered to put it right, what became of it, and what was handed over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.given import GivenDate
from accounts.ownership import OwnedModel
from complaints.models.complaint import Complaint
from complaints.models.given import Given
from complaints.models.listening import Point
from complaints.models.plan import PlanOption
from policies.models import RevisionRound


class Remedy(OwnedModel):
    """One thing offered to put it right; there is one for each option that was sent."""

    OWNER_PATH = "complaint__owner"

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DELIVERED = "delivered", _("delivered")
        JUDGED_OK = "judged_ok", _("right")
        JUDGED_NOT_ENOUGH = "not_enough", _("not enough")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("lapsed")
        TAKEN_BACK = "taken_back", _("taken back")
        SETTLED = "settled", _("settled")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="remedies")
    option = models.OneToOneField(PlanOption, models.RESTRICT, related_name="remedy")
    kind = models.CharField(max_length=15, choices=PlanOption.Kind)
    rung = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "remedies"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(state__in=["accepted", "delivered"]),
                name="one_remedy_is_under_way_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint}, {self.get_kind_display()}"


class Delivery(Given, OwnedModel):
    """A revision or redo handed over; it points to its round in the ledger when it has one."""

    OWNER_PATH = "complaint__owner"

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="deliveries")
    remedy = models.OneToOneField(Remedy, models.RESTRICT, related_name="delivery")
    round = models.OneToOneField(
        RevisionRound, models.RESTRICT, null=True, blank=True, related_name="delivery"
    )
    deliverable = models.CharField(max_length=500)
    feedback_by = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    delivered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.deliverable

    @property
    def check_due(self) -> GivenDate:
        """The day for their check as they were given it."""
        return self.given(self.feedback_by)


class PointAnswer(OwnedModel):
    """What happened with one point in one delivery."""

    OWNER_PATH = "delivery__complaint__owner"

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        DIFFERENTLY = "differently", _("done differently")
        NOT_DONE = "not_done", _("not done")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="answers")
    point = models.ForeignKey(Point, models.RESTRICT, related_name="answers")
    outcome = models.CharField(max_length=11, choices=Outcome)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "point"], name="a_point_is_answered_once_per_delivery"
            )
        ]

    def __str__(self) -> str:
        return f"{self.point}: {self.get_outcome_display()}"
