"""Registers the app `outbox`: every mail that leaves, what became of it, and its health."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
