"""What the mail about a changed account says: who is told, when it was, from where, what to do."""

import ipaddress
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.formats import as_seen_by, day, hour
from accounts.models import User

# Sign in a browser's own words -> its name; the first that is found counts, since each also claims
# to be those below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Mac OS X", "a Mac"),
    ("Linux", "a Linux computer"),
)


def recipients(user: User, facts: dict[str, Any]) -> list[str]:
    """Return who is told: the main address, and the one that was it before."""
    main = EmailAddress.objects.get_primary_email(user)
    told = (main, facts.get("from_email"))
    return list(dict.fromkeys(address.lower() for address in told if address))


def facts_of_a_change(
    user: User, *, address: str, user_agent: str, now: datetime
) -> dict[str, Any]:
    """Return what every notice says: the circumstances in words, and the links that help."""
    return {
        "circumstances": circumstances(user, address=address, user_agent=user_agent, now=now),
        "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
        "addresses_url": settings.SITE_URL + reverse("account_email"),
    }


def circumstances(user: User, *, address: str, user_agent: str, now: datetime) -> str:
    """Return when it was in the zone of `user`, and from where as far as that is known."""
    with as_seen_by(user.preferences):
        when = _("It was done on %(day)s at %(hour)s (%(place)s time)") % {
            "day": day(now),
            "hour": hour(now),
            "place": user.preferences.time_zone.rpartition("/")[2].replace("_", " "),
        }
    return ", ".join([when, *_origin(address, user_agent)]) + "."


def _origin(address: str, user_agent: str) -> Iterable[str]:
    device = device_in_words(user_agent)
    if device:
        yield _("with %(device)s") % {"device": device}
    if is_on_the_internet(address):
        yield _("from the network address %(address)s") % {"address": address}


def device_in_words(user_agent: str) -> str:
    """Return "Firefox on a Mac", or "" for what is not known: a visitor's words are never shown."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}/", user_agent)), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


def is_on_the_internet(address: str) -> bool:
    """Return whether an address says where somebody was; that of a proxy or a home network does
    not."""
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
