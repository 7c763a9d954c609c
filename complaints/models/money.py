"""What a money option offers, and the ledger: every amount that moved, one row each, never
rewritten."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.ownership import OwnedModel
from accounts.tax import Taxed
from clients.models import Invoice
from complaints.models.complaint import Complaint
from complaints.models.plan import PlanOption
from complaints.models.remedy import Remedy


class MoneyTerms(OwnedModel):
    """The amount, what it reflects, what they keep, and how it is paid."""

    OWNER_PATH = "option__plan__complaint__owner"

    class Keeps(models.TextChoices):
        EVERYTHING = "everything", _("everything")
        APPROVED = "approved", _("approved parts")
        NOTHING = "nothing", _("nothing")

    option = models.OneToOneField(PlanOption, models.CASCADE, related_name="money")
    # Without tax; the rate and the tax are frozen with it, rounded once.
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    tax = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=160)
    client_keeps = models.CharField(max_length=10, choices=Keeps)
    valid_until = models.DateField()
    payment_days = models.PositiveSmallIntegerField(default=3)
    invoice = models.ForeignKey(
        Invoice, models.RESTRICT, null=True, blank=True, related_name="money_terms"
    )

    class Meta:
        verbose_name_plural = "money terms"
        constraints = [
            models.CheckConstraint(
                name="money_offered_is_more_than_nothing", condition=Q(amount__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def taxed(self) -> Taxed:
        """The amount with its tax."""
        return Taxed(self.amount, self.tax, self.tax_rate)


class LedgerEntry(OwnedModel):
    """One line of the ledger. A mistake is put right by a further line that names the wrong one.

    `owner` is the complaint's, stored once more for the line's own number and for fast pages.
    """

    OWNER_PATH = "owner"

    class What(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("lapsed")
        TAKEN_BACK = "taken_back", _("taken back")
        SETTLED = "settled", _("settled")
        REDEEMED = "redeemed", _("credit used")
        CORRECTED = "corrected", _("corrected")

    # How an offer ends: one of these, once.
    ENDINGS = ("accepted", "declined", "lapsed", "taken_back")

    owner = models.ForeignKey(User, models.CASCADE, related_name="ledger")
    number = models.PositiveIntegerField()
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="ledger")
    remedy = models.ForeignKey(Remedy, models.RESTRICT, related_name="ledger")
    what = models.CharField(max_length=10, choices=What)
    kind = models.CharField(max_length=15, choices=PlanOption.Kind)
    # Only a correction may be negative: it takes part of an earlier line away.
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    tax = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    invoice = models.ForeignKey(
        Invoice, models.RESTRICT, null=True, blank=True, related_name="ledger"
    )
    corrects = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="corrections"
    )

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "number"], name="a_ledger_number_is_given_once_per_owner"
            ),
            models.UniqueConstraint(
                fields=["remedy", "what"],
                condition=Q(what__in=["offered", "settled", "redeemed"]),
                name="an_amount_is_offered_settled_and_used_once",
            ),
            models.UniqueConstraint(
                fields=["remedy"],
                condition=Q(what__in=["accepted", "declined", "lapsed", "taken_back"]),
                name="an_offer_ends_once",
            ),
            models.CheckConstraint(
                name="only_a_correction_may_be_negative",
                condition=Q(amount__gt=0, corrects__isnull=True)
                | Q(what="corrected", corrects__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-at", "-number"], name="ledger_newest"),
            models.Index(fields=["owner", "what", "at"], name="ledger_what_when"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def with_tax(self) -> Decimal:
        """What the line holds with tax."""
        return self.amount + self.tax

    @property
    def ref(self) -> str:
        """The owner's own reference, such as L-0012."""
        return f"L-{self.number:04d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the line; raises TypeError when it is there already."""
        if self.pk is not None:
            raise TypeError("The ledger is never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: the ledger is never shortened."""
        raise TypeError("The ledger is never shortened.")
