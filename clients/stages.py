"""The only place that writes the stages of a project, and the fee that follows from them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.fields.numbers import BILLION
from accounts.formats import number, short_day
from accounts.tax import added
from clients.models import Project, ProjectStage
from clients.objections import ChangeRefused

ZERO = Decimal(0)


@transaction.atomic
def add_stage(project: Project, answers: dict[str, Any]) -> ProjectStage:
    """Return a new stage; `answers` are names of ProjectStage fields.

    Raises ChangeRefused when it was delivered before the project began, or when all stages together
    cost too much.
    """
    row = _lock(project.pk)
    last = row.stages.aggregate(last=Max("number"))["last"] or 0
    stage = ProjectStage(project=row, number=last + 1, **answers)
    _check_days(stage, row)
    stage.save()
    _follow(row)
    return stage


@transaction.atomic
def change_stage(stage: ProjectStage, answers: dict[str, Any]) -> None:
    """Keep `answers` for `stage`. Raises ChangeRefused as `add_stage` does."""
    row = _lock(stage.project_id)
    stage.refresh_from_db()
    for name, answer in answers.items():
        setattr(stage, name, answer)
    _check_days(stage, row)
    stage.save(update_fields=list(answers))
    _follow(row)


@transaction.atomic
def deliver_one(stage: ProjectStage, *, today: date) -> None:
    """Count one more of `stage` as delivered today; raises ChangeRefused when none is left."""
    row = _lock(stage.project_id)
    stage.refresh_from_db()
    if not stage.missing:
        raise ChangeRefused("delivered", _("All of them are delivered already"))
    stage.delivered += 1
    stage.delivered_on = today
    _check_days(stage, row)
    stage.save(update_fields=["delivered", "delivered_on"])


@transaction.atomic
def remove_stage(stage: ProjectStage) -> None:
    """Take a stage out of the project."""
    row = _lock(stage.project_id)
    stage.delete()
    _follow(row)


def price_of(project: Project) -> Decimal:
    """Return what all stages of a project cost, without tax."""
    return sum((stage.price for stage in project.stages.all()), ZERO)


def _lock(project_pk: int) -> Project:
    # The ceiling of what may go back follows the stages: both take turns.
    return Project.objects.select_for_update(of=("self",)).get(pk=project_pk)


def _check_days(stage: ProjectStage, project: Project) -> None:
    began = project.started_on
    if not stage.delivered:
        return
    if project.state == Project.State.PLANNED:
        raise ChangeRefused("delivered", _("This project has not started yet"))
    if began and stage.delivered_on and stage.delivered_on < began:
        sentence = _("Enter a day on or after %(day)s, when the project started")
        raise ChangeRefused("delivered_on", sentence % {"day": short_day(began)})


def _follow(project: Project) -> None:
    """Keep the fee of a project charged by stages at what they cost, which is under a billion."""
    if price_of(project) >= BILLION:
        sentence = _("All stages together have to cost less than %(most)s")
        raise ChangeRefused("amount", sentence % {"most": number(BILLION)})
    if project.charged != Project.Charged.STAGES:
        return
    fee = added(price_of(project), project.tax_rate, project.currency)
    project.fee_net, project.tax = fee.net, fee.tax
    project.save(update_fields=["fee_net", "tax", "changed_at"])
