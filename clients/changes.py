"""The only place that writes clients, contacts and projects."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.numbering import next_number
from accounts.tax import added
from clients.models import Client, Contact, Invoice, Project
from clients.objections import ChangeRefused, must_be_fine
from clients.stages import price_of


@transaction.atomic
def add_client(
    owner: User, *, name: str, contact: dict[str, Any] | None = None, **details: Any
) -> Client:
    """Return a new client of `owner`.

    `contact` holds the fields of the first person there, who becomes the main contact; without a
    name they are called what the client is called.
    """
    client = Client.objects.create(
        owner=owner, number=next_number(owner, "client"), name=name, **details
    )
    if contact and any(contact.values()):
        Contact.objects.create(
            client=client, is_main=True, **(contact | {"name": contact.get("name") or name})
        )
    return client


def change_client(client: Client, answers: dict[str, Any]) -> None:
    """Keep `answers` (names of Client fields) for `client`."""
    _keep(client, answers)


@transaction.atomic
def add_contact(client: Client, answers: dict[str, Any]) -> Contact:
    """Return a new person at `client`; the first one is the main contact in any case."""
    is_main = answers.get("is_main") or not Contact.objects.filter(client=client).exists()
    if is_main:
        _no_main_contact(client)
    return Contact.objects.create(client=client, **(answers | {"is_main": bool(is_main)}))


@transaction.atomic
def change_contact(contact: Contact, answers: dict[str, Any]) -> None:
    """Keep `answers` for `contact`; a main contact stays it until somebody else is chosen."""
    if answers.get("is_main") and not contact.is_main:
        _no_main_contact(contact.client)
    _keep(contact, answers | {"is_main": contact.is_main or bool(answers.get("is_main"))})


@transaction.atomic
def add_project(owner: User, *, client: Client, today: date, **answers: Any) -> Project:
    """Return a new project; one in progress without a first day started `today`.

    Raises ValueError when the client belongs to somebody else.
    """
    if client.owner_id != owner.pk:
        raise ValueError("A project and its client have the same owner.")
    answers["started_on"] = _first_day(answers, today)
    return Project.objects.create(
        owner=owner, client=client, number=next_number(owner, "project"), **answers
    )


@transaction.atomic
def add_project_for(
    owner: User, *, client: Client | None, new_client: str, new_email: str, **answers: Any
) -> Project:
    """Return a new project for `client`, or for a new one known by name and email."""
    if client is None:
        client = add_client(owner, name=new_client, contact={"email": new_email})
    return add_project(owner, client=client, **answers)


@transaction.atomic
def change_project(project: Project, answers: dict[str, Any], *, today: date) -> None:
    """Keep `answers` (names of Project fields) and stamp `changed_at`.

    Raises ChangeRefused when invoices, stages, what was agreed or money that went back hold it to
    its currency or its fee.
    """
    answers["started_on"] = _first_day(answers, today)
    was = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if answers.get("charged") == Project.Charged.STAGES:
        fee = added(price_of(project), answers["tax_rate"], answers["currency"])
        answers |= {"fee_net": fee.net, "tax": fee.tax}
    _keep(project, answers, "changed_at")
    if project.currency != was.currency:
        _check_priced(project, was.currency)
        must_be_fine(project, "currency")
    if project.fee_net != was.fee_net:
        must_be_fine(project, "fee_net", settings.OBJECTIONS_TO_FEES)


def _check_priced(project: Project, was: str) -> None:
    """Refuse another currency where invoices or stages have amounts in the one it had."""
    sentence = ""
    if Invoice.objects.filter(project=project).exclude(currency=project.currency).exists():
        sentence = _("The invoices of this project are in %(currency)s, so its currency stays")
    elif project.stages.exists():
        sentence = _("The stages of this project are priced in %(currency)s, so its currency stays")
    if sentence:
        raise ChangeRefused("currency", sentence % {"currency": was})


def _first_day(answers: dict[str, Any], today: date) -> date | None:
    starts_now = answers.get("state") == Project.State.ACTIVE
    return answers.get("started_on") or (today if starts_now else None)


def _no_main_contact(client: Client) -> None:
    Contact.objects.filter(client=client, is_main=True).update(is_main=False)


def _keep(row: Client | Contact | Project, answers: dict[str, Any], *stamps: str) -> None:
    for name, answer in answers.items():
        setattr(row, name, answer)
    row.save(update_fields=[*answers, *stamps])
