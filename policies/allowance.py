"""How many rounds a project has, has used and has left: derived from the ledger, never typed."""

from collections import Counter
from dataclasses import dataclass

from clients.models import Project
from policies import terms
from policies.models import Agreement, RevisionRound
from policies.selectors import agreement_in_force

Type = RevisionRound.Type


@dataclass(frozen=True)
class Allowance:
    """The counters of one project.

    `included` comes from the agreement (0 without one, and then `is_agreed` is False), `used`
    counts included and paid rounds, `extra_paid` the paid ones, `remaining` is never negative.
    """

    included: int
    extra_paid: int
    used: int
    remaining: int
    corrections: int
    courtesies: int
    is_agreed: bool = True


def for_project(project: Project) -> Allowance:
    """Return the allowance of `project` as it stands in the database now (two queries)."""
    return under(agreement_in_force(project), project)


def under(agreement: Agreement | None, project: Project) -> Allowance:
    """Return the allowance of `project` when its agreement is known already (one query)."""
    types = RevisionRound.objects.filter(project=project).values_list("type", flat=True)
    return counted(agreement, list(types))


def counted(agreement: Agreement | None, types: list[str]) -> Allowance:
    """Return the allowance under `agreement` after rounds of these `types`. Pure."""
    by_type = Counter(types)
    history = terms.History(
        used=sum(by_type[kind] for kind in RevisionRound.COUNTED),
        extra_paid=by_type[Type.PAID_EXTRA],
        corrections=by_type[Type.CORRECTION],
        courtesies=by_type[Type.COURTESY],
    )
    agreed = agreement.policy_version.terms() if agreement else None
    return Allowance(
        included=agreed.rounds_included if agreed else 0,
        extra_paid=history.extra_paid,
        used=history.used,
        remaining=terms.rounds_left(agreed, history) if agreed else 0,
        corrections=history.corrections,
        courtesies=history.courtesies,
        is_agreed=agreed is not None,
    )
