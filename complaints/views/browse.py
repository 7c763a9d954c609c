"""Reading pages: the list of complaints, the workspace of one, a project, a kept file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import clock, tax
from accounts.formats import money, short_day
from accounts.requests import OwnerRequest
from clients.selectors import invoices_of, projects, stages_of
from complaints import beside, gates, screens, selectors, sums
from complaints.gates import LOCKED_WORDS
from complaints.letters import opening
from complaints.models import Attachment, Complaint, Message, Plan
from complaints.views import timeline
from complaints.views.unsent import unsent_with_words
from complaints.workflow import PLACES, STAGE_WORDS, Stage, State
from outbox.models import undecided, unsent
from policies.cards import agreement_card
from policies.selectors import agreements_in_force, project_of

PER_PAGE, GONE = 25, 404
SHOWS = {"open": selectors.by_urgency, "ended": selectors.ended}


@dataclass(frozen=True)
class StageRow:
    """One stage as the workspace lists it; without `url` it cannot be opened yet."""

    words: str
    status: str
    mark: str
    note: str = ""
    url: str = ""


@require_GET
def complaint_list(request: OwnerRequest) -> HttpResponse:
    """Show the freelancer's complaints, the most urgent first, or those that have ended."""
    show = request.GET.get("show", "open")
    rows = SHOWS.get(show, selectors.by_urgency)(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    context = {
        "page": page,
        "rows": [(row, beside.next_step(row, now)) for row in page],
        "show": show if show in SHOWS else "open",
        "nav_current": "complaints",
    }
    return render(request, "complaints/list.html", context)


@require_GET
def workspace(request: OwnerRequest, ref: str) -> HttpResponse:
    """Show one complaint: whose turn it is, its stages, its facts and its trail."""
    complaint = selectors.complaint_with_marks(request.user, ref)
    now = clock.now()
    only_seen = request.GET.get("saw") == "client"
    step = beside.next_step(complaint, now)
    context = {
        "complaint": complaint,
        "next": step,
        "stages": stage_rows(complaint, step),
        "lines": timeline.lines(complaint, only_seen=only_seen),
        "only_seen": only_seen,
        "card": agreement_card(complaint.project, now),
        "history": beside.cards(("history",), complaint, now)[0].data,
        "attachments": list(complaint.attachments.order_by("pk")),
        "letters_in_doubt": _letters(complaint, undecided) if complaint.has_doubts else [],
        "letters_unsent": _unsent(complaint, now) if complaint.has_doubts else [],
        "typed_address": opening.to_keep(complaint) if "opening" in request.GET else "",
        "nav_current": "complaints",
        "now": now,
    }
    return render(request, "complaints/workspace.html", context)


@require_GET
def project_list(request: OwnerRequest) -> HttpResponse:
    """Show the freelancer's projects, each with whether a policy is agreed."""
    page = Paginator(projects(request.user), PER_PAGE).get_page(request.GET.get("page"))
    agreed = agreements_in_force(page.object_list)
    context = {
        "page": page,
        "rows": [(row, agreed.get(row.pk)) for row in page],
        "nav_current": "projects",
    }
    return render(request, "complaints/projects.html", context)


@require_GET
def project(request: OwnerRequest, number: int) -> HttpResponse:
    """Show one project: its facts, what was agreed, its rounds and its complaints."""
    found = project_of(request.user, number)
    if found is None:
        raise Http404
    rows = selectors.of_project(request.user, found)
    invoices = invoices_of(found)
    now = clock.now()
    context = {
        "project": found,
        "card": agreement_card(found, now),
        "complaints": [(row, beside.next_step(row, now)) for row in rows[:PER_PAGE]],
        "fee": tax.in_words(
            found.fee, found.currency, found.prices, request.user.preferences.tax_name
        ),
        "stages": stages_of(found),
        "invoices": sums.with_taken_off(invoices),
        "invoiced": sum(each.net for each in invoices if not each.voided_on),
        "nav_current": "projects",
    }
    return render(request, "complaints/project.html", context)


@require_GET
def attachment(request: OwnerRequest, ref: str, number: int) -> FileResponse | HttpResponse:
    """Hand out a kept file as a download, to its owner only; or say that it is missing."""
    complaint = selectors.complaint_by_ref(request.user, ref)
    files = list(
        Attachment.objects.for_user(request.user).filter(complaint=complaint).order_by("pk")
    )
    if not 1 <= number <= len(files):
        raise Http404
    kept = files[number - 1]
    try:
        content = kept.file.open("rb")
    except (OSError, ValueError):
        context = {"complaint": complaint, "file": kept, "nav_current": "complaints"}
        return render(request, "complaints/file_missing.html", context, status=GONE)
    # Never shown in the page: a file from outside could be one that runs.
    return FileResponse(
        content,
        as_attachment=True,
        filename=kept.name,
        content_type="application/octet-stream",
    )


def stage_rows(complaint: Complaint, step: beside.NextStep | None) -> list[StageRow]:
    """Return the stages as the workspace lists them, money among them with its lock."""
    rows = []
    next_stage = PLACES[step.slug].stage if step and step.slug else None
    skipped = set(complaint.drafts.filter(is_skipped=True).values_list("screen", flat=True))
    for stage in Stage:
        if stage == Stage.MONEY:
            rows += _money_rows(complaint, step)
        else:
            rows.append(_stage_row(complaint, stage, stage == next_stage, step, skipped))
    return rows


def _money_rows(complaint: Complaint, step: beside.NextStep | None) -> list[StageRow]:
    """Return the row of money: open only after a fix was answered, readable from the first day."""
    words, screen = str(STAGE_WORDS[Stage.MONEY]), partial(_screen_url, complaint)
    if step and PLACES.get(step.slug) and PLACES[step.slug].stage == Stage.MONEY:
        note = ". ".join(filter(None, (_written(complaint), step.sentence)))
        return [_next_row(words, step, note, screen(step.slug))]
    entry = complaint.ledger.order_by("-number").first() if complaint.has_money else None
    if entry is not None:
        is_done = entry.what in {"settled", "redeemed"}
        status = capfirst(f"{entry.get_what_display()}, {short_day(entry.at)}")
        note = money(entry.with_tax, entry.currency)
        return [
            StageRow(words, status, "mark-done" if is_done else "mark-todo", note, screen("money"))
        ]
    if complaint.has_ended:
        return []
    missing = gates.money_unlocked(complaint, clock.now())
    if not missing:
        note = _written(complaint)
        status = _("Written, not sent") if note else _("Open")
        slug = "money-offer" if note else "money"
        return [StageRow(words, status, "mark-todo", note, screen(slug))]
    return [StageRow(words, _("Locked"), "mark-locked", str(LOCKED_WORDS["G6"]), screen("money"))]


def _written(complaint: Complaint) -> str:
    """Return the amount of an offer of money that is written and not sent, or an empty text."""
    plan = gates.draft_plan(complaint)
    option = plan.money_option if plan else None
    return money(option.money.taxed.gross, option.currency) if option else ""


def _screen_url(complaint: Complaint, slug: str) -> str:
    return reverse("screen", args=[complaint.ref, slug])


def _stage_row(
    complaint: Complaint,
    stage: Stage,
    is_next: bool,
    step: beside.NextStep | None,
    skipped: set[str],
) -> StageRow:
    words = str(STAGE_WORDS[stage])
    slug = _screen_of(complaint, stage)
    url = reverse("screen", args=[complaint.ref, slug]) if slug else ""
    if is_next and step:
        url = reverse("screen", args=[complaint.ref, step.slug])
        return _next_row(words, step, _note(stage, step), url)
    done = _done_on(complaint, stage)
    if done:
        return StageRow(words, _("Done, %(day)s") % {"day": done}, "mark-done", url=url)
    if complaint.has_ended:
        return StageRow(words, "", "mark-todo")
    is_skipped = slug in skipped
    return StageRow(words, _("Skipped") if is_skipped else _("Open"), "mark-todo", url=url)


def _next_row(words: str, step: beside.NextStep, note: str, url: str) -> StageRow:
    """Return the row of the stage that goes on next, or that waits for the client."""
    if step.whose == "theirs":
        return StageRow(words, _("Their turn"), "mark-theirs", note=note, url=url)
    return StageRow(words, _("Next"), "mark-now", note=note, url=url)


def _note(stage: Stage, step: beside.NextStep) -> str:
    notes = {
        Stage.LISTEN: _("Their words, what you heard, one last look."),
        Stage.ACKNOWLEDGE: _("Show them you heard, and promise a plan."),
        Stage.CAUSE: _("What made it likely. A minute is enough."),
        Stage.PLAN: _("Options, dates, then send."),
        Stage.PUT_RIGHT: _("Point by point, then their check."),
        Stage.MONEY: "",
        Stage.CLOSE: _("One record, the same for both of you."),
    }
    if step.whose == "theirs":
        return step.sentence
    return f"{notes[stage]} {step.sentence}"


def _screen_of(complaint: Complaint, stage: Stage) -> str:
    """Return the screen a stage opens: the one that can be filled in now, else its last one."""
    of_stage = [place for place in PLACES.values() if place.stage == stage]
    open_now = [
        p.slug for p in of_stage if complaint.state in p.open_in and p.slug != "agreed-in-a-call"
    ]
    undone = [slug for slug in open_now if not screens.SCREENS[slug].is_done(complaint)]
    if undone:
        return undone[0]
    return open_now[0] if open_now else of_stage[0].slug


def _done_on(complaint: Complaint, stage: Stage) -> str:
    """Return the day a stage was done, or an empty text."""
    moment = None
    match stage:
        case Stage.LISTEN if complaint.state != State.DRAFT and hasattr(complaint, "listening"):
            moment = complaint.listening.heard_at
        case Stage.ACKNOWLEDGE:
            moment = complaint.acknowledged_at
        case Stage.CAUSE if hasattr(complaint, "finding"):
            moment = complaint.finding.noted_at
        case Stage.PLAN if complaint.state in {
            State.IN_PROGRESS,
            State.DELIVERED,
            State.RESOLVED,
            State.CLOSED,
        }:
            plan = complaint.plan_in(*Plan.SENT)
            moment = plan.answered_at or plan.sent_at if plan else None
        case Stage.PUT_RIGHT if complaint.state in {State.RESOLVED, State.CLOSED}:
            moment = complaint.resolved_at
        case Stage.CLOSE:
            moment = complaint.closed_at
    return short_day(moment) if moment else ""


def _letters(complaint: Complaint, which: Callable[[str], Q]) -> list[Message]:
    """Return the letters about whose mail something is to be said: they are the writer's turn."""
    return list(complaint.messages.filter(which("email__")).select_related("email"))


def _unsent(complaint: Complaint, now: datetime) -> list[dict[str, object]]:
    emails = [message.email for message in _letters(complaint, unsent) if message.email]
    return unsent_with_words(complaint.owner, emails, now)
