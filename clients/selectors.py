"""Reads of clients, contacts and projects; each starts from the freelancer who owns them."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from clients.models import Client, Contact, Invoice, Project, ProjectStage


def clients(user: Any) -> QuerySet[Client]:
    """Return the freelancer's clients by name, with `main_contacts` and `project_count`."""
    main = Contact.objects.filter(is_main=True)
    return (
        Client.objects.for_user(user)
        .annotate(project_count=Count("projects"))
        .prefetch_related(Prefetch("contacts", queryset=main, to_attr="main_contacts"))
        .order_by("name", "number")
    )


def client(user: Any, number: int) -> Client:
    """Return one client by its own number; raise Client.DoesNotExist for a stranger's."""
    return Client.objects.for_user(user).get(number=number)


def contacts(of: Client) -> list[Contact]:
    """Return the people at a client in the order they were added.

    The place in this list, from 1, is the number of the person in addresses: nobody is ever
    deleted, so it stays.
    """
    return list(Contact.objects.filter(client=of).order_by("pk"))


def main_contact(of: Client) -> Contact | None:
    """Return the person to write to: the main contact, else the first one added."""
    return Contact.objects.filter(client=of).order_by("-is_main", "pk").first()


def projects(user: Any) -> QuerySet[Project]:
    """Return the freelancer's projects, each with its client, grouped by client, newest first."""
    return (
        Project.objects.for_user(user)
        .select_related("client")
        .order_by("client__name", "client__number", "-number")
    )


def projects_of(of: Client) -> QuerySet[Project]:
    """Return the projects for one client, newest first."""
    return Project.objects.filter(client=of, owner=of.owner_id).order_by("-number")


def project(user: Any, number: int) -> Project:
    """Return one project with its client; raise Project.DoesNotExist for a stranger's."""
    return Project.objects.for_user(user).select_related("client").get(number=number)


def invoices_of(of: Project) -> list[Invoice]:
    """Return the invoices of a project in the order they were added.

    The place in this list, from 1, is the number in addresses: none is ever deleted, so it stays.
    """
    return list(Invoice.objects.filter(project=of).order_by("pk"))


def stages_of(of: Project) -> list[ProjectStage]:
    """Return the stages of a project in the order they were added."""
    return list(ProjectStage.objects.filter(project=of).order_by("number"))


def stage_of(of: Project, number: int) -> ProjectStage | None:
    """Return one stage of a project, or None when there is none of that number."""
    return ProjectStage.objects.filter(project=of, number=number).first()


def active_projects(user: Any) -> QuerySet[Project]:
    """Return the projects somebody may be unhappy about today: all but ended and planned ones."""
    states = (Project.State.ACTIVE, Project.State.DELIVERED, Project.State.APPROVED)
    return projects(user).filter(state__in=states)
