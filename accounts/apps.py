"""Registers the app `accounts`: sign-in, preferences, working time, and who owns what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Let accounts begin when their address is confirmed."""
        # Models can only be imported once all apps are known.
        from accounts import joining  # noqa: PLC0415

        joining.watch()
