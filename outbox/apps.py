"""Registers the app `outbox`: every mail that leaves, what became of it, and its health."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        """Keep the places of mails that are deleted."""
        # Models can only be imported once all apps are known.
        from outbox import tombstones  # noqa: PLC0415

        tombstones.watch()
