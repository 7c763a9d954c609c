"""One question before what can't be taken back: what will happen, and what the client gets."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.form_tokens import NOT_TYPED
from accounts.requests import OwnerRequest
from complaints.forms.base import ScreenForm
from complaints.forms.letter import LetterForm
from complaints.models import Complaint
from complaints.workflow import Confirm

CHANGE = "change"
# What the page of the question sets anew.
OWN = NOT_TYPED | {"action", "confirmed"}


def ask(
    request: OwnerRequest, complaint: Complaint, confirm: Confirm, **context: object
) -> HttpResponse:
    """Ask before a move; the button posts to the same address."""
    names = {"name": complaint.who}
    context = {
        "complaint": complaint,
        "question": confirm.question,
        "what": str(confirm.what) % names,
        "button": confirm.button,
        "nav_current": "complaints",
        **context,
    }
    return render(request, "complaints/confirm.html", context)


def ask_about(
    request: OwnerRequest, complaint: Complaint, confirm: Confirm, form: ScreenForm
) -> HttpResponse:
    """Ask before the button of a screen does what it says; everything typed comes along."""
    typed = [(name, each) for name, values in request.POST.lists() for each in values]
    return ask(
        request,
        complaint,
        confirm,
        letter=form.letter() if isinstance(form, LetterForm) else None,
        address=form.address if isinstance(form, LetterForm) else "",
        typed=[(name, each) for name, each in typed if name not in OWN],
        can_change=True,
    )
