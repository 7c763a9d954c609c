"""The request of somebody who is signed in, as typed for views behind LoginRequiredMiddleware."""

from django.http import HttpRequest

from accounts.models import User


class OwnerRequest(HttpRequest):
    """A request whose user is a freelancer; views without @login_not_required get no other."""

    user: User
