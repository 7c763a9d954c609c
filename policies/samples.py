"""The three policies to start from: a small job, a fixed project, a retainer. Data."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.terms import Ceiling
from policies.wording import Wording


@dataclass(frozen=True)
class Sample:
    """A starter policy: `slug` in forms, `note` says for which work it is meant."""

    slug: str
    title: str | Promise
    note: str | Promise
    wording: Wording


SMALL_JOB = Sample(
    slug="small-job",
    title=_("Small job"),
    note=_("One round, for work of a day or two. An extra round costs a share of the fee."),
    wording=Wording(
        rounds_included=1,
        round_means=_(
            "You send me all your changes to one draft together, in one list. I make them and send"
            " the draft back. That is one round."
        ),
        new_work_means=_(
            "Anything the brief does not mention: another format, another language, another idea"
            " after you approved the first."
        ),
        extra_round_percent=Decimal(15),
        turnaround_days=2,
        feedback_window_days=3,
        ceiling_percent=Decimal(50),
        ceiling_days=30,
    ),
)
FIXED_PROJECT = Sample(
    slug="fixed-project",
    title=_("Fixed project"),
    note=_("Two rounds for each approved stage, for projects with one agreed fee."),
    wording=Wording(
        rounds_included=2,
        round_means=_(
            "You collect everybody's changes to a draft and send them to me in one list. I make"
            " them and send the next draft. That is one round."
        ),
        new_work_means=_(
            "A change of direction after you approved it, and parts the proposal does not list,"
            " such as more pages, other sizes or another language."
        ),
        extra_round_price=Decimal(150),
        turnaround_days=3,
        feedback_window_days=5,
        ceiling_percent=Decimal(30),
        ceiling_days=60,
    ),
)
RETAINER = Sample(
    slug="retainer",
    title=_("Retainer"),
    note=_("Three rounds a month, for clients who pay the same each month."),
    wording=Wording(
        rounds_included=3,
        round_means=_(
            "You send me your changes to one piece of this month's work in one list. I make them"
            " and send it back. That is one round; unused rounds end with the month."
        ),
        new_work_means=_(
            "Work beyond the hours or pieces agreed for the month, and pieces of a kind we have"
            " not agreed on."
        ),
        extra_round_percent=Decimal(10),
        turnaround_days=2,
        feedback_window_days=5,
        ceiling_percent=Decimal(25),
        ceiling_days=30,
    ),
)
BY_STAGES = Sample(
    slug="by-stages",
    title=_("By stages"),
    note=_("One round for each stage. What is paid and not delivered can go back."),
    wording=Wording(
        rounds_included=1,
        round_means=_(
            "You send me all your changes to one stage together, in one list. I make them and send"
            " the stage back. That is one round."
        ),
        new_work_means=_(
            "Stages the offer does not list, and changes to a stage after you approved it."
        ),
        extra_round_percent=Decimal(10),
        turnaround_days=3,
        feedback_window_days=5,
        ceiling_kind=Ceiling.STAGES,
        ceiling_percent=Decimal(0),
        ceiling_days=60,
    ),
)
SAMPLES = (SMALL_JOB, FIXED_PROJECT, RETAINER, BY_STAGES)


def sample(slug: str) -> Sample | None:
    """Return the sample called `slug`, or None."""
    return next((each for each in SAMPLES if each.slug == slug), None)
