"""Lets whoever runs the server see the addresses without mail, and take one off the list."""

from django.contrib import admin

from outbox.models import Suppression


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses whose server said they do not exist. Deleting a row lets mail go there again."""

    list_display = ("address", "reason", "at")
    search_fields = ("address",)
    ordering = ("-at",)
