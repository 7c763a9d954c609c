"""Reads the numbers of the environment that may be left out."""

from django.core.exceptions import ImproperlyConfigured


def limit(text: str, name: str) -> int:
    """Return the number in `text`, 0 when it is empty. Raises ImproperlyConfigured for others."""
    written = text.strip() or "0"
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        raise ImproperlyConfigured(
            f"MAIL_LIMIT_{name.upper()} must be a whole number up to 999999, or empty."
        )
    return int(written)
