"""Registers the app `policies`: policies, their versions, agreements and the rounds used."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from policies import triggers


class PoliciesConfig(AppConfig):
    name = "policies"

    def ready(self) -> None:
        """Have the database guard published versions from the first migration on."""
        post_migrate.connect(triggers.install, sender=self)
