"""The screens that put it right: the round that is handed over, and their check of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.forms.answer import TheirCheckForm
from complaints.forms.round import RoundForm
from complaints.models import ClientResponse, Complaint
from complaints.moves import delivering
from complaints.screens.screen import BEFORE_PLAN, Screen, past
from complaints.workflow import State


def _deliver(complaint: Complaint, form: RoundForm, now: datetime) -> None:
    answers = form.cleaned_data
    delivering.deliver(
        complaint,
        round_type=answers.get("round_type", ""),
        reason=answers.get("reason", ""),
        results=form.results(),
        deliverable=answers["deliverable"],
        feedback_by=answers["feedback_by"],
        hours=answers["hours"],
        letter=form.letter(),
        now=now,
    )


def _their_check(complaint: Complaint, form: TheirCheckForm, now: datetime) -> None:
    is_right = form.cleaned_data["kind"] == ClientResponse.Kind.RIGHT
    verb = delivering.confirm if is_right else delivering.not_enough
    verb(complaint, form.answer(), now=now)


SCREENS = [
    Screen(
        "round",
        _("What changes in this round?"),
        _("Point by point, so that nothing they raised is left open"),
        RoundForm,
        _deliver,
        _("Hand it over"),
        past(*BEFORE_PLAN, State.PROPOSED, State.IN_PROGRESS),
        beside=("steps", "policy"),
        is_final=True,
        sent=_("The delivery is on its way. It is their turn to check."),
        short=_("hand it over"),
    ),
    Screen(
        "their-check",
        _("What does %(name)s say about it?"),
        _("Note it as they said it"),
        TheirCheckForm,
        _their_check,
        _("Note their answer"),
        lambda complaint: complaint.state in {State.RESOLVED, State.CLOSED},
        beside=("delivered", "points"),
        is_final=True,
        sent=_("Their answer is noted."),
        short=_("note their check"),
    ),
]
