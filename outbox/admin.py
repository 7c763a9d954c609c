"""Lets whoever runs the server see the addresses without mail, and take one off the list."""

from django.contrib import admin

from accounts.admin_base import ServersAdmin
from outbox.models import Suppression


@admin.register(Suppression)
class SuppressionAdmin(ServersAdmin):
    """Addresses whose server said they do not exist. Deleting a row lets mail go there again."""

    may = frozenset({"view", "delete"})
    list_display = ("address", "reason", "at")
    search_fields = ("address",)
    ordering = ("-at",)
