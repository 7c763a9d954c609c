"""The ledger of rounds of a project."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OwnedModel
from clients.models import Project


class RevisionRound(OwnedModel):
    """One line of the ledger of rounds; only `included` and `paid_extra` count as used."""

    OWNER_PATH = "project__owner"

    class Type(models.TextChoices):
        INCLUDED = "included", _("included")
        CORRECTION = "correction", _("correction of my error (does not count)")
        COURTESY = "courtesy", _("courtesy")
        PAID_EXTRA = "paid_extra", _("paid extra")

    class Result(models.TextChoices):
        OPEN = "", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        MORE_NEEDED = "more_needed", _("more needed")

    COUNTED = ("included", "paid_extra")

    project = models.ForeignKey(Project, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    type = models.CharField(_("this round is"), max_length=10, choices=Type)
    requested_on = models.DateField(_("asked for"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    result = models.CharField(max_length=11, choices=Result, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2, null=True, blank=True)
    # Written down on the project page; the others belong to a delivery.
    is_recorded_by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="a_round_number_is_given_once_per_project"
            ),
            models.CheckConstraint(
                name="a_courtesy_round_has_a_reason",
                condition=~models.Q(type="courtesy") | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, round {self.number}"
