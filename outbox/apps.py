"""Registers the app `outbox`: every mail that leaves: the row, the claim, the send, the outcome, its health."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
