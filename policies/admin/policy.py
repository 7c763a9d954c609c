"""Policies in the admin: the list with the samples, the name, the versions to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin_base import OwnedAdmin, OwnedInline
from policies.admin.preview import open_preview
from policies.models import Agreement, Policy, PolicyVersion
from policies.reading import price_of_extra
from policies.samples import SAMPLES


class VersionInline(OwnedInline):
    """The versions of a policy, to read; each links to its own page."""

    model = PolicyVersion
    template = "admin/edit_inline/tabular.html"
    fields = ("state", "rounds_included", "price", "published_at")
    readonly_fields = fields
    ordering = ("-number",)
    show_change_link = True
    view_on_site = False
    verbose_name_plural = gettext_lazy("versions")

    @admin.display(description=gettext_lazy("extra round"))
    def price(self, version: PolicyVersion) -> str:
        """Return the price of an extra round as text."""
        return price_of_extra(version)

    def has_add_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Refuse: versions are made from one another."""
        return False


@admin.register(Policy)
class PolicyAdmin(OwnedAdmin):
    """A freelancer's policies; a new one opens the form of its first version."""

    list_display = ("title", "latest", "latest_state", "projects")
    fields = ("title",)
    inlines = (VersionInline,)
    ordering = ("title", "number")
    search_fields = ("title",)
    view_on_site = False
    actions = ("publish_the_draft",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the policies with their versions, latest first, and the projects under them."""
        agreed = Q(versions__agreements__state=Agreement.State.AGREED)
        latest_first = PolicyVersion.objects.order_by("-number")
        rows = super().get_queryset(request).prefetch_related(Prefetch("versions", latest_first))
        return rows.annotate(projects_now=Count("versions__agreements", filter=agreed))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Open the form that asks for the name and the first version together."""
        return redirect("admin:policies_policyversion_add")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list with the samples to start from."""
        extra = {"title": _("Policies"), "samples": SAMPLES} | (extra_context or {})
        return super().changelist_view(request, extra)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the name and the versions; another policy is not added from here."""
        extra = {"show_save_and_add_another": False} | (extra_context or {})
        return super().change_view(request, object_id, form_url, extra)

    @admin.display(description=gettext_lazy("latest version"))
    def latest(self, policy: Policy) -> str:
        """Return the label of the latest version."""
        return next((version.label for version in policy.versions.all()), "–")

    @admin.display(description=gettext_lazy("state"))
    def latest_state(self, policy: Policy) -> str:
        """Return the state of the latest version in words."""
        return next((v.get_state_display() for v in policy.versions.all()), "–")

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
