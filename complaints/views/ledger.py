"""The pages of the ledger: what went back in a year, one line, its credit note, a line added."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import clock
from accounts.fields.times import FIRST_YEAR, LAST_YEAR
from accounts.form_groups import GroupedForm
from accounts.formats import money, short_day
from accounts.once import adds, may_add
from accounts.paging import page_of
from accounts.requests import OwnerRequest
from accounts.spreadsheets import csv_file, safe_cell
from clients.models import Invoice
from complaints import credit_note as notes
from complaints import ledger_year, sums
from complaints.forms.ledger import CorrectForm, UseForm
from complaints.models import LedgerEntry
from complaints.moves import ledger as verbs
from complaints.moves.ledger_refusals import LedgerRefused

REFUSED = 422
HEAD = (
    "line", "date", "client", "project", "complaint", "kind", "what", "amount", "currency",
    "invoice", "reference", "note", "corrects", "moment", "tax", "amount_with_tax",
)  # fmt: skip

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def ledger(request: OwnerRequest) -> HttpResponse:
    """Show a year of the ledger: what it adds up to in each currency, then its lines."""
    today = _today(request)
    year = _year(request) or today.year
    sums_of = ledger_year.by_currency(request.user, year)
    page = page_of(request, ledger_year.lines_of(request.user, year))
    context = {
        "year": year,
        "years": ledger_year.years_of(request.user, today),
        "sums": sums_of,
        "kinds": ledger_year.kinds_of_lines(sums_of),
        "page": page,
        "is_taxed": any(line.tax for line in page),
        "nav_current": "money",
    }
    return render(request, "complaints/ledger.html", context)


@require_safe
def ledger_csv(request: OwnerRequest) -> HttpResponse:
    """Hand out the lines as CSV, of one year with `?year=`, else all of them."""
    year = _year(request)
    lines = (
        ledger_year.lines_of(request.user, year) if year else ledger_year.all_lines(request.user)
    )
    name = f"ledger-{year}.csv" if year else "ledger.csv"
    return csv_file(name, HEAD, (_cells(line, request) for line in lines))


@require_safe
def line(request: OwnerRequest, number: int) -> HttpResponse:
    """Show one line, what corrected it, and what can still be done with it."""
    found = _line_or_404(request, number)
    context = {
        "line": found,
        "is_taxed": bool(found.tax) or found.remedy.option.money.tax_rate is not None,
        "tax_name": request.user.preferences.tax_name or _("tax"),
        "tax_rate": found.remedy.option.money.tax_rate,
        "corrections": list(found.corrections.order_by("number")),
        "stands_at": sums.net(found),
        "has_note": notes.has_one(found),
        "is_usable": not _refusal(verbs.check_usable, found),
        "is_correctable": not _refusal(verbs.check_correctable, found),
        "nav_current": "money",
    }
    return render(request, "complaints/ledger_line.html", context)


@require_safe
def credit_note(request: OwnerRequest, number: int) -> HttpResponse:
    """Show the credit note of a settled line as text to copy."""
    found = _line_or_404(request, number)
    if not notes.has_one(found):
        raise Http404
    context = {"line": found, "text": notes.text(found), "nav_current": "money"}
    return render(request, "complaints/ledger_note.html", context)


@form_page
@adds
def use(request: OwnerRequest, number: int) -> HttpResponse:
    """Note that a credit was used on a later invoice: asked, shown once more, then added."""
    found = _line_or_404(request, number)
    refusal = _refusal(verbs.check_usable, found)
    if refusal:
        return _too_late(request, found, refusal)
    form, amount = _use_form(request, found), money(sums.held(found).gross, found.currency)

    def sentence() -> str:
        words = _("%(amount)s comes off invoice %(number)s, on %(day)s.")
        invoice, day = form.cleaned_data["invoice"], short_day(form.cleaned_data["at"])
        return words % {"amount": amount, "number": invoice.number, "day": day}

    def write() -> LedgerEntry:
        now = clock.now()
        at = _moment(request, form.cleaned_data["at"], now)
        return verbs.redeem(found, invoice=form.cleaned_data["invoice"], at=at, now=now)

    title = _("Where was the credit of %(amount)s used?") % {"amount": amount}
    extra = {"title": title, "nothing": not form.invoices.exists()}
    return _ask_twice(request, found, form, sentence, write, extra)


@form_page
@adds
def correct(request: OwnerRequest, number: int) -> HttpResponse:
    """Put a line right with a further line: asked, shown once more, then added."""
    found = _line_or_404(request, number)
    refusal = _refusal(verbs.check_correctable, found)
    if refusal:
        return _too_late(request, found, refusal)
    held = sums.net(found)
    form = CorrectForm(_typed(request), line=found, held=held, initial={"amount": held})

    def sentence() -> str:
        difference = form.cleaned_data["amount"] - held
        words = _("A line of %(difference)s is added, so that %(ref)s stands at %(amount)s.")
        return words % {
            "difference": money(difference, found.currency),
            "ref": found.ref,
            "amount": money(form.cleaned_data["amount"], found.currency),
        }

    def write() -> LedgerEntry:
        answers = form.cleaned_data
        return verbs.correct(found, to=answers["amount"], note=answers["note"], now=clock.now())

    title = _("What should %(ref)s be?") % {"ref": found.ref}
    return _ask_twice(request, found, form, sentence, write, {"title": title, "held": held})


def _ask_twice(
    request: OwnerRequest,
    found: LedgerEntry,
    form: GroupedForm,
    sentence: Callable[[], str],
    write: Callable[[], LedgerEntry],
    extra: dict[str, object],
) -> HttpResponse:
    """Show the form, then what will be added, and add it after the second yes."""
    context = extra | {"line": found, "form": form, "nav_current": "money"}
    step = request.POST.get("step", "")
    if step == "add" and may_add(request, form):
        try:
            added = write()
        except LedgerRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("%(ref)s is added.") % {"ref": added.ref})
            return redirect("ledger_line", found.number)
    elif form.is_valid() and step != "change":
        context["sentence"] = sentence()
        return render(request, "complaints/ledger_confirm.html", context)
    status = REFUSED if form.errors else 200
    return render(request, "complaints/ledger_form.html", context, status=status)


def _refusal(check: Callable[[LedgerEntry], None], found: LedgerEntry) -> str:
    try:
        check(found)
    except LedgerRefused as refused:
        return str(refused)
    return ""


def _too_late(request: OwnerRequest, found: LedgerEntry, refusal: str) -> HttpResponse:
    messages.error(request, refusal)
    return redirect("ledger_line", found.number)


def _use_form(request: OwnerRequest, credit: LedgerEntry) -> UseForm:
    today, given_on = _today(request), _local_day(request, credit.at)
    mine = Invoice.objects.for_user(request.user).select_related("project")
    later = mine.filter(
        project__client=credit.complaint.client_id,
        currency=credit.currency,
        voided_on=None,
        issued_on__gte=given_on,
    )
    return UseForm(
        _typed(request),
        initial={"at": today},
        invoices=later.order_by("-issued_on", "-pk"),
        given_on=given_on,
        today=today,
    )


def _cells(line: LedgerEntry, request: OwnerRequest) -> tuple[str, ...]:
    complaint = line.complaint
    return (
        line.ref,
        _local_day(request, line.at).isoformat(),
        safe_cell(complaint.client.name),
        safe_cell(f"{complaint.project.ref} {complaint.project.title}"),
        complaint.ref,
        str(line.get_kind_display()),
        str(line.get_what_display()),
        notes.plain_amount(line.amount, line.currency),
        line.currency,
        safe_cell(line.invoice.number if line.invoice else ""),
        safe_cell(line.reference),
        safe_cell(line.note),
        line.corrects.ref if line.corrects else "",
        f"{line.at:%Y-%m-%dT%H:%M:%SZ}",
        notes.plain_amount(line.tax, line.currency),
        notes.plain_amount(line.with_tax, line.currency),
    )


def _line_or_404(request: OwnerRequest, number: int) -> LedgerEntry:
    found = ledger_year.line_of(request.user, number)
    if found is None:
        raise Http404
    return found


def _year(request: OwnerRequest) -> int | None:
    """Return the year that `?year=` asks for; None for nonsense."""
    wish = request.GET.get("year", "")
    if not (wish.isascii() and wish.isdigit() and len(wish) == len(str(LAST_YEAR))):
        return None
    return int(wish) if FIRST_YEAR <= int(wish) <= LAST_YEAR else None


def _typed(request: OwnerRequest) -> object:
    return request.POST if request.method == "POST" else None


def _today(request: OwnerRequest) -> date:
    return request.user.preferences.calendar().today(clock.now())


def _local_day(request: OwnerRequest, moment: datetime) -> date:
    return request.user.preferences.calendar().today(moment)


def _moment(request: OwnerRequest, day: date, now: datetime) -> datetime:
    """Return now for today, and noon for a day that has passed."""
    calendar = request.user.preferences.calendar()
    return now if day == calendar.today(now) else calendar.at(day, time(12))
