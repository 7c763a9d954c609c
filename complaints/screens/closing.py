"""The screen that ends a complaint: one record for both."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.forms.round import CloseForm
from complaints.models import Complaint
from complaints.moves import closing
from complaints.screens.screen import Screen
from complaints.workflow import MOVES, M, State


def _close(complaint: Complaint, form: CloseForm, now: datetime) -> None:
    answers = form.cleaned_data
    note = answers["outcome_note"]
    closing.close(
        complaint,
        outcome=answers["outcome"],
        satisfaction=answers["satisfaction"],
        summary="\n\n".join(filter(None, [answers["body"], note])),
        hours_total=answers["hours_total"],
        direct_cost=answers["direct_cost"],
        letter=form.letter(),
        now=now,
    )


SCREENS = [
    Screen(
        "close",
        _("How did it end?"),
        _("One record, the same for both of you"),
        CloseForm,
        _close,
        _("Close it"),
        lambda complaint: complaint.state == State.CLOSED,
        beside=("summary", "policy"),
        gates=("G7",),
        before=_("Before this can be closed"),
        is_final=True,
        sent=_("It is closed."),
        short=_("close it"),
        confirm=MOVES[M.CLOSE].confirm,
    ),
]
