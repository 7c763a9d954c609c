"""The admin pages for preferences, and for accounts, which only who runs the server sees."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import OwnedAdmin
from accounts.models import Preferences, User
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


@admin.register(Preferences)
class PreferencesAdmin(OwnedAdmin):
    """A freelancer's own preferences; the page in the app is the easier door."""

    list_display = ("user", "business_name", "time_zone", "changed_at")
    ordering = ("user__email",)
    form = PreferencesForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: preferences come with the account."""
        return False
