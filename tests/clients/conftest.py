"""The freelancer who looks at the pages of clients."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import UserFactory


@pytest.fixture
def mira(client: Client) -> User:
    """A freelancer in Stockholm, signed in, without any client yet."""
    user = UserFactory(preferences__time_zone="Europe/Stockholm")
    client.force_login(user)
    return user
