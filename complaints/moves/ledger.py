"""The only place that writes the ledger of money. A line is added, never changed or removed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.formats import money
from accounts.numbering import next_number
from accounts.tax import Taxed, resized
from clients.models import Invoice, Project
from complaints import finance, sums
from complaints.gates import overridden
from complaints.models import Complaint, LedgerEntry, PlanOption, Remedy
from complaints.moves import base
from complaints.moves.ledger_refusals import (
    AboveCeiling,
    AboveCredit,
    AlreadyWritten,
    CreditUsed,
    DoesNotFit,
    LessThanNothing,
    NotACredit,
    NotCorrectable,
    NothingToCorrect,
    OutOfOrder,
    WrongDay,
    WrongInvoice,
)
from policies import terms

What = LedgerEntry.What
CREDIT = PlanOption.Kind.GOODWILL_CREDIT
# The lines that come from the life of an offer, each with the line that must stand before it.
AFTER: dict[str, str | None] = {
    What.OFFERED: None,
    What.ACCEPTED: What.OFFERED,
    What.DECLINED: What.OFFERED,
    What.LAPSED: What.OFFERED,
    What.TAKEN_BACK: What.OFFERED,
    What.SETTLED: What.ACCEPTED,
}


@transaction.atomic
def add(
    remedy: Remedy,
    what: str,
    *,
    at: datetime,
    reference: str = "",
    note: str = "",
    invoice: Invoice | None = None,
) -> LedgerEntry:
    """Return the next line of an offer: offered, then how it ended, then settled. `at` in UTC.

    The amount, its kind and its currency are the option's. Raises AlreadyWritten, OutOfOrder, or
    DoesNotFit when a settled amount is more than was paid or than its invoice asks for.
    """
    offered = remedy.option.money
    _lock(remedy.complaint)
    _check_order(remedy, what)
    place = invoice or offered.invoice
    line = _write(remedy, what, offered.taxed, at=at, reference=reference, note=note, invoice=place)
    if what == What.SETTLED:
        _check_fits(line)
    return line


@transaction.atomic
def redeem(credit: LedgerEntry, *, invoice: Invoice, at: datetime, now: datetime) -> LedgerEntry:
    """Return the line that uses a settled goodwill credit on a later invoice.

    `at` (UTC) is when it was used, and counts for the year. Raises NotACredit, CreditUsed,
    WrongInvoice, WrongDay, or DoesNotFit when the invoice asks for less than the credit.
    """
    _lock(credit.complaint, invoice)
    invoice.refresh_from_db()
    check_usable(credit)
    _check_day(credit, at)
    _check_invoice(credit, invoice)
    given = sums.held(credit)
    line = _write(credit.remedy, What.REDEEMED, given, at=at, invoice=invoice)
    _check_fits(line)
    title = _("You used the credit of %(amount)s") % {"amount": money(given.gross, line.currency)}
    _tell(line, now, title, _("Invoice %(number)s") % {"number": invoice.number})
    return line


@transaction.atomic
def correct(entry: LedgerEntry, *, to: Decimal, note: str, now: datetime) -> LedgerEntry:
    """Return a new line with the difference that makes `entry` stand at `to`, without tax.

    The same correction sent twice changes nothing the second time. Raises NotCorrectable,
    NothingToCorrect, LessThanNothing, AboveCredit, AboveCeiling or DoesNotFit.
    """
    _lock(entry.complaint, entry.invoice)
    check_correctable(entry)
    held = sums.held(entry)
    right = resized(held, terms.rounded(to, entry.currency), entry.currency)
    difference = right - held
    if to < 0:
        raise LessThanNothing
    if not difference.net:
        raise NothingToCorrect(money(held.net, entry.currency))
    if difference.net > 0:
        _check_more(entry, difference.net, now)
    more = {"note": note, "invoice": entry.invoice, "corrects": entry}
    line = _write(entry.remedy, What.CORRECTED, difference, at=now, **more)
    if difference.net > 0:
        _check_fits(line)
    words = {"ref": entry.ref, "amount": money(right.gross, entry.currency)}
    _tell(line, now, _("You corrected %(ref)s to %(amount)s") % words, note)
    return line


def check_usable(entry: LedgerEntry) -> None:
    """Pass when the line is a credit that can still be used, else raise NotACredit or
    CreditUsed."""
    if not (entry.what == What.SETTLED and entry.kind == CREDIT and sums.net(entry)):
        raise NotACredit
    line = _use_of(entry)
    if line:
        raise CreditUsed(line.invoice)


def check_correctable(entry: LedgerEntry) -> None:
    """Pass when money moved with this line, else raise NotCorrectable.

    A credit that was used is put right on the line that says so.
    """
    if entry.what not in (What.SETTLED, What.REDEEMED):
        raise NotCorrectable(_("Only a line with which money moved can be corrected."))
    if entry.what == What.SETTLED and _use_of(entry):
        raise NotCorrectable(_("This credit was used. Correct the line that says so."))


def _lock(complaint: Complaint, invoice: Invoice | None = None) -> None:
    """Make writers of one project take turns; a second project comes in the order of its number."""
    projects = {complaint.project_id} | ({invoice.project_id} if invoice else set())
    list(Complaint.objects.select_for_update().filter(pk=complaint.pk).values_list("pk"))
    rows = Project.objects.select_for_update().filter(pk__in=projects).order_by("pk")
    list(rows.values_list("pk"))


def _write(
    remedy: Remedy, what: str, amount: Taxed, *, at: datetime, **details: Any
) -> LedgerEntry:
    owner = remedy.complaint.owner
    line = LedgerEntry(
        owner=owner,
        number=next_number(owner, "ledger"),
        complaint=remedy.complaint,
        remedy=remedy,
        what=what,
        kind=remedy.kind,
        amount=amount.net,
        tax=amount.tax,
        currency=remedy.option.money.currency,
        at=at,
        **details,
    )
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as clash:
        raise AlreadyWritten(what) from clash
    return line


def _tell(line: LedgerEntry, now: datetime, title: str, detail: str) -> None:
    base.note(line.complaint, line.what, by=base.YOU, now=now, title=title, detail=detail)


def _check_order(remedy: Remedy, what: str) -> None:
    before = AFTER[what]
    written = set(LedgerEntry.objects.filter(remedy=remedy).values_list("what", flat=True))
    if what in written:
        raise AlreadyWritten(what)
    if before and before not in written:
        raise OutOfOrder(what, before)
    if what in LedgerEntry.ENDINGS and written & set(LedgerEntry.ENDINGS):
        raise AlreadyWritten((written & set(LedgerEntry.ENDINGS)).pop())


def _check_day(credit: LedgerEntry, at: datetime) -> None:
    if _day(credit, at) < _day(credit, credit.at):
        raise WrongDay(_("Enter a day on or after the credit was given"))


def _check_invoice(credit: LedgerEntry, invoice: Invoice) -> None:
    if invoice.project.client_id != credit.complaint.client_id:
        raise WrongInvoice(_("Choose an invoice of the same client"))
    if invoice.currency != credit.currency:
        sentence = _("This credit is in %(credit)s and the invoice in %(invoice)s")
        raise WrongInvoice(sentence % {"credit": credit.currency, "invoice": invoice.currency})
    if invoice.voided_on:
        raise WrongInvoice(_("Invoice %(number)s is void") % {"number": invoice.number})
    if invoice.issued_on < _day(credit, credit.at):
        raise WrongInvoice(_("Choose an invoice that was issued after the credit was given"))


def _check_more(entry: LedgerEntry, difference: Decimal, now: datetime) -> None:
    if entry.what == What.REDEEMED:
        credit = LedgerEntry.objects.get(remedy=entry.remedy, what=What.SETTLED)
        if sums.net(entry) + difference > sums.net(credit):
            raise AboveCredit(money(sums.net(credit), credit.currency))
    if overridden(entry.complaint, "GC", ever=True):
        return
    position = finance.position(entry.complaint.project, _day(entry, now))
    if difference > position.ceiling_left:
        raise AboveCeiling(finance.above_ceiling(position))


def _check_fits(line: LedgerEntry) -> None:
    projects = {line.complaint.project_id: line.complaint.project}
    if line.invoice:
        projects[line.invoice.project_id] = line.invoice.project
    for project in projects.values():
        sentence = sums.contradiction(project)
        if sentence:
            raise DoesNotFit(sentence)


def _day(entry: LedgerEntry, moment: datetime) -> date:
    return entry.owner.preferences.calendar().today(moment)


def _use_of(credit: LedgerEntry) -> LedgerEntry | None:
    used = LedgerEntry.objects.filter(remedy=credit.remedy, what=What.REDEEMED)
    return used.select_related("invoice").first()
