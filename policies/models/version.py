"""Policies and their versions; a published version refuses to change."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.ownership import OwnedModel
from policies.terms import Ceiling, Terms
from policies.wording import LAST_RESORT, MY_ERRORS, WORDING_FIELDS, Wording

CEILINGS = (
    (Ceiling.PERCENT, _("a share of the fee")),
    (Ceiling.AMOUNT, _("an amount")),
    (Ceiling.STAGES, _("what is not delivered yet")),
)
STATES_THAT_NEVER_CHANGE = ("published", "retired")
# All that may still happen to a published version is that it is retired.
MAY_STILL_CHANGE = ("state", "retired_at")


class PublishedVersionIsFrozen(Exception):
    """Somebody tried to change a version that was published; make the next version instead."""

    def __init__(self) -> None:
        super().__init__(_("A published version never changes. Make a new version from it."))


class Policy(OwnedModel):
    """A named revision policy; its words live in its versions."""

    OWNER_PATH = "owner"

    owner = models.ForeignKey(User, models.CASCADE, related_name="policies")
    number = models.PositiveIntegerField()
    title = models.CharField(_("policy name"), max_length=80)
    # No version gets a number up to this one again: a draft that had it was thrown away.
    discarded_up_to = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "number"], name="a_policy_number_is_given_once_per_owner"
            )
        ]

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
    ceiling_kind = models.CharField(
        _("the most I give back"), max_length=7, choices=CEILINGS, default=Ceiling.PERCENT
    )
    ceiling_percent = models.DecimalField(
        _("the most I give back, % of the fee"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(30),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    # In the version's currency, which the price of an extra round shares.
    ceiling_amount = models.DecimalField(
        _("the most I give back, an amount"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
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
            models.CheckConstraint(
                name="a_price_of_an_extra_round_has_a_currency",
                condition=models.Q(extra_round_price__isnull=True) | ~models.Q(currency=""),
            ),
            models.CheckConstraint(
                name="shares_of_a_fee_are_between_nothing_and_all",
                condition=models.Q(ceiling_percent__range=(0, 100))
                & (
                    models.Q(extra_round_percent__isnull=True)
                    | models.Q(extra_round_percent__range=(0, 100))
                ),
            ),
            models.CheckConstraint(
                name="an_extra_round_does_not_cost_less_than_nothing",
                condition=models.Q(extra_round_price__isnull=True)
                | models.Q(extra_round_price__gte=0),
            ),
            models.CheckConstraint(
                name="a_ceiling_that_is_an_amount_has_it",
                condition=~models.Q(ceiling_kind=Ceiling.AMOUNT)
                | (models.Q(ceiling_amount__gt=0) & ~models.Q(currency="")),
            ),
            models.CheckConstraint(
                name="a_retired_version_has_a_moment",
                condition=~models.Q(state="retired") | models.Q(retired_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises PublishedVersionIsFrozen for a change of a published version."""
        # The database refuses it too (policies/triggers.py); here it gets a sentence.
        if self.pk and self._stored_is_frozen() and not self._only_retires(kwargs):
            raise PublishedVersionIsFrozen
        super().save(*args, **kwargs)

    @property
    def is_draft(self) -> bool:
        """Whether its words may still change."""
        return self.state == self.State.DRAFT

    @property
    def label(self) -> str:
        """How a version is called beside its policy, such as v3."""
        return f"v{self.number}"

    def get_absolute_url(self) -> str:
        """Return the page that shows it as the client sees it."""
        return reverse("policy_version", args=[self.policy.number, self.number])

    def wording(self) -> Wording:
        """Return what it says."""
        return Wording(**{name: getattr(self, name) for name in WORDING_FIELDS})

    def terms(self) -> Terms:
        """Return its numbers, for the arithmetic of `policies.terms`."""
        return Terms(
            rounds_included=self.rounds_included,
            extra_price=self.extra_round_price,
            extra_percent=self.extra_round_percent,
            currency=self.currency,
            ceiling_kind=self.ceiling_kind,
            ceiling_percent=self.ceiling_percent,
            ceiling_amount=self.ceiling_amount,
            ceiling_days=self.ceiling_days,
            feedback_window_days=self.feedback_window_days,
            turnaround_days=self.turnaround_days,
        )

    def _stored_is_frozen(self) -> bool:
        stored = type(self).objects.filter(pk=self.pk, state__in=STATES_THAT_NEVER_CHANGE)
        return stored.exists()

    def _only_retires(self, save_options: dict[str, Any]) -> bool:
        fields = save_options.get("update_fields")
        return fields is not None and set(fields) <= set(MAY_STILL_CHANGE)
