"""The verbs around a client's yes: recording it, replacing it, a no, and starting without one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Project
from policies.models import Agreement, PolicyVersion
from policies.selectors import agreement_in_force

State = Agreement.State
# How they agreed when there is something to show for it.
WITH_EVIDENCE = (Agreement.Method.EMAIL, Agreement.Method.FILE)


class AgreementRefused(Exception):
    """An agreement cannot be recorded so: a sentence, and the `field` it belongs to."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class NotPublished(AgreementRefused):
    """Clients agree to published versions only."""

    def __init__(self) -> None:
        super().__init__("policy_version", _("Choose a published version of a policy."))


class OtherCurrency(AgreementRefused):
    """The policy names amounts in another currency than the project's."""

    def __init__(self, policy_currency: str, project_currency: str) -> None:
        super().__init__(
            "policy_version",
            _(
                "This policy names amounts in %(policy)s, and the project's fee is in %(project)s."
                " Choose a policy in %(project)s, or one with shares of the fee."
            )
            % {"policy": policy_currency, "project": project_currency},
        )


class InTheFuture(AgreementRefused):
    """They cannot have agreed later than now."""

    def __init__(self) -> None:
        super().__init__("agreed_at", _("Enter a moment that is not in the future."))


class EvidenceMissing(AgreementRefused):
    """A yes by mail or in a file is kept with the words or the place of the file."""

    def __init__(self) -> None:
        super().__init__(
            "evidence", _("Paste the line in which they agreed, or say where the file is kept.")
        )


class NameMissing(AgreementRefused):
    """Somebody agreed, and has a name."""

    def __init__(self) -> None:
        super().__init__("agreed_by", _("Enter the name of the person who agreed."))


class ReasonMissing(AgreementRefused):
    """Starting without an agreement is fine, with a reason."""

    def __init__(self) -> None:
        super().__init__("reason", _("Say why this project starts without an agreed policy."))


@transaction.atomic
def record_agreement(
    *,
    project: Project,
    version: PolicyVersion,
    method: str,
    agreed_by: str,
    agreed_at: datetime,
    now: datetime,
    evidence: str = "",
    special_terms: str = "",
) -> Agreement:
    """Return the client's yes to `version` for `project`; an earlier yes becomes replaced.

    `agreed_at` is UTC and not after `now`. Raises a subclass of AgreementRefused.
    """
    _check_version(version, project)
    if not agreed_by:
        raise NameMissing
    if agreed_at > now:
        raise InTheFuture
    if method in WITH_EVIDENCE and not evidence:
        raise EvidenceMissing
    _replace_earlier(project, now)
    return Agreement.objects.create(
        project=project,
        policy_version=version,
        state=State.AGREED,
        method=method,
        agreed_by=agreed_by,
        agreed_at=agreed_at,
        evidence=evidence,
        special_terms=special_terms,
    )


def decline(
    *, project: Project, version: PolicyVersion, note: str = "", agreed_by: str = ""
) -> Agreement:
    """Return the client's no to `version`; an agreement that holds stays in force."""
    _check_owner(version, project)
    return Agreement.objects.create(
        project=project,
        policy_version=version,
        state=State.DECLINED,
        agreed_by=agreed_by,
        evidence=note,
    )


def start_without(*, project: Project, reason: str) -> None:
    """Keep why work on `project` starts although nothing is agreed. Raises ReasonMissing."""
    if not reason:
        raise ReasonMissing
    project.started_without_policy = reason
    project.save(update_fields=["started_without_policy", "changed_at"])


def _check_version(version: PolicyVersion, project: Project) -> None:
    _check_owner(version, project)
    if version.state != PolicyVersion.State.PUBLISHED:
        raise NotPublished
    if version.currency and version.currency != project.currency:
        raise OtherCurrency(version.currency, project.currency)


def contradiction(project: Project) -> str:
    """Return, as a sentence, that the amounts of the agreed policy hold a project to its
    currency; empty when they do not."""
    agreement = agreement_in_force(project)
    if agreement is None:
        return ""
    version = agreement.policy_version
    if version.currency and version.currency != project.currency:
        sentence = _("The agreed policy names amounts in %(currency)s, so the currency stays")
        return sentence % {"currency": version.currency}
    return ""


def needs_a_fee(project: Project) -> str:
    """Return, as a sentence, that a policy was agreed for a fee that is taken away; else empty."""
    if project.fee_net or project.charged != Project.Charged.FIXED:
        return ""
    if agreement_in_force(project) is None:
        return ""
    return _("A policy is agreed for this fee. Enter a fee, or choose “By the hour”")


def _check_owner(version: PolicyVersion, project: Project) -> None:
    if version.policy.owner_id != project.owner_id:
        raise NotPublished


def _replace_earlier(project: Project, now: datetime) -> None:
    # The lock makes two tabs take turns; without it the second would meet the constraint.
    Project.objects.select_for_update().get(pk=project.pk)
    in_force = Agreement.objects.filter(project=project, state=State.AGREED)
    in_force.update(state=State.REPLACED, changed_at=now)
