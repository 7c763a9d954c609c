"""Reads of policies, agreements and rounds that more than one caller needs."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from clients.models import Project
from policies.models import Agreement, Policy, PolicyVersion, RevisionRound


def agreement_in_force(project: Project) -> Agreement | None:
    """Return the agreement that holds for `project`, with its version and policy, or None."""
    agreed = Agreement.objects.select_related("policy_version__policy")
    return agreed.filter(project=project, state=Agreement.State.AGREED).first()


def agreement_and_types(project: Project) -> tuple[Agreement | None, list[str]]:
    """Return the agreement that holds and the types of all rounds, in one query where there is an
    agreement: many pages show both."""
    kinds = RevisionRound.Type.values
    of_kind = {kind: Q(project__rounds__type=kind) for kind in kinds}
    counts = {f"of_{kind}": Count("project__rounds", filter=of_kind[kind]) for kind in kinds}
    agreed = Agreement.objects.select_related("policy_version__policy").annotate(**counts)
    found = agreed.filter(project=project, state=Agreement.State.AGREED).first()
    if found is None:
        types = RevisionRound.objects.filter(project=project).values_list("type", flat=True)
        return None, list(types)
    return found, [kind for kind in kinds for _ in range(getattr(found, f"of_{kind}"))]


def agreements_in_force(projects: Iterable[Project]) -> dict[int, Agreement]:
    """Return project pk → the agreement that holds, for a list of projects, in one query."""
    agreed = Agreement.objects.select_related("policy_version__policy").filter(
        project__in=projects, state=Agreement.State.AGREED
    )
    return {each.project_id: each for each in agreed}


def earlier_answers(project: Project) -> QuerySet[Agreement]:
    """Return what was agreed before or declined for `project`, latest first."""
    past = (Agreement.State.REPLACED, Agreement.State.DECLINED)
    answers = Agreement.objects.select_related("policy_version__policy")
    return answers.filter(project=project, state__in=past).order_by("-pk")


def policies_of(user: User) -> QuerySet[Policy]:
    """Return the policies of `user` with their versions, latest first, each with `projects_now`."""
    policies = Policy.objects.for_user(user).order_by("title", "number")
    return policies.prefetch_related(Prefetch("versions", versions_with_projects()))


def versions_with_projects() -> QuerySet[PolicyVersion]:
    """Return versions, latest first, each with `projects_now`: for how many it is in force."""
    in_force = Count("agreements", filter=Q(agreements__state=Agreement.State.AGREED))
    return PolicyVersion.objects.annotate(projects_now=in_force).order_by("-number")


def agreed_for(version: PolicyVersion) -> int:
    """Return for how many projects `version` is in force."""
    return version.agreements.filter(state=Agreement.State.AGREED).count()


def version_of(user: User, policy_number: int, version_number: int) -> PolicyVersion | None:
    """Return a version by the owner's own numbers, or None when it is not theirs."""
    versions = PolicyVersion.objects.for_user(user).select_related("policy")
    return versions.filter(policy__number=policy_number, number=version_number).first()


def versions_to_agree_to(user: User) -> QuerySet[PolicyVersion]:
    """Return what a client of `user` can agree to: published versions, latest first."""
    versions = PolicyVersion.objects.for_user(user).select_related("policy")
    published = versions.filter(state=PolicyVersion.State.PUBLISHED)
    return published.order_by("policy__title", "policy__number", "-number")


def project_of(user: User, number: int) -> Project | None:
    """Return the project P-<number> of `user` with its client, or None when it is not theirs."""
    projects = Project.objects.for_user(user).select_related("client")
    return projects.filter(number=number).first()


def rounds_of(project: Project) -> QuerySet[RevisionRound]:
    """Return the ledger of `project` in the order of its numbers."""
    return RevisionRound.objects.filter(project=project).order_by("number")
