"""The admin pages for accounts and their addresses, which only who runs the server sees."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ServersAdmin
from accounts.models import User

# Nothing asks for stored permissions, so there are no groups of them to set up.
WRITTEN_BY_OTHERS = {Group: GroupAdmin, EmailAddress: EmailAddressAdmin}
admin.site.unregister(WRITTEN_BY_OTHERS)


@admin.register(User)
class UserAdmin(ServersAdmin):
    """Accounts. They are closed by taking away "active": people sign up, and records stay."""

    note = _("Who signs in here. An account is closed by taking away “active”; its records stay.")
    may = frozenset({"view", "change"})
    list_display = ("email", "name", "is_active", "is_superuser", "date_joined")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_superuser", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")


@admin.register(EmailAddress)
class AddressAdmin(ServersAdmin, EmailAddressAdmin):
    """Addresses people sign in with. One whose mail never came can be taken as confirmed."""

    note = _("What people sign in with, and whether the address was confirmed.")
    list_select_related = ("user",)
    list_display = ("email", "user", "verified", "primary")
    list_filter = ("verified", "primary")
    ordering = ("email",)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Search the address and the account."""
        return ("email", "user__email", "user__name")

    @admin.action(description=_("Take as confirmed"))
    def make_verified(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the addresses as confirmed, for somebody whom the mail does not reach."""
        super().make_verified(request, queryset)
