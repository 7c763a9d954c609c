"""The only place that writes invoices."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Invoice, Project
from clients.objections import ChangeRefused, must_be_fine

PAID_AND_VOID = gettext_lazy("A paid invoice can’t be void. Leave one of the two empty")


@transaction.atomic
def add_invoice(project: Project, answers: dict[str, Any]) -> Invoice:
    """Return a new invoice of `project`, in its currency; `answers` are names of Invoice fields.

    Raises ChangeRefused when the number is taken.
    """
    invoice = Invoice(project=_lock(project.pk), currency=project.currency, **answers)
    _save(invoice)
    return invoice


@transaction.atomic
def change_invoice(invoice: Invoice, answers: dict[str, Any]) -> None:
    """Keep `answers` for `invoice`; its currency stays.

    Raises ChangeRefused when the number is taken, when it would be both paid and void, or when
    money that went back speaks against it.
    """
    project = _lock(invoice.project_id)
    # Another window may have changed it since it was read.
    invoice.refresh_from_db()
    for name, answer in answers.items():
        setattr(invoice, name, answer)
    if invoice.paid_on and invoice.voided_on:
        field = "voided_on" if answers.get("voided_on") else "paid_on"
        raise ChangeRefused(field, str(PAID_AND_VOID))
    _save(invoice, update_fields=list(answers))
    must_be_fine(project, "voided_on" if invoice.voided_on else _what_shrank(invoice))


def _lock(project_pk: int) -> Project:
    # Money that goes back is counted against the invoices: the two take turns.
    return Project.objects.select_for_update(of=("self",)).get(pk=project_pk)


def _what_shrank(invoice: Invoice) -> str:
    return "net" if invoice.paid_on else "paid_on"


def _save(invoice: Invoice, **how: Any) -> None:
    try:
        with transaction.atomic():
            invoice.save(**how)
    except IntegrityError as clash:
        taken = Invoice.objects.filter(project=invoice.project_id, number=invoice.number)
        if not taken.exclude(pk=invoice.pk).exists():
            raise
        sentence = _("This project has an invoice with this number already")
        raise ChangeRefused("number", sentence) from clash
