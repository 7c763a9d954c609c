"""The only place that writes the ledger of money. A line is added, never changed or removed."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.formats import money
from accounts.numbering import next_number
from clients.models import Invoice, Project
from complaints import finance, sums
from complaints.gates import GateClosedError, Missing, overridden
from complaints.models import Complaint, LedgerEntry, PlanOption, Remedy
from complaints.moves import base
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


class LedgerRefused(GateClosedError):
    """A line cannot be written: a sentence, and the `field` of the form that it belongs to.

    It is a closed gate too, so that a guided screen shows it like any other.
    """

    field = ""

    def __init__(self, sentence: str) -> None:
        super().__init__("ledger", [Missing(sentence)])
        self.sentence = sentence

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


class AlreadyWritten(LedgerRefused):
    """The same thing was recorded before, perhaps in another window."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _("This amount is already recorded as “%(what)s”.") % {"what": What(what).label}
        )


class OutOfOrder(LedgerRefused):
    """Offered, then accepted, then settled: a line of the three is missing."""

    def __init__(self, what: str, before: str) -> None:
        sentence = _("This amount can’t be “%(what)s” before it is “%(before)s”.")
        super().__init__(sentence % {"what": What(what).label, "before": What(before).label})


class DoesNotFit(LedgerRefused):
    """More would go back than was paid, or more would come off an invoice than it asks for."""


class AboveCeiling(LedgerRefused):
    """A correction would go above what the agreed policy gives back."""

    field = "amount"


class AboveCredit(LedgerRefused):
    """No more of a credit is used than was given."""

    field = "amount"

    def __init__(self, given: str) -> None:
        super().__init__(
            _("The credit was %(given)s, and no more of it can be used") % {"given": given}
        )


class NotACredit(LedgerRefused):
    """Only a settled goodwill credit can be used on an invoice."""

    def __init__(self) -> None:
        super().__init__(_("Only a goodwill credit that was given can be used on an invoice."))


class CreditUsed(LedgerRefused):
    """A credit is used once."""

    def __init__(self, invoice: Invoice | None) -> None:
        sentence = _("This credit was already used on invoice %(number)s.")
        super().__init__(sentence % {"number": invoice.number if invoice else "–"})


class WrongInvoice(LedgerRefused):
    """A credit goes on a later invoice of the same client, in its own currency."""

    field = "invoice"


class WrongDay(LedgerRefused):
    """A credit is not used before the day it was given."""

    field = "at"


class NotCorrectable(LedgerRefused):
    """Only a line with which money moved can be corrected, and a used credit on its last line."""


class NothingToCorrect(LedgerRefused):
    """The line says that amount already."""

    field = "amount"

    def __init__(self, held: str) -> None:
        super().__init__(_("This line stands at %(held)s already.") % {"held": held})


class LessThanNothing(LedgerRefused):
    """A correction cannot take more than the line holds."""

    field = "amount"

    def __init__(self) -> None:
        super().__init__(_("Enter an amount of 0 or more"))


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
    line = _write(
        LedgerEntry(
            complaint=remedy.complaint,
            remedy=remedy,
            what=what,
            kind=remedy.kind,
            amount=offered.amount,
            currency=offered.currency,
            at=at,
            reference=reference,
            note=note,
            invoice=invoice or offered.invoice,
        )
    )
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
    amount = sums.net(credit)
    line = _write(
        LedgerEntry(
            complaint=credit.complaint,
            remedy=credit.remedy,
            what=What.REDEEMED,
            kind=credit.kind,
            amount=amount,
            currency=credit.currency,
            at=at,
            invoice=invoice,
        )
    )
    _check_fits(line)
    _tell(
        line,
        now,
        _("You used the credit of %(amount)s") % {"amount": money(amount, line.currency)},
        _("Invoice %(number)s") % {"number": invoice.number},
    )
    return line


@transaction.atomic
def correct(entry: LedgerEntry, *, to: Decimal, note: str, now: datetime) -> LedgerEntry:
    """Return a new line with the difference that makes `entry` stand at `to`.

    The same correction sent twice changes nothing the second time. Raises NotCorrectable,
    NothingToCorrect, LessThanNothing, AboveCredit, AboveCeiling or DoesNotFit.
    """
    _lock(entry.complaint, entry.invoice)
    check_correctable(entry)
    held = sums.net(entry)
    difference = terms.rounded(to, entry.currency) - held
    if to < 0:
        raise LessThanNothing
    if not difference:
        raise NothingToCorrect(money(held, entry.currency))
    if difference > 0:
        _check_more(entry, difference, now)
    line = _write(
        LedgerEntry(
            complaint=entry.complaint,
            remedy=entry.remedy,
            what=What.CORRECTED,
            kind=entry.kind,
            amount=difference,
            currency=entry.currency,
            at=now,
            note=note,
            invoice=entry.invoice,
            corrects=entry,
        )
    )
    if difference > 0:
        _check_fits(line)
    _tell(
        line,
        now,
        _("You corrected %(ref)s to %(amount)s")
        % {"ref": entry.ref, "amount": money(to, entry.currency)},
        note,
    )
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
    Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    projects = {complaint.project_id} | ({invoice.project_id} if invoice else set())
    list(Project.objects.select_for_update().filter(pk__in=projects).order_by("pk"))


def _write(line: LedgerEntry) -> LedgerEntry:
    line.owner = line.complaint.owner
    line.number = next_number(line.owner, "ledger")
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as clash:
        raise AlreadyWritten(line.what) from clash
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
