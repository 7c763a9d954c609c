"""The admin pages for accounts, addresses and invitations, which only who runs the server sees."""

from typing import Any, cast

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import clock, invitations
from accounts.admin_base import ServersAdmin
from accounts.fields import LineField
from accounts.forms import InvitationForm
from accounts.models import Invitation, User

# Nothing asks for stored permissions, so there are no groups of them to set up.
WRITTEN_BY_OTHERS = {Group: GroupAdmin, EmailAddress: EmailAddressAdmin}
admin.site.unregister(WRITTEN_BY_OTHERS)


class AccountForm(forms.ModelForm):
    """What who runs the server may change on an account."""

    name = LineField(label=_("Name"), max_length=80, required=False)

    class Meta:
        model = User
        fields = ("name", "is_active", "is_superuser")
        labels = {"is_active": _("May sign in"), "is_superuser": _("Runs the server")}
        help_texts = {
            "is_active": _("Without it the account is closed. What was written in it stays."),
            "is_superuser": _("Sees every account and every policy."),
        }


@admin.register(User)
class UserAdmin(ServersAdmin):
    """Accounts. They are closed and not deleted: people sign up, and records stay."""

    heading = _("Accounts")
    note = _("Who signs in here, and who no longer may.")
    may = frozenset({"view", "change"})
    form = AccountForm
    list_display = ("email", "named", "may_sign_in", "runs_the_server", "joined")
    list_select_related = ("preferences",)
    list_filter = ("is_active",)
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("name", "is_active", "is_superuser", "email", "joined", "seen", "lives")
    shown = ("email", "joined", "seen", "lives")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        """Let nobody close the account they are signed in with: no door would be left."""
        own = ("is_active", "is_superuser") if obj == request.user else ()
        return (*self.shown, *own)

    @admin.display(description=_("name"))
    def named(self, user: User) -> str:
        """Return what they are called."""
        return user.name

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> bool:
        """Say whether the account is open."""
        return user.is_active

    @admin.display(description=_("runs the server"))
    def runs_the_server(self, user: User) -> bool:
        """Say whether they see this page."""
        return user.is_superuser

    @admin.display(description=_("joined"))
    def joined(self, user: User) -> Any:
        """Return when they signed up."""
        return user.date_joined

    @admin.display(description=_("signed in last"))
    def seen(self, user: User) -> Any:
        """Return when they were here last."""
        return user.last_login

    @admin.display(description=_("set to"))
    def lives(self, user: User) -> str:
        """Return what decides how they read times and amounts; they set it themselves."""
        chosen = user.preferences
        return f"{chosen.time_zone}, {chosen.locale}, {chosen.currency}"


@admin.register(Invitation)
class InvitationAdmin(ServersAdmin):
    """Who was asked in. An invitation is sent or taken back, never changed: who was mailed a link
    has that link, and the list tells who was let in, and by whom."""

    note = _("Who was asked to make an account.")
    may = frozenset({"view", "add"})
    form = InvitationForm
    list_display = ("email", "invited_by", "created_at", "expires_at", "used_at", "revoked_at")
    list_select_related = ("invited_by",)
    search_fields = ("email",)
    ordering = ("-created_at",)
    actions = ("take_back",)

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


@admin.register(EmailAddress)
class AddressAdmin(ServersAdmin, EmailAddressAdmin):
    """Addresses people sign in with. One whose mail never came can be taken as confirmed."""

    note = _("What people sign in with, and whether the address was confirmed.")
    list_select_related = ("user",)
    list_display = ("email", "user", "verified", "primary")
    list_filter = ("verified",)
    ordering = ("email",)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Search the address and the account."""
        return ("email", "user__email", "user__name")

    @admin.action(description=_("Take as confirmed"))
    def make_verified(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the addresses as confirmed, for somebody whom the mail does not reach."""
        super().make_verified(request, queryset)
