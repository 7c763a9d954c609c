"""The admin pages on which freelancers set up their policies: write, look, publish, retire."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import formats
from accounts.admin_base import OwnedAdmin, OwnedInline
from accounts.clock import now
from policies import versions
from policies.admin_forms import PolicyVersionForm
from policies.models import Agreement, Policy, PolicyVersion
from policies.reading import price_of_extra, reading
from policies.samples import SAMPLES

CHANGE = "admin:policies_policyversion_change"
PUBLISH = "admin:policies_policyversion_publish"


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
    actions_selection_counter = False

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
        return _open_preview(self, request, list(drafts))


@admin.register(PolicyVersion)
class PolicyVersionAdmin(OwnedAdmin):
    """The words of a version: a draft is written here, a published one is read."""

    form = PolicyVersionForm
    list_display = ("__str__", "state", "rounds_included", "price", "ceiling", "published_at")
    list_filter = ("state",)
    list_select_related = ("policy",)
    search_fields = ("policy__title",)
    ordering = ("policy__title", "policy__number", "-number")
    view_on_site = False
    actions = ("publish_selected",)
    actions_selection_counter = False
    change_form_template = "admin/policies/policyversion/change_form.html"
    words = (
        (
            gettext_lazy("What is included"),
            {"fields": ("rounds_included", "round_means", "not_counted", "new_work_means")},
        ),
        (
            gettext_lazy("An extra round"),
            {
                "fields": (("extra_round_price", "currency"), "extra_round_percent"),
                "description": gettext_lazy("Name an amount or a share of the fee, one of them."),
            },
        ),
        (gettext_lazy("Time"), {"fields": ("turnaround_days", "feedback_window_days")}),
        (
            gettext_lazy("If it still isn’t right"),
            {
                "fields": ("refund_stance", "ceiling_percent", "ceiling_days"),
                "description": gettext_lazy("Money back is the last resort, within a ceiling."),
            },
        ),
    )

    @admin.display(description=gettext_lazy("extra round"))
    def price(self, version: PolicyVersion) -> str:
        """Return the price of an extra round as text."""
        return price_of_extra(version)

    @admin.display(description=gettext_lazy("most given back"))
    def ceiling(self, version: PolicyVersion) -> str:
        """Return the ceiling as text."""
        share = formats.percent(version.ceiling_percent)
        return _("%(share)s, %(days)s days") % {"share": share, "days": version.ceiling_days}

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Ask for the name and the words; of a published version show whose words they are."""
        frozen = obj is not None and not obj.is_draft
        names = ("policy", "state", "published_at", "retired_at") if frozen else ("title",)
        return ((None, {"fields": names}), *self.words)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show a published version as the client reads it, in place of a form."""
        version = kwargs.get("obj")
        context["title"] = _("What is included when something needs changing?")
        if version is not None and not version.is_draft:
            context["title"] = _("What your clients agree to")
            context["reading"] = reading(version)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start in the freelancer's own currency."""
        currency = request.user.preferences.currency  # type: ignore[union-attr]
        return {"currency": currency} | super().get_changeform_initial_data(request)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let them change drafts of their own; a published version is read-only."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def save_model(self, request: HttpRequest, obj: PolicyVersion, form: Any, change: bool) -> None:
        """Write through the verbs, which guard what is published."""
        title, wording = form.cleaned_data["title"], form.wording()
        if change:
            versions.edit_draft(version=obj, title=title, wording=wording)
            return
        draft = versions.create_policy(owner=request.user, title=title, wording=wording)  # type: ignore[arg-type]
        obj.pk, obj.policy, obj.number = draft.pk, draft.policy, draft.number

    def response_add(
        self, request: HttpRequest, obj: PolicyVersion, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go to the preview when that button was pressed."""
        return self._to_preview(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: PolicyVersion) -> HttpResponse:
        """Go to the preview when that button was pressed."""
        return self._to_preview(request, obj) or super().response_change(request, obj)

    @admin.action(description=gettext_lazy("Publish the selected draft"))
    def publish_selected(
        self, request: HttpRequest, queryset: QuerySet[PolicyVersion]
    ) -> HttpResponse | None:
        """Open the preview from which one draft is published."""
        return _open_preview(self, request, list(queryset.filter(state="draft")))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that publish, retire and make the next version."""
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponse]]] = [
            ("publish", require_http_methods(["GET", "HEAD", "POST"])(self.publish_view)),
            ("retire", require_POST(self.retire_view)),
            ("next", require_POST(self.next_view)),
        ]
        pages = [
            path(f"<int:pk>/{name}/", wrap(view), name=f"policies_policyversion_{name}")
            for name, view in own
        ]
        return [*pages, *super().get_urls()]

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the version as the client sees it; publish it when that is confirmed."""
        version = self._mine_or_404(request, pk)
        if not version.is_draft:
            messages.info(request, str(versions.NotADraft()))
            return redirect(CHANGE, pk)
        if request.method == "POST":
            return self._publish(request, version)
        published = PolicyVersion.State.PUBLISHED
        earlier = version.policy.versions.filter(state=published, number__lt=version.number)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish %(version)s?") % {"version": version},
            "opts": self.opts,
            "version": version,
            "reading": reading(version),
            "earlier": list(earlier.order_by("number")),
        }
        return render(request, "admin/policies/policyversion/publish.html", context)

    def retire_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Offer the version for new projects no longer."""
        version = self._mine_or_404(request, pk)
        try:
            versions.retire(version=version, now=now())
            messages.success(request, _("%(version)s is retired.") % {"version": version})
        except versions.NotPublished as refusal:
            messages.error(request, str(refusal))
        return redirect(CHANGE, pk)

    def next_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the next version from this one and open it; an open draft is opened instead."""
        version = self._mine_or_404(request, pk)
        try:
            draft = versions.new_draft_from(version=version)
        except versions.DraftExists as refusal:
            messages.info(request, str(refusal))
            draft = refusal.draft
        return redirect(CHANGE, draft.pk)

    def _publish(self, request: HttpRequest, version: PolicyVersion) -> HttpResponse:
        try:
            versions.publish(
                version=version, now=now(), retire_earlier="retire_earlier" in request.POST
            )
            messages.success(
                request,
                _("%(version)s is published. Clients can agree to it.") % {"version": version},
            )
        except versions.NotADraft as refusal:
            messages.info(request, str(refusal))
        return redirect(CHANGE, version.pk)

    def _mine_or_404(self, request: HttpRequest, pk: int) -> PolicyVersion:
        version = self.get_queryset(request).select_related("policy").filter(pk=pk).first()
        if version is None:
            raise Http404
        return version

    def _to_preview(self, request: HttpRequest, obj: PolicyVersion) -> HttpResponse | None:
        if "_publish" not in request.POST:
            return None
        return HttpResponseRedirect(reverse(PUBLISH, args=[obj.pk]))


def _open_preview(
    page: OwnedAdmin, request: HttpRequest, drafts: list[PolicyVersion]
) -> HttpResponse | None:
    if len(drafts) == 1:
        return redirect(PUBLISH, drafts[0].pk)
    sentence = _("Choose one draft: each is looked at before it is published.")
    page.message_user(request, sentence, messages.WARNING)
    return None
