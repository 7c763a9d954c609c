"""Changes that need no screen of their own: start, discard, a step done, past a gate. POST only,
but for the first."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.greeting import greeting
from accounts.once import adds, may_add
from accounts.requests import OwnerRequest
from clients.changes import address_as
from clients.models import Project
from complaints import selectors
from complaints.forms.intake import LogForm
from complaints.forms.round import OverrideForm
from complaints.gates import GATES, LOCKED_WORDS, GateClosedError, missing_for
from complaints.letters import opening
from complaints.models import Complaint
from complaints.moves import answering, closing, delivering, intake
from complaints.moves.base import IllegalMoveError
from complaints.screens import SCREENS
from complaints.views import confirming
from complaints.workflow import MOVES, STATE_WORDS, M, State, may

# The gates that can be passed with a reason, and what lies behind each.
OVERRIDABLE: dict[str, Lazy] = {
    "G6": gettext_lazy("money"),
    "G6b": gettext_lazy("a full refund"),
    "GC": gettext_lazy("above the ceiling"),
    "G7": gettext_lazy("closing"),
}
# What stands above the list of what such a gate misses; the ceiling misses nothing.
BEFORE: dict[str, Lazy] = {
    "G6": gettext_lazy("Before money opens"),
    "G6b": gettext_lazy("Before a full refund opens"),
    "G7": gettext_lazy("Before this can be closed"),
}
LATEST = 5


@require_http_methods(["GET", "POST"])
@adds
def new(request: OwnerRequest) -> HttpResponse:
    """S1: ask what they said and whose it is; the button logs the complaint (T1). Opening it
    changes nothing."""
    wish = request.GET.get("project", "").removeprefix("P-").lstrip("0")
    is_sent = request.method == "POST"
    form = LogForm(request.POST if is_sent else None, user=request.user, initial={"project": wish})
    if is_sent and may_add(request, form):
        nobody = {"project": None, "contact": None}
        complaint = intake.log(request.user, **nobody | form.cleaned_data, now=clock.now())
        return redirect("screen", ref=complaint.ref, slug="words")
    latest = Project.objects.for_user(request.user).select_related("client").order_by("-pk")
    context = {"form": form, "latest": list(latest[:LATEST]), "nav_current": "complaints"}
    return render(request, "complaints/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: OwnerRequest, ref: str) -> HttpResponse:
    """T3: withdraw a draft, once it was asked whether to."""
    complaint = selectors.complaint_by_ref(request.user, ref)
    if request.method != "POST":
        return _ask(request, complaint, M.DISCARD)
    try:
        intake.discard(complaint, now=clock.now())
    except IllegalMoveError as refused:
        return _refused(request, ref, refused.sentence)
    messages.success(request, _("The draft of %(ref)s is discarded.") % {"ref": complaint.ref})
    return redirect("complaints")


@require_POST
def keep_address(request: OwnerRequest, ref: str) -> HttpResponse:
    """Address the person from now on as the last letter to them did."""
    complaint = selectors.complaint_by_ref(request.user, ref)
    address = opening.to_keep(complaint)
    if complaint.contact and address:
        address_as(complaint.contact, address)
        words = _("Letters to %(person)s now begin “%(opening)s”.")
        params = {"person": complaint.contact.name, "opening": greeting(address)}
        messages.success(request, words % params)
    return redirect("complaint", ref=complaint.ref)


@require_POST
def step_done(request: OwnerRequest, ref: str, position: int) -> HttpResponse:
    """Mark one step of the accepted plan as done."""
    return _with_step(request, ref, position, delivering.mark_step_done)


@require_POST
def step_reopen(request: OwnerRequest, ref: str, position: int) -> HttpResponse:
    """Take back that one step of the accepted plan is done."""
    return _with_step(request, ref, position, delivering.reopen_step)


def _with_step(
    request: OwnerRequest, ref: str, position: int, verb: Callable[..., None]
) -> HttpResponse:
    complaint = selectors.complaint_by_ref(request.user, ref)
    try:
        verb(complaint, position, now=clock.now())
    except IllegalMoveError as refused:
        return _refused(request, ref, refused.sentence)
    return redirect("screen", ref=complaint.ref, slug="round")


@require_http_methods(["GET", "HEAD", "POST"])
def end_offer(request: OwnerRequest, ref: str, plan_round: int) -> HttpResponse:
    """T10: end what is out without an answer, once it was asked whether to."""
    complaint = selectors.complaint_by_ref(request.user, ref)
    if request.method != "POST":
        return _ask(request, complaint, M.LAPSE)
    try:
        answering.end_offer(complaint, plan_round=plan_round, now=clock.now())
    except IllegalMoveError as refused:
        return _refused(request, ref, refused.sentence)
    except GateClosedError as closed:
        return _refused(request, ref, closed.missing[0].sentence)
    messages.success(request, _("The offer has ended. It is your turn."))
    return redirect("complaint", ref=complaint.ref)


@require_http_methods(["GET", "POST"])
@adds
def override(request: OwnerRequest, ref: str, gate: str) -> HttpResponse:
    """T22: go past a gate with a reason."""
    complaint = selectors.complaint_by_ref(request.user, ref)
    if gate not in OVERRIDABLE:
        raise Http404
    now = clock.now()
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and may_add(request, form):
        answers = form.cleaned_data
        try:
            closing.override(
                complaint, gate=gate, code=answers["code"], note_text=answers["note"], now=now
            )
        except IllegalMoveError as refused:
            return _refused(request, ref, refused.sentence)
        if gate != "G7" and SCREENS["money"].is_open(complaint):
            return redirect("screen", ref=complaint.ref, slug="money")
        return redirect("complaint", ref=complaint.ref)
    context = {
        "complaint": complaint,
        "form": form,
        "about": OVERRIDABLE[gate],
        "locked_words": LOCKED_WORDS[gate],
        "missing": missing_for((gate,), complaint, now) if gate in GATES else [],
        "before": BEFORE.get(gate, ""),
        "nav_current": "complaints",
    }
    status = 422 if form.errors else 200
    return render(request, "complaints/override.html", context, status=status)


def _ask(request: OwnerRequest, complaint: Complaint, move: M) -> HttpResponse:
    """Ask before `move`; where it cannot be made any more, say so at once."""
    confirm = MOVES[move].confirm
    if confirm is None or not may(move, complaint.state):
        return _refused(request, complaint.ref, IllegalMoveError(complaint).sentence)
    return confirming.ask(request, complaint, confirm)


def _refused(request: OwnerRequest, ref: str, sentence: str) -> HttpResponse:
    complaint = selectors.complaint_by_ref(request.user, ref)
    context = {
        "complaint": complaint,
        "sentence": sentence,
        "typed": [],
        "state_words": STATE_WORDS[State(complaint.state)],
        "nav_current": "complaints",
    }
    return render(request, "complaints/refused.html", context, status=409)
