"""What other pages show of a project's agreement: one object, ready for the template."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import money
from clients.models import Project
from policies import terms
from policies.allowance import Allowance, counted
from policies.ceilings import limit
from policies.models import Agreement, PolicyVersion
from policies.reading import price_of_extra
from policies.selectors import agreement_and_types


@dataclass(frozen=True)
class AgreementCard:
    """The agreement and the rounds of one project.

    Without an agreement `agreement`, `version` and `agreed_on` are None, and `used_line` and
    `extra` and `ceiling` are empty. `used_boxes` and `free_boxes` are how many boxes of the
    punch card to draw.
    """

    project: Project
    agreement: Agreement | None
    allowance: Allowance
    used_line: str = ""
    also_line: str = ""
    extra: str = ""
    ceiling: str = ""
    agreed_on: date | None = None

    @property
    def version(self) -> PolicyVersion | None:
        """The version they agreed to."""
        return self.agreement.policy_version if self.agreement else None

    @property
    def is_agreed(self) -> bool:
        """Whether a policy is agreed for the project."""
        return self.agreement is not None

    @property
    def used_boxes(self) -> int:
        """How many boxes are ticked."""
        return self.allowance.used

    @property
    def free_boxes(self) -> int:
        """How many boxes are left."""
        return self.allowance.remaining


def agreement_card(project: Project, now: datetime) -> AgreementCard:
    """Return what to show of the agreement of `project` (two queries, more for stages)."""
    agreement, types = agreement_and_types(project)
    allowance = counted(agreement, types)
    if agreement is None:
        return AgreementCard(project, None, allowance, also_line=also_line(allowance))
    return AgreementCard(
        project=project,
        agreement=agreement,
        allowance=allowance,
        used_line=used_line(allowance),
        also_line=also_line(allowance),
        extra=price_of_extra(agreement.policy_version, project),
        ceiling=ceiling_line(agreement.policy_version, project, timezone.localdate(now)),
        agreed_on=timezone.localdate(agreement.agreed_at) if agreement.agreed_at else None,
    )


def ceiling_line(version: PolicyVersion, project: Project, on: date) -> str:
    """Return "At most €720 of the fee can go back", what is left of that, or that nothing can."""
    limited = limit(version, project, on)
    words = {
        "most": money(limited.most, project.currency),
        "left": money(limited.left, project.currency),
        "of": _of(version, project),
    }
    if not limited.most:
        return _nothing_line(version, project)
    if limited.left < limited.most:
        return _("%(left)s of the %(most)s that can go back is left") % words
    return _("At most %(most)s %(of)s can go back") % words


def _of(version: PolicyVersion, project: Project) -> str:
    """Return what the ceiling is a part of."""
    if version.ceiling_kind == terms.Ceiling.STAGES:
        return _("for what is not delivered")
    return _("of what was invoiced") if project.is_hourly else _("of the fee")


def _nothing_line(version: PolicyVersion, project: Project) -> str:
    if version.ceiling_kind == terms.Ceiling.STAGES:
        return _("Only what is paid and not delivered can go back, and there is none")
    if project.is_hourly and (version.ceiling_percent or version.ceiling_amount):
        return _("Nothing is invoiced yet, so nothing can go back")
    return _("No money goes back under this policy")


def used_line(allowance: Allowance) -> str:
    """Return "1 of 2 rounds used"; paid rounds widen the base. Pure."""
    granted = max(allowance.included + allowance.extra_paid, allowance.used)
    if granted == 0:
        return _("No round is included")
    line = ngettext("%(used)d of %(all)d round used", "%(used)d of %(all)d rounds used", granted)
    return line % {"used": allowance.used, "all": granted}


def also_line(allowance: Allowance) -> str:
    """Return what happened beside the counted rounds, or an empty text. Pure."""
    parts = [
        ngettext("%d paid extra", "%d paid extra", allowance.extra_paid) % allowance.extra_paid,
        ngettext("%d correction", "%d corrections", allowance.corrections) % allowance.corrections,
        ngettext("%d courtesy", "%d courtesies", allowance.courtesies) % allowance.courtesies,
    ]
    counts = (allowance.extra_paid, allowance.corrections, allowance.courtesies)
    return ", ".join(part for part, count in zip(parts, counts, strict=True) if count)
