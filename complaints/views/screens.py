"""One view runs every guided screen: show it, keep what is typed, or do what its button says."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import clock
from accounts.fields import AheadInput
from accounts.form_tokens import NOT_TYPED
from accounts.formats import relative_moment
from accounts.models import PutAside
from accounts.once import SentBefore, once
from accounts.put_aside import as_sent, taken_up_by, typed
from accounts.requests import OwnerRequest
from complaints import beside, drafts, finance, gates, selectors
from complaints.forms.base import ScreenForm
from complaints.forms.dates import DatesForm
from complaints.forms.letter import LetterForm
from complaints.forms.money import MoneyForm
from complaints.forms.options import OptionsForm
from complaints.letters import opening
from complaints.letters.release import UnfilledError
from complaints.models import Complaint, Message
from complaints.moves import files
from complaints.moves.base import IllegalMoveError
from complaints.screens import SCREENS, Screen
from complaints.screens.screen import CONTINUE, SAVE
from complaints.views import confirming
from complaints.views.timeline import record_of
from complaints.workflow import Stage
from outbox import held, waiting
from policies.rounds import RoundRefused

Answers = dict[str, list[str]]
PUTS_ASIDE = {SAVE, "leave", "skip", "moment"}
OK, INVALID, CONFLICT = 200, 422, 409
SHARE, REMOVE = "share:", "remove:"
MOMENTS = {"30m": timedelta(minutes=30), "2h": timedelta(hours=2)}
NINE = time(9, 0)


@taken_up_by
@require_http_methods(["GET", "POST"])
def screen(request: OwnerRequest, ref: str, slug: str) -> HttpResponse:
    """Show one guided screen, or take what was typed on it."""
    complaint, page = _find(request, ref, slug)
    now = clock.now()
    if request.method == "POST":
        return _take(request, complaint, page, now)
    kept: PutAside | None = getattr(request, "put_aside", None)
    if not page.is_open(complaint):
        if kept is not None:
            return _already(request, complaint, page, kept.data)
        return _closed(request, complaint, page, now)
    draft = drafts.find(complaint, slug)
    written = kept.data if kept else draft.data if draft else {}
    data = as_sent(written) if written else None
    form = page.form(data, complaint=complaint, now=now)
    if data is not None:
        form.without_errors()
    extra: dict[str, Any] = {"notice": _back_again(kept), "is_unsaved": True} if kept else {}
    return _show(request, complaint, page, form, now, draft=draft, **extra)


@require_POST
def save_draft(request: OwnerRequest, ref: str, slug: str) -> HttpResponse:
    """Keep what is being typed and answer with the line “Saved 14:02”."""
    complaint, page = _find(request, ref, slug)
    now = clock.now()
    context: dict[str, Any] = {"now": now, "complaint": complaint}
    if not page.is_open(complaint):
        context["is_closed"] = True
        return render(request, "complaints/_saved.html", context)
    if request.FILES:
        context["form"] = _with_files(request, complaint, page, now)
    try:
        version = int(request.POST.get("draft_version") or 0)
        context["draft"] = drafts.keep(complaint, slug, request.POST, version=version, now=now)
        context["dates"] = _dates(page.form(request.POST, complaint=complaint, now=now))
        if slug == "acknowledge":
            body = request.POST.get("body", "")
            context["five_points"] = beside.five_points(complaint, body, oob=True)
    except drafts.StaleDraftError as stale:
        context["other"] = stale.draft
        context["other_words"] = _readable(stale.draft.data)
    except (drafts.DraftTooLargeError, ValueError):
        context["too_large"] = True
    return render(request, "complaints/_saved.html", context)


def _with_files(
    request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime
) -> ScreenForm:
    """Keep the files that were chosen and return the form that lists them."""
    refused = _keep_files(request, complaint, page, now)
    form = page.form(request.POST, complaint=complaint, now=now)
    form.is_valid()
    form.without_errors()
    for sentence in refused:
        form.add_error(page.files, sentence)
    return form


def _dates(form: ScreenForm) -> list[dict[str, Any]]:
    """Return what speaks against each date that was typed, to stand beside it at once."""
    form.look_at_dates()
    bound = [(row[name], field.widget) for row, name, field in form.dates()]
    return [
        {
            "id": each.id_for_label,
            "name": each.html_name,
            "shown": each.value(),
            "doubts": cast("AheadInput", widget).doubts,
        }
        for each, widget in bound
    ]


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
    wish = request.POST.get("use", "")
    action = "refresh" if wish else request.POST.get("action", CONTINUE)
    if action == CONTINUE or (action == "leave" and page.slug == "check"):
        return _do_once(request, lambda: _submit(request, complaint, page, now))
    if not page.is_open(complaint):
        return _already(request, complaint, page, typed(request.POST))
    if action.startswith(REMOVE):
        files.remove(complaint, action.removeprefix(REMOVE))
        _keep_quietly(request, complaint, page, now)
    refused = _keep_files(request, complaint, page, now)
    if action in PUTS_ASIDE:
        for sentence in refused:
            messages.warning(request, f"{sentence}.")
        try:
            return _put_aside(request, complaint, page, action, now)
        except drafts.DraftTooLargeError:
            form = page.form(request.POST, complaint=complaint, now=now).without_errors()
            notice = _("Too long to save. Shorten it, then save it again.")
            return _show(request, complaint, page, form, now, status=INVALID, notice=notice)
    form = page.form(request.POST, complaint=complaint, now=now)
    if wish:
        form.take_instead(wish)
    return _show(request, complaint, page, _reworked(form, action), now)


def _do_once(request: OwnerRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what the button says, once for a form; with other words in it the verb decides."""
    try:
        return once(request, do)
    except SentBefore:
        return do()


