"""Who asks: the five roles of the fuzz, each with a browser that signs in again when it must."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from accounts.models import User
from tests.factories import UserFactory
from tests.isolation.world import World

ROLES = ("anonymous", "stranger", "owner", "staff", "runs the server")


@dataclass
class Person:
    """One role and its browser."""

    role: str
    user: User | None
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def sign_in(self) -> None:
        """Sign in unless this browser still is; who was locked out or closed is opened again."""
        if self.user is None or self._is_signed_in():
            return
        with transaction.atomic():
            User.objects.filter(pk=self.user.pk).update(is_active=True)
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(self.user)

    def _is_signed_in(self) -> bool:
        key: Any = self.browser.cookies.get("sessionid")
        return bool(key and Session.objects.filter(session_key=key.value).exists())


def people(world: World) -> list[Person]:
    """Return one person for each role, in the order of `ROLES`."""
    stranger = UserFactory(email="stranger@example.test", is_staff=False)
    server = UserFactory(email="server@example.test", is_superuser=True)
    users = (None, stranger, world.owner, world.stranger, server)
    return [Person(role, user) for role, user in zip(ROLES, users, strict=True)]
