"""Reads the settings that need more than a type; what does not fit stops the start with a sentence.

No message repeats a value that may hold a password.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from accounts.reach import host_of
from accounts.redaction import hide_url

DATABASES = ("postgres", "postgresql", "pgsql", "psql", "sqlite")
BROKERS = ("redis", "rediss", "unix")


def text(env: Env, name: str, default: str) -> str:
    """Return what `name` says; one that is left empty was left alone."""
    return str(env.str(name, default="") or default)


def one_of(env: Env, name: str, choices: Sequence[str], default: str) -> str:
    """Return the choice that `name` makes among `choices`."""
    chosen = text(env, name, default).lower()
    if chosen not in choices:
        raise ImproperlyConfigured(f"{name}={chosen} is none of: {', '.join(choices)}.")
    return chosen


def site_url(env: Env, default: str) -> str:
    """Return the address of the site, without a slash at its end."""
    url = text(env, "SITE_URL", default).rstrip("/")
    hide_url(url)
    scheme, _, rest = url.partition("://")
    if scheme.lower() not in {"http", "https"} or not host_of(url) or set("@?#\\ ") & set(rest):
        raise ImproperlyConfigured("SITE_URL must look like https://amends.example.")
    return f"{scheme.lower()}://{rest}"


def database(env: Env, default: str) -> dict[str, Any]:
    """Return what DATABASE_URL says, as Django wants it."""
    url = text(env, "DATABASE_URL", default)
    hide_url(url)
    if url.partition(":")[0] not in DATABASES:
        raise _unlike("DATABASE_URL", "postgres://user:password@host:5432/amends")
    try:
        return dict(Env.db_url_config(url))
    except ValueError:
        # What it says repeats a piece of the password.
        raise _unlike("DATABASE_URL", "postgres://user:password@host:5432/amends") from None


def redis_url(env: Env) -> str:
    """Return where Redis is, or an empty text for the file queue."""
    url = text(env, "REDIS_URL", "")
    hide_url(url)
    if url and not _is_a_url(url, BROKERS):
        raise _unlike("REDIS_URL", "redis://:password@host:6379/0")
    return url


def email_url(env: Env) -> str:
    """Return where the mail server is; outbox.transport reads it and says what does not fit."""
    url = text(env, "EMAIL_URL", "")
    hide_url(url)
    return url


def limit(env: Env, name: str) -> int:
    """Return the number that `name` says, 0 when it is empty."""
    written = text(env, name, "").strip() or "0"
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        raise ImproperlyConfigured(f"{name} must be a whole number up to 999999, or empty.")
    return int(written)


def _is_a_url(url: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _unlike(name: str, example: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"{name} must look like {example}, with %-codes for special signs in user and password."
    )
