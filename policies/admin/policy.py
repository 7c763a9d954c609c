"""Policies in the admin: the list with the samples, the name, the versions to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from accounts.admin_base import OwnedAdmin
from policies import versions
from policies.admin.forms import PolicyForm
from policies.admin.preview import open_preview
from policies.models import Agreement, Policy, PolicyVersion
from policies.reading import price_of_extra
from policies.samples import SAMPLES
from policies.selectors import versions_with_projects


@admin.register(Policy)
class PolicyAdmin(OwnedAdmin):
    """A freelancer's policies; a new one opens the form of its first version."""

    note = gettext_lazy("What your clients agree to before the work. Write, change and publish.")
    form = PolicyForm
    list_display = ("title", "latest", "latest_state", "projects")
    fields = ("title",)
    ordering = ("title", "number")
    search_fields = ("title",)
    actions = ("publish_the_draft",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the policies with their versions, latest first, and the projects under them."""
        agreed = Q(versions__agreements__state=Agreement.State.AGREED)
        rows = super().get_queryset(request)
        rows = rows.prefetch_related(Prefetch("versions", versions_with_projects()))
        return rows.annotate(projects_now=Count("versions__agreements", filter=agreed))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Open the form that asks for the name and the first version together."""
        return redirect("admin:policies_policyversion_add")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list with the samples to start from."""
        return super().changelist_view(request, {"samples": SAMPLES} | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the name with the versions, each with the price of an extra round."""
        all_versions = kwargs["obj"].versions.all()
        context["versions"] = [(version, price_of_extra(version)) for version in all_versions]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """Rename through the verb."""
        versions.rename(policy=obj, title=obj.title)

    @admin.display(description=gettext_lazy("latest version"))
    def latest(self, policy: Policy) -> str:
        """Return the label of the latest version."""
        return next((version.label for version in policy.versions.all()), "")

    @admin.display(description=gettext_lazy("state"))
    def latest_state(self, policy: Policy) -> str:
        """Return the state of the latest version in words."""
        return next((capfirst(v.get_state_display()) for v in policy.versions.all()), "")

    @admin.display(description=gettext_lazy("agreed for"), ordering="projects_now")
    def projects(self, policy: Any) -> int:
        """Return for how many projects it holds now."""
        return int(policy.projects_now)

    @admin.action(description=gettext_lazy("Publish the draft"))
    def publish_the_draft(
        self, request: HttpRequest, queryset: QuerySet[Policy]
    ) -> HttpResponse | None:
        """Open the preview from which the draft of one policy is published."""
        drafts = PolicyVersion.objects.filter(policy__in=queryset, state="draft")
        return open_preview(self, request, list(drafts))