def _submit(
    request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime
) -> HttpResponse:
    if not page.is_open(complaint):
        return _already(request, complaint, page, typed(request.POST))
    refused = _keep_files(request, complaint, page, now)
    form = page.form(request.POST, complaint=complaint, now=now)
    if form.is_searching:
        return _show(request, complaint, page, form.without_errors(), now)
    form.is_valid()
    for sentence in refused:
        form.add_error(page.files, sentence)
    if not form.is_valid():
        _keep_quietly(request, complaint, page, now)
        return _show(request, complaint, page, form, now, status=INVALID)
    if form.rewritten:
        read_it = _("The message now follows your answers. Read it once, then send it.")
        return _show(request, complaint, page, form, now, notice=read_it)
    if form.look_at_dates():
        _keep_quietly(request, complaint, page, now)
        notice = _("Not done yet: read the note beside the date, then change it or go on.")
        return _show(request, complaint, page, form, now, notice=notice)
    if page.confirm and "confirmed" not in request.POST and not _is_shut(complaint, page, now):
        _keep_quietly(request, complaint, page, now)
        return confirming.ask_about(request, complaint, page.confirm, form)
    try:
        page.submit(complaint, form, now)
    except IllegalMoveError as refused:
        return _refused(request, complaint, page, refused.sentence, typed(request.POST))
    except gates.GateClosedError as closed:
        _keep_quietly(request, complaint, page, now)
        return _show(request, complaint, page, form, now, status=CONFLICT, missing=closed.missing)
    except (UnfilledError, RoundRefused) as refused:
        return _refused(request, complaint, page, str(refused), typed(request.POST))
    return _onwards(request, complaint, page, form, now)


def _is_shut(complaint: Complaint, page: Screen, now: datetime) -> bool:
    return bool(gates.missing_for(page.gates, complaint, now))


def _keep_files(
    request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime
) -> list[str]:
    """Keep the files that were sent, whatever else was; return what is said of those refused."""
    chosen = request.FILES.getlist(page.files) if page.files else []
    return files.keep(complaint, chosen, now=now)


def _onwards(
    request: OwnerRequest, complaint: Complaint, page: Screen, form: ScreenForm, now: datetime
) -> HttpResponse:
    by_hand = page.noted and form.cleaned_data.get("send_mode") != Message.SendMode.EMAIL
    if waits := _just_held(complaint, now):
        messages.warning(request, waits)
    elif said := page.noted if by_hand else page.sent:
        messages.success(request, str(said))
    if page.then and request.POST.get("action") != "leave":
        return redirect("screen", ref=complaint.ref, slug=page.then)
    typed_over = page.has_letter and opening.to_keep(complaint)
    query = {"opening": "typed"} if typed_over else None
    return redirect(reverse("complaint", args=[complaint.ref], query=query))


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
        return redirect("complaint", ref=complaint.ref)
    drafts.keep(complaint, page.slug, request.POST, version=None, now=now)
    if action == SAVE:
        words = _("Saved. Nothing happens until you press “%(button)s”.") % {"button": page.button}
        messages.success(request, words)
        return redirect("screen", ref=complaint.ref, slug=page.slug)
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
    form.look_at_dates()
    draft = extra.pop("draft") if "draft" in extra else drafts.find(complaint, page.slug)
    missing = extra.pop("missing", None) or gates.missing_for(page.gates, complaint, now)
    name = complaint.who
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


def _already(
    request: OwnerRequest, complaint: Complaint, page: Screen, data: Answers
) -> HttpResponse:
    return _refused(request, complaint, page, IllegalMoveError(complaint).sentence, data)


def _refused(
    request: OwnerRequest, complaint: Complaint, page: Screen, sentence: str, data: Answers
) -> HttpResponse:
    """Say what happened and show what was typed, so that nothing is lost."""
    complaint.refresh_from_db()
    context = {
        "complaint": complaint,
        "screen": page,
        "question": str(page.question) % {"name": complaint.who},
        "sentence": sentence,
        "typed": _readable(data),
        "nav_current": "complaints",
    }
    return render(request, "complaints/refused.html", context, status=CONFLICT)


def _back_again(kept: PutAside) -> str:
    """Say why the page shows what is not saved, and which files have to be chosen again."""
    words = _("You were signed out while writing. Here is what you typed; it is not saved yet.")
    if kept.files:
        names = ", ".join(f"“{name}”" for name in kept.files)
        words += " " + _("Choose %(names)s again.") % {"names": names}
    return words


def _closed(
    request: OwnerRequest, complaint: Complaint, page: Screen, now: datetime
) -> HttpResponse:
    """Show a screen whose form is not open: what was done, or what comes first."""
    context = {
        "complaint": complaint,
        "screen": page,
        "question": str(page.question) % {"name": complaint.who},
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


def _readable(data: Answers) -> list[str]:
    """Return the longer texts somebody typed, for a page that shows them back."""
    skipped = NOT_TYPED | {"prefill", "subject_prefill", "own_body", "own_subject"}
    texts = [value for name, values in data.items() if name not in skipped for value in values]
    return [text for text in texts if len(text.split()) > 1]
