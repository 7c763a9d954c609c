"""Registers the app `policies`: revision policies, their versions, agreements and the rounds used."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
