"""The public pages behind the links in a reminder: done, snooze, stop. Opening one changes
nothing; the signed link stands in for signing in."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.formats import as_seen_by, day, relative_moment
from complaints.forms.snooze import SnoozeForm
from complaints.models import PlanStep, Promise, Reminder
from complaints.moves import delivering
from complaints.moves.base import IllegalMoveError
from complaints.reminders import actions, links, words
from complaints.reminders.catalogue import CATALOGUE, DONE, SNOOZE, STOP
from complaints.workflow import State

APP = "complaints.reminders"
LIMITS = {"reminder_link": "60/5m/ip"}
INVALID, GONE = 422, 404
# Take "done" or "stop" back, and that a step is done. Offered on the pages only, never in a mail.
RESUME = "resume"
REOPEN = "reopen"


@dataclass(frozen=True)
class Asked:
    """One visit: the reminder of the link, its words, and when it is."""

    request: HttpRequest
    token: str
    row: Reminder
    line: words.Line
    now: datetime

    @property
    def today(self) -> date:
        """The reader's day."""
        return self.row.user.preferences.calendar().today(self.now)

    def page(self, name: str, *, status: int = 200, **extra: Any) -> HttpResponse:
        """Return one of the pages behind a link."""
        context = {
            "token": self.token,
            "line": self.line,
            "is_open": actions.is_open(self.row),
            "can_resume": actions.can_resume(self.row),
            "can_reopen": _is_done(self.row),
            **extra,
        }
        return render(self.request, name, context, status=status)


def behind_a_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the reminder of a link, in its reader's zone; answer an old or wrong link with 404."""

    @wraps(view)
    def open_link(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(
            request, app=APP, action="reminder_link", config=LIMITS, limit_get=True
        ):
            return ratelimit.respond_429(request)
        row = links.reminder_behind(token)
        if row is None:
            return render(request, "complaints/reminder/link_ended.html", status=GONE)
        now = clock.now()
        with as_seen_by(row.user.preferences):
            line = words.lines([row], now=now).get(row.pk)
            if line is None:
                raise Http404
            return view(Asked(request, token, row, line, now), **kwargs)

    return open_link


@require_safe
@never_cache
@login_not_required
@behind_a_link
def choose(asked: Asked) -> HttpResponse:
    """Show what can be done about one reminder."""
    until = actions.put_off_until(asked.row)
    put_off = relative_moment(until, asked.today) if until else ""
    return asked.page("complaints/reminder/choose.html", put_off=put_off)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@behind_a_link
def act(asked: Asked, action: str) -> HttpResponse:
    """Ask on GET, which changes nothing; do it on POST."""
    if action in {RESUME, REOPEN}:
        return _take_back(asked, action)
    if action not in CATALOGUE[asked.row.kind].actions:
        raise Http404
    if not actions.is_open(asked.row):
        return asked.page("complaints/reminder/settled.html")
    return {DONE: _done, SNOOZE: _snooze, STOP: _stop}[action](asked)


def _done(asked: Asked) -> HttpResponse:
    step = _step_of(asked.row)
    if asked.request.method != "POST":
        return asked.page("complaints/reminder/done.html", is_step=step is not None)
    if step is not None and asked.row.complaint is not None:
        try:
            delivering.mark_step_done(asked.row.complaint, step.position, now=asked.now)
        except IllegalMoveError:
            step = None  # it moved on meanwhile; the reminder ends all the same
    actions.end(asked.row, reason=actions.SAID_DONE, now=asked.now)
    words_of_it = (
        _("The step is marked as done.")
        if step is not None
        else _("No more reminders about it. The complaint itself stays as it is.")
    )
    return asked.page("complaints/reminder/settled.html", said=words_of_it)


def _stop(asked: Asked) -> HttpResponse:
    if asked.request.method != "POST":
        return asked.page("complaints/reminder/stop.html")
    actions.end(asked.row, reason=actions.STOPPED, now=asked.now)
    return asked.page(
        "complaints/reminder/settled.html",
        said=_("It stops here. It comes back only if the date changes."),
        is_stopped=True,
    )


def _take_back(asked: Asked, action: str) -> HttpResponse:
    if asked.request.method != "POST":
        return redirect("reminder_actions", asked.token)
    if action == REOPEN:
        _reopen_step(asked)
    following = actions.resume(asked.row, now=asked.now)
    if not actions.is_open(asked.row):
        return asked.page("complaints/reminder/settled.html")
    if following is None:
        said = _("It counts again, but no more was planned. Snooze it to be reminded once more.")
    else:
        said = _("The next reminder comes %(when)s.") % {"when": relative_moment(following.due_at)}
    return asked.page("complaints/reminder/choose.html", said=said)


def _snooze(asked: Asked) -> HttpResponse:
    today = asked.today
    posted = asked.request.POST if asked.request.method == "POST" else None
    due = asked.line.on if CATALOGUE[asked.row.kind].is_promise else None
    soon = actions.in_a_while(asked.row, asked.now)
    deadline = asked.row.deadline
    form = SnoozeForm(posted, today=today, due=due, soon=soon, deadline=deadline)
    if not form.is_valid():
        return asked.page(
            "complaints/reminder/snooze.html", form=form, status=INVALID if form.is_bound else 200
        )
    on = form.cleaned_data["on"]
    if on is None:
        again = actions.snooze_for_a_while(asked.row, now=asked.now)
        when = relative_moment(again.due_at, today)
        said = _("You are reminded again %(when)s.") % {"when": when}
        return asked.page("complaints/reminder/settled.html", said=said, is_put_off=True)
    actions.snooze(asked.row, on, now=asked.now)
    said = _("You are reminded again on %(day)s.") % {"day": day(on, today)}
    if due and today <= due < on:
        said += " " + _("It is due before that: %(day)s.") % {"day": day(due, today)}
    return asked.page("complaints/reminder/settled.html", said=said, is_put_off=True)


def _reopen_step(asked: Asked) -> None:
    step = _step_of(asked.row)
    if step is not None and asked.row.complaint is not None:
        with suppress(IllegalMoveError):  # it moved on meanwhile; the page says what is left
            delivering.reopen_step(asked.row.complaint, step.position, now=asked.now)


def _is_done(row: Reminder) -> bool:
    """Say whether `row` is about a step that is done and could be taken up again."""
    step = _step_of(row)
    at_work = row.complaint is not None and row.complaint.state == State.IN_PROGRESS
    return step is not None and step.done_at is not None and at_work


def _step_of(row: Reminder) -> PlanStep | None:
    """Return the plan step that `row` is about, if it is about one."""
    if row.kind != "R6":
        return None
    promises = Promise.objects.for_user(row.user).select_related("step")
    promise = promises.filter(pk=words.about(row)).first()
    return promise.step if promise else None
