"""The admin pages for preferences; for accounts and invitations, which only who runs the server
sees."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import clock, invitations
from accounts.admin_base import OwnedAdmin
from accounts.forms import InvitationForm
from accounts.models import Invitation, Preferences, User
from accounts.preferences_form import PreferencesForm

admin.site.site_header = _("Amends set-up")
admin.site.site_title = _("Amends set-up")
admin.site.index_title = _("Policies and preferences")
admin.site.enable_nav_sidebar = False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts, for superusers only: no freelancer holds the stored permissions this asks for."""

    list_display = ("email", "name", "is_active", "is_superuser", "date_joined")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_superuser", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: people sign up, which also proves their address."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Refuse: an account is closed by taking away "active", its records stay."""
        return False


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who was asked in, for superusers only; an invitation is sent or taken back, never changed."""

    form = InvitationForm
    list_display = ("email", "invited_by", "created_at", "expires_at", "used_at", "revoked_at")
    list_select_related = ("invited_by",)
    search_fields = ("email",)
    ordering = ("-created_at",)
    actions = ("take_back",)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Refuse: who was mailed a link has that link."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Refuse: the list tells who was let in, and by whom."""
        return False

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        """Mail the link, and show the one to pass on by hand."""
        link = invitations.send(obj, by=cast(User, request.user), now=clock.now())
        by_hand = _("To pass one on by hand, copy this now: %(link)s") % {"link": link}
        messages.success(request, f"{invitations.on_its_way(obj)} {by_hand}")

    @admin.action(description=_("Take these invitations back"), permissions=["add"])
    def take_back(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        """End the links of those that nobody has used."""
        count = invitations.revoke(rows, now=clock.now())
        said = ngettext("%(count)d was taken back.", "%(count)d were taken back.", count)
        messages.success(request, said % {"count": count})


@admin.register(Preferences)
class PreferencesAdmin(OwnedAdmin):
    """A freelancer's own preferences; the page in the app is the easier door."""

    list_display = ("user", "business_name", "time_zone", "changed_at")
    ordering = ("user__email",)
    form = PreferencesForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: preferences come with the account."""
        return False
