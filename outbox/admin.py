"""What whoever runs the server sees and decides: addresses without mail, accounts that write a lot,
and letters that wait."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.admin_base import ServersAdmin
from accounts.formats import relative_moment
from outbox import held
from outbox.allowance import DAY
from outbox.models import REFUSED, HeldLetter, MailAllowance, OutgoingEmail, Suppression


@admin.register(Suppression)
class SuppressionAdmin(ServersAdmin):
    """Addresses whose server said they do not exist. Deleting a row lets mail go there again."""

    note = _("Where no mail goes, because the server there said that nobody has the address.")
    may = frozenset({"view", "delete"})
    list_display = ("address", "reason", "at")
    search_fields = ("address",)
    ordering = ("-at",)


@admin.register(MailAllowance)
class MailAllowanceAdmin(ServersAdmin):
    """Accounts that write to clients, those whose letters wait first: more room, or none at all.

    No row is deleted: it is what two letters at once take turns on.
    """

    heading = _("Senders")
    note = _("How much each account writes to clients, and whether it may.")
    may = frozenset({"view", "add", "change"})
    list_display = ("user", "letters_waiting", "used", "is_suspended")
    list_filter = ("is_suspended",)
    search_fields = ("user__email",)
    fields = ("user", "own_hour", "own_day", "is_suspended", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailAllowance]:
        """Return the accounts with what waits and what counts, the fullest first."""
        now = clock.now()
        waiting = held.waiting().filter(user=OuterRef("user")).order_by().values("user")
        counted = OutgoingEmail.objects.filter(
            user=OuterRef("user"), counts_at__gt=now - DAY, counts_at__lte=now
        )
        used = counted.order_by().values("user").annotate(sum=Sum("weight")).values("sum")
        rows = super().get_queryset(request).select_related("user")
        return rows.annotate(
            waiting=_number(waiting.annotate(n=Count("pk")).values("n")), used=_number(used)
        ).order_by("-waiting", "-used", "pk")

    @admin.display(description=_("letters that wait"))
    def letters_waiting(self, row: Any) -> int:
        """Return how many letters of the account wait."""
        return int(row.waiting)

    @admin.display(description=_("counted in 24 hours"))
    def used(self, row: Any) -> int:
        """Return what the letters of the account counted in the last day."""
        return int(row.used)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:
        """Let a row stay with its account."""
        return ("user",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and let what waits follow at once."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            held.rearrange(obj.user, clock.now())


class RefusalForm(forms.ModelForm):
    """Why a letter is not to leave."""

    reason = forms.CharField(
        label=_("Refuse it, because"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its writer reads this. The letter never leaves; its words stay with them."),
    )

    class Meta:
        model = HeldLetter
        fields = ()


@admin.register(HeldLetter)
class HeldLetterAdmin(ServersAdmin):
    """Letters that wait: let them leave now, or refuse one with a reason; its row stays."""

    heading = _("Letters that wait")
    note = _("Letters over an account's limit: let them leave now, or refuse one with a reason.")
    may = frozenset({"view", "change"})
    list_display = ("user", "to", "subject", "leaves")
    list_select_related = ("user",)
    search_fields = ("user__email", "rcpt")
    ordering = ("next_attempt_at",)
    actions = ("let_go",)
    form = RefusalForm
    fields = ("user", "to", "subject", "leaves", "reason")
    readonly_fields = ("user", "to", "subject", "leaves")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldLetter]:
        """Return what waits."""
        return super().get_queryset(request).filter(pk__in=held.waiting().values("pk"))

    @admin.display(description=_("to"), ordering="rcpt")
    def to(self, row: Any) -> str:
        """Return the address of the letter."""
        return str(row.rcpt)

    @admin.display(description=_("leaves"), ordering="next_attempt_at")
    def leaves(self, row: Any) -> str:
        """Return when it leaves, if it does: not from an account that is switched off."""
        if row.next_attempt_at >= row.not_after:
            return gettext("not by itself")
        return relative_moment(row.next_attempt_at)

    @admin.action(description=_("Let them leave now"), permissions=["change"])
    def let_go(self, request: HttpRequest, rows: QuerySet[HeldLetter]) -> None:
        """Send the chosen letters, whatever the limit says."""
        now = clock.now()
        count = sum(held.let_go(row, now) for row in rows.select_related("user"))
        words = ngettext("%(count)s letter leaves now.", "%(count)s letters leave now.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go back to the list: what is refused waits no longer."""
        return redirect("admin:outbox_heldletter_changelist")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Refuse the letter with the reason given."""
        why = form.cleaned_data["reason"]
        if not held.take_back(obj, clock.now(), resolution=REFUSED, why=why):
            self.message_user(request, _("It was on its way already."), messages.WARNING)


def _number(rows: QuerySet[Any]) -> Coalesce:
    """Return the one number of a subquery, 0 without rows."""
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)
