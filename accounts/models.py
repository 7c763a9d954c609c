"""The freelancer: User, who signs in by email, their Preferences and their running numbers."""

from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import greeting, lead_times
from accounts.ownership import OwnedModel
from accounts.quiet_hours import QuietHours
from accounts.tax import Prices
from accounts.working_time import WorkCalendar, make_calendar


class UserManager(BaseUserManager["User"]):
    """Makes accounts; a freelancer is staff so that the policy admin lets them in."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Return a saved freelancer, who has preferences from the start."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Return a saved account of a person who runs the server."""
        return self.create_user(email, password, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with this address, however its letters were typed."""
        return super().get_by_natural_key((username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A freelancer, or with `is_superuser` the person who runs the server."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("your name"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the account; a new one gets its preferences in the same transaction."""
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                Preferences.objects.create(user=self)

    @property
    def addressed(self) -> str:
        """How mails and pages address them; empty when no name was given."""
        return greeting.guess(self.name)


class Preferences(OwnedModel):
    """How one freelancer works and wants to be reminded."""

    OWNER_PATH = "user"

    class Theme(models.TextChoices):
        SYSTEM = "system", _("as the device says")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    user = models.OneToOneField(User, models.CASCADE, related_name="preferences")
    business_name = models.CharField(_("business name"), max_length=80, blank=True)
    sender_name = models.CharField(_("name on your letters"), max_length=80, blank=True)
    reply_to = models.EmailField(_("address for answers"), blank=True)
    sign_off = models.CharField(_("sign-off"), max_length=60, default=_("Warm regards"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    locale = models.CharField(_("dates and numbers as in"), max_length=10, default="en-gb")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    country = models.CharField(_("holidays of"), max_length=2, blank=True)
    region = models.CharField(_("holidays of the region"), max_length=40, blank=True)
    working_days = models.CharField(_("working days"), max_length=7, default="01234")
    work_starts = models.TimeField(_("working hours from"), default=time(9, 0))
    work_ends = models.TimeField(_("working hours until"), default=time(17, 0))
    days_off = models.TextField(_("days off"), blank=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(20, 0))
    quiet_until = models.TimeField(_("quiet until"), default=time(7, 30))
    digest_at = models.TimeField(_("daily mail at"), default=time(8, 30))
    digest_on = models.BooleanField(_("daily mail"), default=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    # Preset for new projects; a project keeps its own.
    prices = models.CharField(
        _("your prices are"), max_length=5, choices=Prices, default=Prices.NONE
    )
    tax_rate = models.DecimalField(
        _("tax rate, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    tax_name = models.CharField(_("what you call the tax"), max_length=20, blank=True)
    hourly_cost = models.DecimalField(
        _("your own cost per hour"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    give_back_limit = models.DecimalField(
        _("limit for money given back, % of a year's revenue"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("2"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    lead_times = models.JSONField(default=dict, blank=True)
    theme = models.CharField(_("colours"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    # Country, currency, dates and zone came from the browser, and nobody has said that they fit.
    is_guessed = models.BooleanField(default=False, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                name="the_working_day_ends_after_it_starts",
                condition=models.Q(work_ends__gt=models.F("work_starts")),
            ),
            models.CheckConstraint(
                name="the_week_has_a_working_day", condition=~models.Q(working_days="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    def calendar(self) -> WorkCalendar:
        """Return the freelancer's working calendar."""
        return make_calendar(
            zone=self.time_zone,
            working_days=self.working_days,
            day_start=self.work_starts,
            day_end=self.work_ends,
            country=self.country,
            region=self.region,
            days_off=self.days_off,
        )

    def quiet_hours(self) -> QuietHours:
        """Return the hours in which the freelancer wants to hear nothing."""
        return QuietHours(self.calendar(), self.quiet_from, self.quiet_until)

    def lead_time(self, name: str) -> int:
        """Return the lead time called `name` (accounts.lead_times), in its own unit."""
        return lead_times.chosen(self.lead_times, name)

    @property
    def from_name(self) -> str:
        """The name that stands under letters."""
        return self.sender_name or self.user.name or self.business_name or self.user.email

    @property
    def answers_to(self) -> str:
        """The address clients answer to."""
        return self.reply_to or self.user.email


class Counter(OwnedModel):
    """The last number given to one kind of row of one freelancer: references never repeat."""

    OWNER_PATH = "owner"

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind"], name="one_counter_per_owner_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"


class Invitation(models.Model):
    """A place for one person, whom whoever runs the server asked in. accounts.invitations has the
    rules; the words of its two links are kept nowhere."""

    email = models.EmailField(_("email address"))
    mailed_digest = models.CharField(max_length=64, unique=True, editable=False)
    shown_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("invited"), editable=False)
    expires_at = models.DateTimeField(_("good until"), editable=False)
    used_at = models.DateTimeField(_("used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_invitation_is_not_both_used_and_taken_back",
                condition=models.Q(used_at=None) | models.Q(revoked_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.email


class FormUse(OwnedModel):
    """One form that was sent and added something, so that sending it again adds nothing."""

    OWNER_PATH = "owner"

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    word = models.CharField(max_length=40)
    content = models.CharField(max_length=64)
    led_to = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "word"], name="a_form_is_used_once")
        ]

    def __str__(self) -> str:
        return self.led_to


class PutAside(OwnedModel):
    """A form that was sent after its session had ended, for when its owner signs in again."""

    OWNER_PATH = "owner"

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "place"], name="one_form_is_put_aside_for_a_page"
            )
        ]

    def __str__(self) -> str:
        return self.place
