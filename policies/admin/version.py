"""The words of a version in the admin: a draft is written, looked at and published there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admin_base import OwnedAdmin
from accounts.clock import now
from accounts.once import adds
from policies import versions
from policies.admin.forms import PolicyVersionForm
from policies.admin.preview import PUBLISH, open_preview
from policies.models import PolicyVersion
from policies.reading import most_given_back, price_of_extra, reading
from policies.selectors import agreed_for

CHANGE = "admin:policies_policyversion_change"


@admin.register(PolicyVersion)
class PolicyVersionAdmin(OwnedAdmin):
    """The words of a version: a draft is written here, a published one is read."""

    heading = gettext_lazy("Versions of policies")
    note = gettext_lazy("Every wording of every policy: drafts, published ones, retired ones.")
    form = PolicyVersionForm
    list_display = ("__str__", "state", "rounds", "price", "ceiling", "published")
    list_filter = ("state",)
    list_select_related = ("policy",)
    search_fields = ("policy__title",)
    ordering = ("policy__title", "policy__number", "-number")
    actions = ("publish_selected",)
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
                "fields": (
                    "refund_stance",
                    "ceiling_kind",
                    "ceiling_percent",
                    "ceiling_amount",
                    "ceiling_days",
                ),
                "description": gettext_lazy("Money back is the last resort, within a ceiling."),
            },
        ),
    )

    @admin.display(description=gettext_lazy("rounds"))
    def rounds(self, version: PolicyVersion) -> int:
        """Return how many rounds are included."""
        return version.rounds_included

    @admin.display(description=gettext_lazy("published"))
    def published(self, version: PolicyVersion) -> datetime | None:
        """Return when it was published."""
        return version.published_at

    @admin.display(description=gettext_lazy("extra round"))
    def price(self, version: PolicyVersion) -> str:
        """Return the price of an extra round as text."""
        return price_of_extra(version)

    @admin.display(description=gettext_lazy("most given back"))
    def ceiling(self, version: PolicyVersion) -> str:
        """Return the ceiling as text."""
        words = {"most": most_given_back(version), "days": version.ceiling_days}
        return _("%(most)s, %(days)s days") % words

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Ask for the name and the words."""
        return ((None, {"fields": ("title",)}), *self.words)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show a published version as the client reads it, in place of a form."""
        version = kwargs.get("obj")
        if version is not None and not version.is_draft:
            context |= {"reading": reading(version), "agreed_for": agreed_for(version)}
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

    def response_change(self, request: HttpRequest, obj: PolicyVersion) -> HttpResponse:
        """Go to the preview when that button was pressed."""
        if "_publish" in request.POST:
            return redirect(PUBLISH, obj.pk)
        return super().response_change(request, obj)

    @admin.action(description=gettext_lazy("Publish the selected draft"))
    def publish_selected(
        self, request: HttpRequest, queryset: QuerySet[PolicyVersion]
    ) -> HttpResponse | None:
        """Open the preview from which one draft is published."""
        return open_preview(self, request, list(queryset.filter(state="draft")))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that publish, retire, discard and make the next version."""
        wrap = self.admin_site.admin_view
        asks = require_http_methods(["GET", "HEAD", "POST"])
        own: list[tuple[str, Callable[..., HttpResponse]]] = [
            ("publish", asks(self.publish_view)),
            ("retire", asks(self.retire_view)),
            ("discard", asks(self.discard_view)),
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
            return self._refused(request, version, versions.NotADraft())
        if request.method == "POST":
            return self._publish(request, version)
        published = PolicyVersion.State.PUBLISHED
        earlier = version.policy.versions.filter(state=published, number__lt=version.number)
        title = _("Publish %(version)s?") % {"version": version}
        return self._ask(request, "publish", version, title, earlier=earlier.order_by("number"))

    def retire_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what retiring means; offer the version no longer when that is confirmed."""
        version = self._mine_or_404(request, pk)
        if version.state != PolicyVersion.State.PUBLISHED:
            return self._refused(request, version, versions.NotPublished())
        if request.method == "POST":
            return self._retire(request, version)
        title = _("Retire %(version)s?") % {"version": version}
        return self._ask(request, "retire", version, title, agreed_for=agreed_for(version))

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what goes; throw the draft away when that is confirmed."""
        version = self._mine_or_404(request, pk)
        if not version.is_draft:
            return self._refused(request, version, versions.NotADraft())
        if request.method == "POST":
            return self._discard(request, version)
        title = _("Discard %(version)s?") % {"version": version}
        is_alone = not version.policy.versions.exclude(pk=pk).exists()
        return self._ask(request, "discard", version, title, is_alone=is_alone)

    @method_decorator(adds)
    def next_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the next version from this one and open it; an open draft is opened instead."""
        version = self._mine_or_404(request, pk)
        try:
            draft = versions.new_draft_from(version=version)
        except versions.DraftExists as refusal:
            messages.info(request, str(refusal))
            draft = refusal.draft
        return redirect(CHANGE, draft.pk)

    def _ask(
        self, request: HttpRequest, step: str, version: PolicyVersion, title: str, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "version": version,
            "reading": reading(version),
            **more,
        }
        return render(request, f"admin/policies/policyversion/{step}.html", context)

    def _publish(self, request: HttpRequest, version: PolicyVersion) -> HttpResponse:
        retire_earlier = "retire_earlier" in request.POST
        try:
            versions.publish(version=version, now=now(), retire_earlier=retire_earlier)
        except versions.NotADraft as refusal:
            return self._refused(request, version, refusal)
        done = _("%(version)s is published. Clients can agree to it.") % {"version": version}
        return self._done(request, version, done)

    def _retire(self, request: HttpRequest, version: PolicyVersion) -> HttpResponse:
        try:
            versions.retire(version=version, now=now())
        except versions.NotPublished as refusal:
            return self._refused(request, version, refusal)
        return self._done(request, version, _("%(version)s is retired.") % {"version": version})

    def _discard(self, request: HttpRequest, version: PolicyVersion) -> HttpResponse:
        try:
            versions.discard_draft(version=version)
        except versions.NotADraft as refusal:
            return self._refused(request, version, refusal)
        messages.success(request, _("%(version)s is discarded.") % {"version": version})
        return redirect("policies")

    def _done(self, request: HttpRequest, version: PolicyVersion, words: str) -> HttpResponse:
        self.log_change(request, version, words)
        messages.success(request, words)
        return redirect(CHANGE, version.pk)

    def _refused(
        self, request: HttpRequest, version: PolicyVersion, refusal: versions.VersionRefused
    ) -> HttpResponse:
        messages.info(request, str(refusal))
        return redirect(CHANGE, version.pk)

    def _mine_or_404(self, request: HttpRequest, pk: int) -> PolicyVersion:
        version = self.get_queryset(request).select_related("policy").filter(pk=pk).first()
        if version is None:
            raise Http404
        return version
