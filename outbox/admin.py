"""Lets whoever runs the server see the addresses without mail, and take one off the list."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ServersAdmin
from outbox.models import Suppression


@admin.register(Suppression)
class SuppressionAdmin(ServersAdmin):
    """Addresses whose server said they do not exist. Deleting a row lets mail go there again."""

    note = _("Where no mail goes, because the server there said that nobody has the address.")
    may = frozenset({"view", "delete"})
    list_display = ("address", "reason", "at")
    search_fields = ("address",)
    ordering = ("-at",)
