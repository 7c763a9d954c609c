"""The revision policy, its versions, a client's yes to one of them, and the rounds used under it."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.ownership import OwnedModel
from clients.models import Project

MY_ERRORS = _("Anything where I did not follow the brief we agreed. I correct my own errors free of charge.")
LAST_RESORT = _(
    "I first put things right: by explaining, by a revision, or by doing a part again. If that does"
    " not lead to a result we can both accept, I offer part of the fee back."
)


class Policy(OwnedModel):
    """A named revision policy; its words live in its versions."""

    OWNER_PATH = "owner"

    owner = models.ForeignKey(User, models.CASCADE, related_name="policies")
    title = models.CharField(_("policy name"), max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return self.title


class PolicyVersion(OwnedModel):
    """One wording of a policy. Once published it never changes; a change makes the next version."""

    OWNER_PATH = "policy__owner"

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    rounds_included = models.PositiveSmallIntegerField(
        _("revision rounds included"), validators=[MaxValueValidator(20)]
    )
    round_means = models.TextField(_("what counts as one round"), max_length=400)
    not_counted = models.TextField(
        _("what never counts (my errors against the brief)"), max_length=400, default=MY_ERRORS
    )
    new_work_means = models.TextField(_("what counts as new work"), max_length=400)
    # The price of an extra round is an amount or a share of the fee, never both.
    extra_round_price = models.DecimalField(
        _("price of an extra round"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    extra_round_percent = models.DecimalField(
        _("or as % of the fee"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    turnaround_days = models.PositiveSmallIntegerField(
        _("my turnaround per round (working days)"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    feedback_window_days = models.PositiveSmallIntegerField(
        _("feedback window (working days)"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    refund_stance = models.TextField(
        _("how refunds work (last resort)"), max_length=600, default=LAST_RESORT
    )
    ceiling_percent = models.DecimalField(
        _("the most I give back, % of the fee"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(30),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    ceiling_days = models.PositiveSmallIntegerField(
        _("for how many days after delivery"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"], name="a_version_number_is_given_once_per_policy"
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=models.Q(state="draft"),
                name="a_policy_has_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                name="an_extra_round_is_priced_one_way",
                condition=models.Q(extra_round_price__isnull=True)
                ^ models.Q(extra_round_percent__isnull=True),
            ),
            models.CheckConstraint(
                name="a_published_version_has_a_moment_and_a_hash",
                condition=models.Q(state="draft")
                | (models.Q(published_at__isnull=False) & ~models.Q(content_hash="")),
            ),
            models.CheckConstraint(
                name="rounds_included_stay_under_twenty_one",
                condition=models.Q(rounds_included__lte=20),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"


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
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="agreements")
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="a_round_number_is_given_once_per_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}, round {self.number}"
