"""Registers the app `accounts`: sign-in, preferences, working time, and who owns what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
