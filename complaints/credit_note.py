"""The text of a credit note, for the freelancer's own bookkeeping: plain words, ISO dates."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts import currencies
from accounts.tax import Taxed
from complaints import sums
from complaints.models import LedgerEntry, PlanOption


def has_one(line: LedgerEntry) -> bool:
    """Say whether there is a credit note for a line: money was settled with it."""
    return line.what == LedgerEntry.What.SETTLED


def text(line: LedgerEntry) -> str:
    """Return the credit note of a settled line, with its corrections, as plain text."""
    parts = [_head(line), _who(line), _amounts(line), _words(line)]
    return "\n\n".join("\n".join(rows) for rows in parts if rows) + "\n"


def plain_amount(amount: Decimal, currency: str) -> str:
    """Return "240.00": digits and a point, with as many decimals as the currency has."""
    return f"{amount:.{currencies.decimals(currency)}f}"


def _head(line: LedgerEntry) -> list[str]:
    is_credit = line.kind == PlanOption.Kind.GOODWILL_CREDIT
    title = _("Goodwill credit %(ref)s") if is_credit else _("Credit note %(ref)s")
    return [title % {"ref": line.ref}, _row(_("Date"), _day(line))]


def _who(line: LedgerEntry) -> list[str]:
    preferences, complaint = line.owner.preferences, line.complaint
    rows = [
        _row(_("From"), preferences.business_name or line.owner.name or line.owner.email),
        _row(_("To"), complaint.client.name),
        _row(_("Project"), f"{complaint.project.ref} {complaint.project.title}"),
    ]
    if line.invoice:
        issued = _("issued %(day)s") % {"day": line.invoice.issued_on.isoformat()}
        rows.append(_row(_("Invoice"), f"{line.invoice.number}, {issued}"))
    return rows


def _amounts(line: LedgerEntry) -> list[str]:
    held = sums.held(line)
    is_taxed = held.rate is not None or held.tax
    label = _("Amount, without tax") if is_taxed else _("Amount")
    rows = [_row(label, _amount(line.amount, line.currency))]
    corrections = list(line.corrections.order_by("number"))
    for each in corrections:
        label = _("Corrected %(day)s, %(ref)s") % {"day": _day(each), "ref": each.ref}
        rows.append(_row(label, _amount(each.amount, line.currency)))
    if corrections:
        rows.append(_row(_("Stands at"), _amount(held.net, line.currency)))
    return rows + (_tax(line, held) if is_taxed else [])


def _tax(line: LedgerEntry, held: Taxed) -> list[str]:
    """Return the tax and the sum."""
    name = line.owner.preferences.tax_name or _("tax")
    label = name if held.rate is None else f"{name} {held.rate.normalize():f} %"
    return [
        _row(label[:1].upper() + label[1:], _amount(held.tax, line.currency)),
        _row(_("Amount with %(tax)s") % {"tax": name}, _amount(held.gross, line.currency)),
    ]


def _words(line: LedgerEntry) -> list[str]:
    rows = [
        _row(_("For"), line.get_kind_display()),
        _row(_("Reason"), line.remedy.option.money.basis),
    ]
    if line.reference:
        rows.append(_row(_("Reference"), line.reference))
    return rows


def _row(label: str, value: str) -> str:
    return f"{label}: {value}"


def _amount(amount: Decimal, currency: str) -> str:
    return f"{currency} {plain_amount(amount, currency)}"


def _day(line: LedgerEntry) -> str:
    return line.owner.preferences.calendar().today(line.at).isoformat()
