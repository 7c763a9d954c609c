"""One view runs every guided screen: show it, keep what is typed, or do what its button says."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.formats import relative_moment
from accounts.requests import OwnerRequest
from complaints import beside, drafts, finance, gates, selectors
from complaints.forms.base import ScreenForm
from complaints.forms.dates import DatesForm
from complaints.forms.letter import PUT_BACK, REFRESH, START_AGAIN, LetterForm
from complaints.forms.money import MoneyForm
from complaints.forms.options import OptionsForm
from complaints.letters.release import UnfilledError
from complaints.models import Complaint
from complaints.moves.base import IllegalMoveError
from complaints.screens import SCREENS, Screen
from complaints.views import confirming
from complaints.views.confirming import CHANGE
from complaints.views.timeline import record_of
from complaints.workflow import Stage
from outbox import held, waiting
from policies.rounds import RoundRefused

OK, INVALID, CONFLICT = 200, 422, 409
SHARE = "share:"
MOMENTS = {"30m": timedelta(minutes=30), "2h": timedelta(hours=2)}
NINE = time(9, 0)


@require_http_methods(["GET", "POST"])
def screen(request: OwnerRequest, ref: str, slug: str) -> HttpResponse:
    """Show one guided screen, or take what was typed on it."""
    complaint, page = _find(request, ref, slug)
    now = clock.now()
    if request.method == "POST":
        return _take(request, complaint, page, now)
    if not page.is_open(complaint):
        return _closed(request, complaint, page, now)
    draft = drafts.find(complaint, slug)
    data = drafts.as_typed(draft) if draft and draft.data else None
    form = page.form(data, complaint=complaint, now=now)
    if data is not None:
        form.without_errors()
    return _show(request, complaint, page, form, now, draft=draft)


@require_POST
def save_draft(request: OwnerRequest, ref: str, slug: str) -> HttpResponse:
    """Keep what is being typed and answer with the line “Saved 14:02”."""
    complaint, page = _find(request, ref, slug)
    now = clock.now()
    context: dict[str, Any] = {"now": now}
    if not page.is_open(complaint):
        context["is_closed"] = True
        return render(request, "complaints/_saved.html", context)
    try:
        version = int(request.POST.get("draft_version") or 0)
        context["draft"] = drafts.keep(complaint, slug, request.POST, version=version, now=now)
        if slug == "acknowledge":
            body = request.POST.get("body", "")
            context["five_points"] = beside.five_points(complaint, body, oob=True)
    except drafts.StaleDraftError as stale:
        context["other"] = stale.draft
        context["other_words"] = _readable(stale.draft.data)
    except (drafts.DraftTooLargeError, ValueError):
        context["too_large"] = True
    return render(request, "complaints/_saved.html", context)


def _find(request: OwnerRequest, ref: str, slug: str) -> tuple[Complaint, Screen]:
    if slug not in SCREENS:
        raise Http404
    complaint, page = selectors.complaint_by_ref(request.user, ref), SCREENS[slug]
    if page.stage in {Stage.MONEY, Stage.CLOSE}:
        selectors.read_what_was_offered(complaint)
    if page.stage == Stage.MONEY:
        finance.read_along(complaint, complaint.owner.preferences.calendar().today(clock.now()))
    if page.stage == Stage.CLOSE:
        selectors.read_answers(complaint)
    return complaint, page


def _take(request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime) -> HttpResponse:
    action = request.POST.get("action", "continue")
    data = request.POST
    if not page.is_open(complaint):
        form = page.form(data, complaint=complaint, now=now).without_errors()
        return _refused(request, complaint, page, form, IllegalMoveError(complaint).sentence, now)
    if action in {"leave", "skip", "moment"} and not (action == "leave" and page.slug == "check"):
        return _put_aside(request, complaint, page, action, now)
    form = page.form(data, complaint=complaint, now=now, **_files(request, page))
    asks_again = action in {REFRESH, START_AGAIN, PUT_BACK, CHANGE, "add"} or form.is_searching
    if asks_again or action.startswith(SHARE):
        return _show(request, complaint, page, _reworked(form, action), now)
    return _submit(request, complaint, page, form, now)


def _submit(
    request: OwnerRequest, complaint: Complaint, page: Screen, form: ScreenForm, now: datetime
) -> HttpResponse:
    if not form.is_valid():
        _keep_quietly(request, complaint, page, now)
        return _show(request, complaint, page, form, now, status=INVALID)
    if form.rewritten:
        return _show(
            request,
            complaint,
            page,
            form,
            now,
            notice=_("The message now follows your answers. Read it once, then send it."),
        )
    if page.confirm and "confirmed" not in request.POST and not _is_shut(complaint, page, now):
        _keep_quietly(request, complaint, page, now)
        return confirming.ask_about(request, complaint, page.confirm, form)
    try:
        page.submit(complaint, form, now)
    except IllegalMoveError as refused:
        return _refused(request, complaint, page, form, refused.sentence, now)
    except gates.GateClosedError as closed:
        _keep_quietly(request, complaint, page, now)
        return _show(request, complaint, page, form, now, status=CONFLICT, missing=closed.missing)
    except (UnfilledError, RoundRefused) as refused:
        return _refused(request, complaint, page, form, str(refused), now)
    return _onwards(request, complaint, page, now)


def _is_shut(complaint: Complaint, page: Screen, now: datetime) -> bool:
    return bool(gates.missing_for(page.gates, complaint, now))


def _onwards(
    request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime
) -> HttpResponse:
    if waits := _just_held(complaint, now):
        messages.warning(request, waits)
    elif page.sent:
        messages.success(request, str(page.sent))
    if page.then and request.POST.get("action") != "leave":
        return redirect("screen", ref=complaint.ref, slug=page.then)
    return redirect("complaint", ref=complaint.ref)


def _just_held(complaint: Complaint, now: datetime) -> str:
    """Return why the letter that was sent at `now` waits; mostly nothing."""
    rows = held.waiting().filter(message__complaint=complaint, created_at=now)
    return waiting.said(rows.select_related("user").first(), now)


def _put_aside(
    request: OwnerRequest, complaint: Complaint, page: Screen, action: str, now: datetime
) -> HttpResponse:
    if action == "skip":
        if not page.can_skip:
            raise Http404
        drafts.skip(complaint, page.slug, request.POST, now=now)
        return redirect("screen", ref=complaint.ref, slug=page.then)
    if action == "moment":
        back_at = _back_at(complaint, request.POST.get("moment", ""), now)
        drafts.give_a_moment(complaint, page.slug, request.POST, back_at=back_at, now=now)
        words = _("Saved. A reminder comes %(when)s.") % {"when": relative_moment(back_at)}
        messages.success(request, words)
    else:
        drafts.keep(complaint, page.slug, request.POST, version=None, now=now)
        messages.success(request, _("Saved. Everything is where you left it."))
    return redirect("complaint", ref=complaint.ref)


def _back_at(complaint: Complaint, wish: str, now: datetime) -> datetime:
    """Return when to ask again (UTC): in 30 minutes, in 2 hours, or tomorrow at nine."""
    if wish in MOMENTS:
        return now + MOMENTS[wish]
    calendar = complaint.owner.preferences.calendar()
    return calendar.at(calendar.today(now) + timedelta(days=1), NINE)


def _reworked(form: ScreenForm, action: str) -> ScreenForm:
    if action == "add" and isinstance(form, OptionsForm):
        form.add_card()
    if action == "add" and isinstance(form, DatesForm):
        form.add_row()
    if action.startswith(SHARE) and isinstance(form, MoneyForm):
        form.take_share(action.removeprefix(SHARE))
    return form.reworked(action) if isinstance(form, LetterForm) else form.without_errors()


def _show(
    request: OwnerRequest,
    complaint: Complaint,
    page: Screen,
    form: ScreenForm,
    now: datetime,
    *,
    status: int = OK,
    **extra: Any,
) -> HttpResponse:
    draft = extra.pop("draft") if "draft" in extra else drafts.find(complaint, page.slug)
    missing = extra.pop("missing", None) or gates.missing_for(page.gates, complaint, now)
    name = complaint.first_name
    cards = beside.cards(page.beside, complaint, now)
    if page.slug == "acknowledge":
        cards.insert(0, beside.five_points(complaint, str(form["body"].value() or "")))
    context = {
        "complaint": complaint,
        "screen": page,
        "question": str(page.question) % {"name": name},
        "helper": str(page.helper) % {"name": name},
        "form": form,
        "missing": [each for each in missing if each.screen != page.slug],
        "here_missing": [each for each in missing if each.screen == page.slug],
        "draft": draft,
        "cards": cards,
        "nav_current": "complaints",
        "now": now,
        "back_url": _back_url(complaint, page),
        "has_errors": status != OK,
        "switched_off": waiting.switched_off(getattr(complaint.owner, "mail_allowance", None)),
        **extra,
    }
    return render(request, page.template, context, status=status)


def _back_url(complaint: Complaint, page: Screen) -> str:
    before = {"heard": "words", "check": "heard", "dates": "options", "send-plan": "dates"}
    if page.slug in before and SCREENS[before[page.slug]].is_open(complaint):
        return reverse("screen", args=[complaint.ref, before[page.slug]])
    return reverse("complaint", args=[complaint.ref])


def _refused(
    request: OwnerRequest,
    complaint: Complaint,
    page: Screen,
    form: ScreenForm,
    sentence: str,
    now: datetime,
) -> HttpResponse:
    """Say what happened and show what was typed, so that nothing is lost."""
    complaint.refresh_from_db()
    context = {
        "complaint": complaint,
        "screen": page,
        "question": str(page.question) % {"name": complaint.first_name},
        "sentence": sentence,
        "typed": _readable(dict(request.POST.lists())),
        "nav_current": "complaints",
    }
    return render(request, "complaints/refused.html", context, status=CONFLICT)


def _closed(
    request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime
) -> HttpResponse:
    """Show a screen whose form is not open: what was done, or what comes first."""
    context = {
        "complaint": complaint,
        "screen": page,
        "question": str(page.question) % {"name": complaint.first_name},
        "is_done": page.is_done(complaint),
        "records": record_of(complaint, page.stage),
        "missing": gates.missing_for(page.gates, complaint, now),
        "next": beside.next_step(complaint, now),
        "cards": beside.cards(("their_message", "heard"), complaint, now),
        "nav_current": "complaints",
    }
    return render(request, "complaints/screen_closed.html", context)


def _keep_quietly(request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime) -> None:
    try:
        drafts.keep(complaint, page.slug, request.POST, version=None, now=now)
    except drafts.DraftTooLargeError:
        # The page that refuses it shows everything that was typed.
        return


def _files(request: OwnerRequest, page: Screen) -> dict[str, Any]:
    return {"files": request.FILES} if page.slug == "words" else {}


def _readable(data: dict[str, list[str]]) -> list[str]:
    """Return the longer texts somebody typed, for a page that shows them back."""
    skipped = {"csrfmiddlewaretoken", "prefill", "subject_prefill", "own_body", "own_subject"}
    texts = [value for name, values in data.items() if name not in skipped for value in values]
    return [text for text in texts if len(text.split()) > 1]
