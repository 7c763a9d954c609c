"""A numbered proposal with its options and steps; frozen once it is sent."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.given import GivenDate
from accounts.ownership import OwnedModel
from complaints.models.complaint import Complaint
from complaints.models.given import Given


class Plan(Given, OwnedModel):
    """What the freelancer offers: up to three options, their dates and limits.

    Its dates and those of its options and steps were said where it was sent from.
    """

    OWNER_PATH = "complaint__owner"

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        COUNTERED = "countered", _("they want something else")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("lapsed")
        REPLACED = "replaced", _("replaced")

    class IfSilent(models.TextChoices):
        WAIT = "wait", _("I wait")
        GO_AHEAD = "go_ahead", _("I go ahead with my suggestion")

    class Rhythm(models.TextChoices):
        EACH_STEP = "each_step", _("after each step")
        THREE_DAYS = "three_days", _("every 3 working days")
        WEEKLY = "weekly", _("weekly")

    # Every state but the first: it went out, or was agreed on in a call.
    SENT = tuple(state for state in State.values if state != "draft")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="plans")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    not_included = models.TextField(blank=True)
    nothing_to_add = models.BooleanField(default=False)
    risk = models.CharField(max_length=160, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    if_silent = models.CharField(max_length=8, choices=IfSilent, default=IfSilent.WAIT)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.EACH_STEP)
    nudge_ok = models.BooleanField(default=False)
    counter = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "round"], name="a_plan_round_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(state="draft"),
                name="a_complaint_has_one_plan_in_draft",
            ),
            models.UniqueConstraint(
                fields=["complaint"],
                condition=Q(state="sent"),
                name="a_complaint_has_one_plan_out",
            ),
            models.CheckConstraint(
                name="a_sent_plan_has_a_moment",
                condition=Q(state="draft") | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint}, plan {self.round}"

    @property
    def answer_due(self) -> GivenDate | None:
        """The day for their answer as they were given it."""
        return self.given(self.answer_by) if self.answer_by else None

    @property
    def money_option(self) -> "PlanOption | None":
        """Its option of money, if it offers money."""
        return next((option for option in self.by_letter if option.is_money), None)

    @cached_property
    def by_letter(self) -> "list[PlanOption]":
        """Its options, A first, as they were when somebody first asked this object."""
        return sorted(self.options.all(), key=lambda option: option.letter)

    @property
    def needs_steps(self) -> bool:
        """Something is done in one of its options: an explanation is only said."""
        return any(option.kind != PlanOption.Kind.EXPLANATION for option in self.by_letter)

    @cached_property
    def in_order(self) -> "list[PlanStep]":
        """Its steps in order, as they were when somebody first asked this object."""
        return sorted(self.steps.all(), key=lambda step: step.position)


class PlanOption(OwnedModel):
    """One choice of a plan."""

    OWNER_PATH = "plan__complaint__owner"

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", _("explanation")
        REVISION = "revision", _("revision")
        REDO = "redo", _("redo")
        PART_REDO = "part_redo", _("redo of a part")
        PARTIAL_EARLY = "partial_early", _("sooner, in part")
        QUOTE = "quote", _("extra work (quote)")
        GOODWILL_CREDIT = "goodwill_credit", _("goodwill credit")
        DISCOUNT = "discount", _("discount on an open invoice")
        PARTIAL_REFUND = "partial_refund", _("partial refund")
        FULL_REFUND = "full_refund", _("full refund")

    MONEY = ("goodwill_credit", "discount", "partial_refund", "full_refund")
    RUNGS = {
        "explanation": 1,
        "revision": 2,
        "partial_early": 2,
        "redo": 3,
        "part_redo": 3,
        "quote": 0,
        "goodwill_credit": 4,
        "discount": 4,
        "partial_refund": 5,
        "full_refund": 6,
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="options")
    letter = models.CharField(max_length=1)
    kind = models.CharField(max_length=15, choices=Kind)
    what = models.TextField()
    ready_on = models.DateField()
    ready_hour = models.TimeField(null=True, blank=True)
    client_cost = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0))
    currency = models.CharField(max_length=3)
    effort_hours = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    is_suggested = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "letter"], name="an_option_letter_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(is_suggested=True), name="one_option_is_suggested"
            ),
            models.CheckConstraint(
                name="only_extra_work_costs_the_client_something",
                condition=Q(client_cost=0) | (Q(kind="quote") & Q(client_cost__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.get_kind_display()}"

    @property
    def ready(self) -> GivenDate:
        """The day, and the hour where one is named, by which it is ready."""
        return self.plan.given(self.ready_on, self.ready_hour)

    @property
    def is_money(self) -> bool:
        """The option gives money back; its terms are in `money`."""
        return self.kind in self.MONEY


class PlanStep(OwnedModel):
    """One thing to do, by whom and by when; it belongs to an option or, with none, to all of
    them."""

    OWNER_PATH = "plan__complaint__owner"

    class Who(models.TextChoices):
        ME = "me", _("me")
        CLIENT = "client", _("client")
        OTHER = "other", _("someone else")

    class State(models.TextChoices):
        TO_DO = "to_do", _("to do")
        DOING = "doing", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    option = models.ForeignKey(
        PlanOption, models.CASCADE, null=True, blank=True, related_name="steps"
    )
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=160)
    who = models.CharField(max_length=6, choices=Who, default=Who.ME)
    due_on = models.DateField()
    is_finding_out = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State, default=State.TO_DO)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="a_step_position_is_given_once"
            ),
            models.CheckConstraint(
                name="a_done_step_says_when", condition=~Q(state="done") | Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.what
