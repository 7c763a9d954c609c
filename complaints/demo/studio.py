"""The studio of the demo: the account of Mira Lindqvist, her policies, her clients and their
projects."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import Preferences, User
from accounts.tax import Prices
from clients import changes
from clients.models import Client, Project
from complaints.demo.books import keep_books
from complaints.demo.customers import CUSTOMERS, Customer, Job
from complaints.demo.days import Days
from policies import agreements, rounds, samples, versions
from policies.models import Agreement, Policy, PolicyVersion, RevisionRound

NAME, BUSINESS = "Mira Lindqvist", "Mira Studio"
LEARNED = (
    "A change of direction after you approved it, parts the proposal does not list, and photos or"
    " translations nobody has asked for in writing."
)


def open_account() -> User:
    """Return the new account of the demo, ready to sign in."""
    user = User.objects.create_user(settings.DEMO_EMAIL, settings.DEMO_PASSWORD, name=NAME)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for name, value in {
        "business_name": BUSINESS,
        "phone": "+49 151 5550142",
        "time_zone": "Europe/Berlin",
        "country": "DE",
        "currency": "EUR",
        "hourly_cost": Decimal(40),
        "tax_name": "VAT",
    }.items():
        setattr(user.preferences, name, value)
    user.preferences.save()
    return user


def furnish(user: User, days: Days) -> dict[str, Project]:
    """Give `user` policies, clients and projects; return the projects by their keys."""
    offered = _write_policies(user, days)
    made = {}
    for customer in CUSTOMERS:
        client = _welcome(user, customer, days)
        for job in customer.jobs:
            project = made[job.key] = _begin(user, client, job, days)
            _agree(project, customer, job, offered, days)
            _use_rounds(project, job, days)
    keep_books(made, days)
    # Only now: a client agrees to what is published.
    versions.retire(version=offered["fixed-1"], now=days.at(-150, "15:10"))
    return made


def backdate(user: User, days: Days) -> None:
    """Date what the database stamped with the hour of the demo back to when it happened."""
    began = days.at(-400, "09:00")
    User.objects.filter(pk=user.pk).update(date_joined=began)
    Preferences.objects.filter(user=user).update(changed_at=began)
    Policy.objects.filter(owner=user).update(created_at=began)
    PolicyVersion.objects.filter(policy__owner=user).update(created_at=began)
    for project in Project.objects.filter(owner=user):
        start = days.calendar.start_of(project.started_on or days.focus)
        Project.objects.filter(pk=project.pk).update(created_at=start, changed_at=start)
        Agreement.objects.filter(project=project).update(changed_at=start)
    for client in Client.objects.filter(owner=user).prefetch_related("projects"):
        first = min(project.started_on or days.focus for project in client.projects.all())
        Client.objects.filter(pk=client.pk).update(created_at=days.calendar.start_of(first))


def _write_policies(user: User, days: Days) -> dict[str, PolicyVersion]:
    small, fixed, retainer, by_stages = (
        versions.start_from_sample(owner=user, sample=sample) for sample in samples.SAMPLES
    )
    versions.publish(version=small, now=days.at(-380, "10:00"))
    versions.publish(version=fixed, now=days.at(-380, "10:20"))
    versions.publish(version=retainer, now=days.at(-300, "16:00"))
    versions.publish(version=by_stages, now=days.at(-200, "16:00"))
    second = versions.new_draft_from(version=fixed)
    wording = replace(second.wording(), extra_round_price=Decimal(60), turnaround_days=4)
    versions.edit_draft(version=second, title=fixed.policy.title, wording=wording)
    versions.publish(version=second, now=days.at(-150, "15:10"))
    third = versions.new_draft_from(version=second)
    wording = replace(third.wording(), new_work_means=LEARNED)
    versions.edit_draft(version=third, title=fixed.policy.title, wording=wording)
    return {
        "small-1": small,
        "fixed-1": fixed,
        "fixed-2": second,
        "retainer-1": retainer,
        "stages-1": by_stages,
    }


def _welcome(user: User, customer: Customer, days: Days) -> Client:
    first = min(job.started for job in customer.jobs)
    client = changes.add_client(
        user,
        name=customer.name,
        contact={"name": customer.person, "email": customer.email, "phone": customer.phone},
        is_consumer=Client.Consumer.NO,
        since=_years_before(days.on(first), customer.years),
        note=customer.note,
    )
    for name, email in customer.others:
        changes.add_contact(client, {"name": name, "email": email})
    return client


def _begin(user: User, client: Client, job: Job, days: Days) -> Project:
    return changes.add_project(
        user,
        client=client,
        today=days.focus,
        title=job.title,
        fee_net=Decimal(job.fee),
        currency=job.currency,
        charged=job.charged,
        hourly_rate=Decimal(job.hourly_rate) if job.hourly_rate else None,
        prices=Prices.NET if job.tax_rate else Prices.NONE,
        tax_rate=Decimal(job.tax_rate) if job.tax_rate else None,
        state=job.state,
        started_on=days.on(job.started),
        due_on=_on(days, job.due),
        delivered_on=_on(days, job.delivered),
        approved_on=_on(days, job.approved),
    )


def _agree(
    project: Project,
    customer: Customer,
    job: Job,
    offered: dict[str, PolicyVersion],
    days: Days,
) -> None:
    if job.without:
        agreements.start_without(project=project, reason=job.without)
    if job.agreed is None:
        return
    moment = days.at(job.agreed.day, "11:30")
    agreements.record_agreement(
        project=project,
        version=offered[job.agreed.policy],
        method=job.agreed.method,
        agreed_by=customer.person,
        agreed_at=moment,
        now=moment,
        evidence=job.agreed.evidence,
    )


def _use_rounds(project: Project, job: Job, days: Days) -> None:
    for kind, day, result in job.rounds:
        rounds.record_round_before(
            project=project,
            type=RevisionRound.Type(kind),
            today=days.focus,
            delivered_on=days.on(day),
            result=RevisionRound.Result(result),
        )


def _on(days: Days, offset: int | None) -> date | None:
    return None if offset is None else days.on(offset)


def _years_before(day: date, years: int) -> date:
    return (day - timedelta(days=round(365.25 * years))).replace(day=1) if years else day
