"""Registers the app `accounts`: the freelancer: sign-in by e-mail, preferences, working time, and who owns what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
