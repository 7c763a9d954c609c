"""The screens of the plan: its options, its dates, the letter, and what they answered."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.forms.answer import AgreedForm, AnswerForm
from complaints.forms.dates import DatesForm
from complaints.forms.options import OptionsForm
from complaints.forms.send_plan import SendPlanForm
from complaints.gates import draft_plan
from complaints.models import ClientResponse, Complaint
from complaints.moves import answering, planning
from complaints.screens.screen import BEFORE_PLAN, Screen, past
from complaints.workflow import State


def _draft_options(complaint: Complaint, form: OptionsForm, now: datetime) -> None:
    planning.draft_options(complaint, form.drafts(), now=now)


def _draft_dates(complaint: Complaint, form: DatesForm, now: datetime) -> None:
    names = ("not_included", "nothing_to_add", "risk", "answer_by", "if_silent", "rhythm")
    answers = {name: form.cleaned_data[name] for name in names}
    planning.draft_dates(complaint, steps=form.drafts(), **answers, now=now)


def _send_plan(complaint: Complaint, form: SendPlanForm, now: datetime) -> None:
    plan_round = form.cleaned_data["plan_round"]
    planning.send_plan(complaint, plan_round=plan_round, letter=form.letter(), now=now)


def _agree(complaint: Complaint, form: AgreedForm, now: datetime) -> None:
    answering.agree_in_a_call(complaint, form.answer(), now=now)


def _answer(complaint: Complaint, form: AnswerForm, now: datetime) -> None:
    verb = (
        answering.accept
        if form.cleaned_data["kind"] == ClientResponse.Kind.ACCEPTS
        else answering.decline
    )
    verb(complaint, form.answer(), now=now)


def _has_options(complaint: Complaint) -> bool:
    plan = draft_plan(complaint)
    return (plan is None and complaint.plan_round > 0) or bool(plan and plan.by_letter)


def _has_dates(complaint: Complaint) -> bool:
    plan = draft_plan(complaint)
    if plan is None:
        return complaint.plan_round > 0
    # Steps are written together with the date for their answer.
    return plan.answer_by is not None


SCREENS = [
    Screen(
        "options",
        _("What could put it right?"),
        _("Two options beat one. Three is plenty"),
        OptionsForm,
        _draft_options,
        _("Continue"),
        _has_options,
        beside=("wish", "fit", "days", "policy"),
        then="dates",
        short=_("options"),
    ),
    Screen(
        "dates",
        _("What can they count on, and when?"),
        _("Dates you can keep beat dates that please"),
        DatesForm,
        _draft_dates,
        _("Continue"),
        _has_dates,
        beside=("options", "days", "promised"),
        then="send-plan",
        short=_("dates"),
    ),
    Screen(
        "send-plan",
        _("Is the plan ready to go?"),
        _("Read it once as if you were %(name)s"),
        SendPlanForm,
        _send_plan,
        _("Send the plan"),
        past(*BEFORE_PLAN),
        beside=("options", "policy"),
        gates=("G2", "G3", "G4"),
        is_final=True,
        sent=_("The plan is on its way. It is their turn now."),
        noted=_("The plan is noted. It is their turn now."),
        short=_("send the plan"),
    ),
    Screen(
        "agreed-in-a-call",
        _("What did %(name)s agree to?"),
        _("The plan is kept as it stands, and its dates count from now"),
        AgreedForm,
        _agree,
        _("Start with this option"),
        past(*BEFORE_PLAN),
        beside=("options",),
        is_final=True,
        sent=_("Their choice is noted. The dates are promises now."),
    ),
    Screen(
        "answer",
        _("What did %(name)s decide?"),
        _("A no and a wish for something else are answers too"),
        AnswerForm,
        _answer,
        _("Note their answer"),
        past(*BEFORE_PLAN, State.PROPOSED),
        beside=("options", "policy"),
        is_final=True,
        sent=_("Their answer is noted."),
        short=_("note their answer"),
    ),
]
