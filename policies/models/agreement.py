"""A client's answer to a policy version, for one project."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OwnedModel
from clients.models import Project
from policies.models.version import PolicyVersion


class Agreement(OwnedModel):
    """A client's yes, before work, to one policy version for one project."""

    OWNER_PATH = "project__owner"

    class Method(models.TextChoices):
        LINK = "link", _("by a click on the link")
        EMAIL = "email", _("by an email reply")
        FILE = "file", _("by a signed file")
        CALL = "call", _("in a call")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        REPLACED = "replaced", _("replaced")

    project = models.ForeignKey(Project, models.CASCADE, related_name="agreements")
    # RESTRICT: an agreed version stays, unless the whole account goes.
    policy_version = models.ForeignKey(PolicyVersion, models.RESTRICT, related_name="agreements")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    method = models.CharField(_("how they agreed"), max_length=5, choices=Method, blank=True)
    agreed_by = models.CharField(_("who agreed"), max_length=120, blank=True)
    agreed_at = models.DateTimeField(_("when"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True)
    special_terms = models.TextField(
        _("anything different for this project"), max_length=2000, blank=True
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state="agreed"),
                name="a_project_has_one_agreement_in_force",
            ),
            models.CheckConstraint(
                name="an_agreement_says_who_when_and_how",
                condition=~models.Q(state="agreed")
                | (
                    models.Q(agreed_at__isnull=False)
                    & ~models.Q(agreed_by="")
                    & ~models.Q(method="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_version}, {self.project}"
