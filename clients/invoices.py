"""The only place that writes invoices."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.models import Invoice, Project
from clients.objections import ChangeRefused, must_be_fine


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

    Raises ChangeRefused when the number is taken, or when money that went back speaks against it.
    """
    project = _lock(invoice.project_id)
    for name, answer in answers.items():
        setattr(invoice, name, answer)
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
