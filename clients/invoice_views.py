"""The pages on which the invoices of a project are added and changed."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.clock import now
from accounts.once import adds, may_add
from accounts.requests import OwnerRequest
from clients import invoices, selectors
from clients.invoice_forms import InvoiceForm
from clients.models import Invoice, Project
from clients.project_pages import is_kept, project_or_404

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@adds
def invoice_add(request: OwnerRequest, number: int) -> HttpResponse:
    """Add an invoice to a project."""
    project = project_or_404(request, number)
    today = timezone.localdate(now())
    typed = request.POST if request.method == "POST" else None
    initial = {"issued_on": today, "tax_rate": project.tax_rate}
    form = InvoiceForm(
        typed, currency=project.currency, prices=project.prices, today=today, initial=initial
    )
    if may_add(request, form) and _keep(form, project):
        messages.success(request, _("The invoice is added."))
        return redirect("project", project.ref)
    return _show(request, project, form, _("Add an invoice"), _("Add the invoice"))


@form_page
def invoice_edit(request: OwnerRequest, number: int, place: int) -> HttpResponse:
    """Change an invoice, or note that it was paid; `place` counts the project's from 1."""
    project = project_or_404(request, number)
    rows = selectors.invoices_of(project)
    if not 1 <= place <= len(rows):
        raise Http404
    invoice = rows[place - 1]
    stored = {name: getattr(invoice, name) for name in InvoiceForm.base_fields}
    stored["net"] = invoice.amount.as_priced(project.prices)
    typed = request.POST if request.method == "POST" else None
    today = timezone.localdate(now())
    form = InvoiceForm(
        typed, currency=invoice.currency, prices=project.prices, today=today, initial=stored
    )
    if form.is_valid() and _keep(form, project, invoice):
        messages.success(request, _("The changes are saved."))
        return redirect("project", project.ref)
    title = _("Invoice %(number)s") % {"number": stored["number"]}
    return _show(request, project, form, title, _("Save the changes"))


def _keep(form: InvoiceForm, project: Project, invoice: Invoice | None = None) -> bool:
    if invoice is None:
        return is_kept(form, partial(invoices.add_invoice, project))
    return is_kept(form, partial(invoices.change_invoice, invoice))


def _show(
    request: OwnerRequest, project: Project, form: InvoiceForm, title: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "about": project.title,
        "button": button,
        "back": reverse("project", args=[project.ref]),
    }
    return render(request, "clients/form.html", context)
