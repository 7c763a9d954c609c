"""Registers the app `complaints`: the guided journey from an angry message to a closed
complaint."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
