"""Clients, the people there, and the projects done for them."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.ownership import OwnedModel
from accounts.tax import Prices, Taxed

RATE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
A_RATE = models.Q(tax_rate__isnull=True, tax=0) | models.Q(tax_rate__range=(0, 100))


def _rate() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        _("tax rate, %"), max_digits=5, decimal_places=2, null=True, blank=True, validators=RATE
    )


def _tax() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        _("tax"), max_digits=14, decimal_places=3, default=Decimal(0), validators=[RATE[0]]
    )


class Client(OwnedModel):
    """A person or organisation that buys."""

    OWNER_PATH = "owner"

    class Consumer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("I don't know")

    owner = models.ForeignKey(User, models.CASCADE, related_name="clients")
    number = models.PositiveIntegerField()
    name = models.CharField(_("client"), max_length=120)
    is_consumer = models.CharField(
        _("private consumer?"), max_length=7, choices=Consumer, default=Consumer.UNKNOWN
    )
    since = models.DateField(_("client since"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "number"], name="a_client_number_is_given_once_per_owner"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Contact(OwnedModel):
    """A person at the client."""

    OWNER_PATH = "client__owner"

    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(is_main=True),
                name="a_client_has_one_main_contact",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The word to greet them by."""
        return self.name.split(" ")[0]


class Project(OwnedModel):
    """A piece of work with a fee."""

    OWNER_PATH = "owner"

    class State(models.TextChoices):
        PLANNED = "planned", _("not started")
        ACTIVE = "active", _("in progress")
        DELIVERED = "delivered", _("delivered")
        APPROVED = "approved", _("approved")
        ENDED = "ended", _("ended")

    class Charged(models.TextChoices):
        FIXED = "fixed", _("A fixed fee")
        HOURLY = "hourly", _("By the hour")
        STAGES = "stages", _("By stages")

    owner = models.ForeignKey(User, models.CASCADE, related_name="projects")
    client = models.ForeignKey(Client, models.RESTRICT, related_name="projects")
    number = models.PositiveIntegerField()
    title = models.CharField(_("project"), max_length=120)
    fee_net = models.DecimalField(
        _("fee"), max_digits=14, decimal_places=3, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3)
    charged = models.CharField(
        _("how it is charged"), max_length=6, choices=Charged, default=Charged.FIXED
    )
    hourly_rate = models.DecimalField(
        _("rate an hour"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    prices = models.CharField(_("prices are"), max_length=5, choices=Prices, default=Prices.NONE)
    tax_rate = _rate()
    # The tax on the fee, kept as it was rounded.
    tax = _tax()
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ACTIVE)
    started_on = models.DateField(_("started"), null=True, blank=True)
    due_on = models.DateField(_("agreed date"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    # Private: what the work took, for the numbers beside a decision about money.
    hours_spent = models.DecimalField(
        _("hours spent"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    outlays = models.DecimalField(
        _("outlays"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    started_without_policy = models.CharField(
        _("why it started without an agreed policy"), max_length=200, blank=True
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "number"], name="a_project_number_is_given_once_per_owner"
            ),
            models.CheckConstraint(
                name="a_fee_is_not_negative", condition=models.Q(fee_net__gte=0)
            ),
            models.CheckConstraint(name="tax_of_a_project_has_its_rate", condition=A_RATE),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """The owner's own reference, such as P-031."""
        return f"P-{self.number:03d}"

    @property
    def is_hourly(self) -> bool:
        """Whether no fee was agreed: it is worth what was invoiced for it."""
        return self.charged != self.Charged.STAGES and not self.fee_net

    @property
    def fee(self) -> Taxed:
        """The fee with its tax."""
        return Taxed(self.fee_net, self.tax, self.tax_rate)


class ProjectStage(OwnedModel):
    """A part of a project that is delivered and priced by itself, such as four panels at 90."""

    OWNER_PATH = "project__owner"

    project = models.ForeignKey(Project, models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(_("what"), max_length=120)
    amount = models.DecimalField(_("price of each, without tax"), max_digits=14, decimal_places=3)
    how_many = models.PositiveSmallIntegerField(_("how many"), default=1)
    delivered = models.PositiveSmallIntegerField(_("delivered"), default=0)
    delivered_on = models.DateField(_("last delivered"), null=True, blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="a_stage_number_is_given_once_per_project"
            ),
            models.CheckConstraint(
                name="a_stage_has_a_price_and_a_count",
                condition=models.Q(amount__gt=0, how_many__gte=1),
            ),
            models.CheckConstraint(
                name="no_more_of_a_stage_is_delivered_than_there_is",
                condition=models.Q(delivered__lte=models.F("how_many")),
            ),
            models.CheckConstraint(
                name="a_delivered_stage_has_its_day",
                condition=models.Q(delivered=0, delivered_on__isnull=True, approved_on__isnull=True)
                | models.Q(delivered__gte=1, delivered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def price(self) -> Decimal:
        """What all of them cost."""
        return self.amount * self.how_many

    @property
    def missing(self) -> int:
        """How many are not delivered yet."""
        return self.how_many - self.delivered

    @property
    def not_delivered(self) -> Decimal:
        """The price of those that are not delivered yet."""
        return self.amount * self.missing


class Invoice(OwnedModel):
    """Just enough of an invoice for rates and refunds: what was asked, and what was paid."""

    OWNER_PATH = "project__owner"

    project = models.ForeignKey(Project, models.CASCADE, related_name="invoices")
    number = models.CharField(_("invoice number"), max_length=40)
    net = models.DecimalField(
        _("amount, net"),
        max_digits=14,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3)
    tax_rate = _rate()
    tax = _tax()
    issued_on = models.DateField(_("issued"))
    paid_on = models.DateField(_("paid"), null=True, blank=True)
    voided_on = models.DateField(_("voided"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="an_invoice_number_is_used_once_per_project"
            ),
            models.CheckConstraint(
                name="an_invoice_is_not_negative", condition=models.Q(net__gte=0)
            ),
            models.CheckConstraint(name="tax_of_an_invoice_has_its_rate", condition=A_RATE),
            models.CheckConstraint(
                name="a_paid_invoice_is_not_void",
                condition=models.Q(paid_on__isnull=True) | models.Q(voided_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Issued, not paid, not void."""
        return self.paid_on is None and self.voided_on is None

    @property
    def amount(self) -> Taxed:
        """What it asks for, with its tax."""
        return Taxed(self.net, self.tax, self.tax_rate)
