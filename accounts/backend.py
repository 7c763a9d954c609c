"""Reads the signed-in freelancer together with their preferences: every page needs both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class Backend(AuthenticationBackend):
    """Signs in by email, as allauth does it."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account behind a session, or None when it is gone or closed."""
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
