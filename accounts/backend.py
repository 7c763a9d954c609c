"""Reads the signed-in freelancer together with their preferences: every page needs both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.playground import is_published, may_come_in


class Backend(AuthenticationBackend):
    """Signs in by email, as allauth does it, and keeps the demo to the playground."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the account, or None; a published password takes as long and opens nothing."""
        user: User | None = super().authenticate(request, **credentials)
        if is_published(credentials.get("password") or ""):
            # Not "this account is closed": nobody is to learn where the password would have fit.
            self.unstash_authenticated_user()
            return None
        return user

    def user_can_authenticate(self, user: User) -> bool:
        """Return whether the account is open, and no demo in a place that is no playground."""
        return super().user_can_authenticate(user) and may_come_in(user)

    def get_user(self, user_id: Any) -> User | None:
        """Return the account behind a session, or None when it is gone or closed."""
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
