"""The screens of money: the amount, the offer, and that it was sent."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.forms.money import MoneyForm
from complaints.forms.money_offer import MoneyOfferForm, SettleForm
from complaints.gates import draft_plan
from complaints.models import Complaint, Plan, Remedy
from complaints.moves import money, planning
from complaints.screens.screen import Screen
from complaints.workflow import State


def _draft_money(complaint: Complaint, form: MoneyForm, now: datetime) -> None:
    money.draft_money(complaint, form.draft(), now=now)


def _send_money(complaint: Complaint, form: MoneyOfferForm, now: datetime) -> None:
    plan_round = form.cleaned_data["plan_round"]
    planning.send_plan(complaint, plan_round=plan_round, letter=form.letter(), now=now)


def _settle(complaint: Complaint, form: SettleForm, now: datetime) -> None:
    answers = form.cleaned_data
    money.settle(complaint, reference=answers["reference"], paid_at=answers["paid_at"], now=now)


def has_money_draft(complaint: Complaint) -> bool:
    """Say whether an offer of money is being written."""
    plan = draft_plan(complaint)
    return bool(plan and plan.money_option)


def _has_money(complaint: Complaint) -> bool:
    """Say whether money is written as an offer, or was offered before."""
    return any(plan.money_option for plan in complaint.plans.all())


def _has_offered_money(complaint: Complaint) -> bool:
    return any(plan.money_option for plan in complaint.plans.all() if plan.sent_at)


def _has_settled(complaint: Complaint) -> bool:
    return complaint.remedies.filter(state=Remedy.State.SETTLED).exists()


def owes_money(complaint: Complaint) -> bool:
    """Say whether accepted money waits to be sent: it is all that its plan offered."""
    if complaint.state != State.IN_PROGRESS:
        return False
    plan = complaint.plan_in(Plan.State.ACCEPTED)
    return bool(plan and plan.money_option)


SCREENS = [
    Screen(
        "money",
        _("Would money put this right?"),
        _("Decide with the numbers in view. Nothing is sent yet"),
        MoneyForm,
        _draft_money,
        _("Write the offer"),
        _has_money,
        beside=("numbers", "given_back", "tried", "policy", "similar"),
        gates=("G6",),
        before=_("Before money opens"),
        then="money-offer",
        short=_("money"),
    ),
    Screen(
        "money-offer",
        _("Is the offer ready to go?"),
        _("Read it once as if you were %(name)s"),
        MoneyOfferForm,
        _send_money,
        _("Send the offer"),
        _has_offered_money,
        beside=("offer", "numbers", "given_back"),
        gates=("G2", "G4"),
        is_final=True,
        sent=_("The offer is on its way. It is their turn now."),
        short=_("send the offer"),
    ),
    Screen(
        "settle",
        _("Has the money been sent?"),
        _("Mark it once it has left your account"),
        SettleForm,
        _settle,
        _("Mark it as sent"),
        _has_settled,
        beside=("offer", "numbers"),
        is_final=True,
        sent=_("It is marked as sent. The reminders for it have stopped."),
        short=_("mark it as sent"),
    ),
]
