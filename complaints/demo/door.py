"""How one signs in to the demo: with a published password only where nobody else can."""

import secrets

from django.conf import settings

from accounts.models import User
from accounts.playground import is_published


def sign_in() -> str:
    """Return the sentence that says how; "" where there is no demo to sign in to.

    Where others reach the server, the published password is replaced by one that only this
    sentence names, once. That also ends every session that was opened with the old one.
    """
    demo = User.objects.filter(email=settings.DEMO_EMAIL).first()
    if demo is None or not settings.PLAYGROUND:
        return ""
    if not demo.check_password(settings.DEMO_PASSWORD):
        given = "the password it was given since; manage.py changepassword gives another"
        return f"Sign in as {demo.email} with {given}."
    if not is_published(settings.DEMO_PASSWORD):
        return f"Sign in as {demo.email} with {settings.DEMO_PASSWORD}"
    password = secrets.token_urlsafe(12)
    demo.set_password(password)
    demo.save(update_fields=["password"])
    return f"Sign in as {demo.email} with {password} (shown this once)"
