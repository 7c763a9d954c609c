"""Registers the app `clients`: clients, their contacts and projects."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"
